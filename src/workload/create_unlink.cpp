// SPDX-License-Identifier: Apache-2.0
// Makes a file in a temporary folder and takes it away again.
#include "sys/self.hpp"
#include "workload/programs.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <string>

namespace assay::workload {
namespace {

struct CreateUnlink {
  const char* path;

  Failure operator()() const {
    const int fd = ::open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0) return {errno, "open"};
    if (::close(fd) != 0) return {errno, "close"};
    return ::unlink(path) != 0 ? Failure{errno, "unlink"} : Failure{};
  }
};

}  // namespace

Result<model::OpProfile> run_create_unlink(Work& work) {
  auto folder = sys::TemporaryFolder::create();  // goes with what is in it
  if (!folder) return std::move(folder).error();
  const std::string path = folder->path() + "/file";
  work.subject = path;
  CreateUnlink operation{path.c_str()};
  return drive(work, operation);
}

}  // namespace assay::workload
