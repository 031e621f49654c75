// SPDX-License-Identifier: Apache-2.0
#include "workload/opens.hpp"

#include "base/text.hpp"
#include "sys/file.hpp"
#include "workload/programs.hpp"

#include <sys/stat.h>

#include <vector>

namespace assay::workload {

Result<void> check_file(const std::string& path) {
  const std::string shown = printable(path);
  struct stat about {};
  if (path.find('\0') != std::string::npos)
    return Error{Fault::usage, "no file can be named '" + shown + "'", "", ""};
  if (::stat(path.c_str(), &about) != 0) {
    Error error = sys::file_error("read", path, errno);
    error.fault = Fault::usage;
    return error;
  }
  if (!S_ISREG(about.st_mode))
    return Error{Fault::usage, "'" + shown + "' is no regular file",
                 "a pipe or a device could be read for ever", "name another by --file"};
  return {};
}

Result<model::OpProfile> run_open_close(Work& work) {
  if (auto ok = check_file(work.spec.file); !ok) return std::move(ok).error();
  work.subject = work.spec.file;
  work.profile.file = work.spec.file;
  OpenClose operation{work.spec.file.c_str()};
  return drive(work, operation);
}

Result<model::OpProfile> run_full_read(Work& work) {
  if (auto ok = check_file(work.spec.file); !ok) return std::move(ok).error();
  work.subject = work.spec.file;
  work.profile.file = work.spec.file;
  std::vector<char> room(std::size_t{64} << 10);
  FullRead operation{work.spec.file.c_str(), room.data(), room.size()};
  return drive(work, operation);
}

}  // namespace assay::workload
