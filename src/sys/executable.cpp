// SPDX-License-Identifier: Apache-2.0
#include "sys/executable.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace assay::sys {
namespace {

// 0, or the errno that execve would give for `path`.
int obstacle(const std::string& path) {
  struct stat about {};
  if (::stat(path.c_str(), &about) != 0) return errno;
  if (!S_ISREG(about.st_mode)) return S_ISDIR(about.st_mode) ? EISDIR : EACCES;
  return ::faccessat(AT_FDCWD, path.c_str(), X_OK, AT_EACCESS) == 0 ? 0 : errno;
}

// A relative path is meant from where the program will run.
std::string seen_from(const std::string& cwd, const std::string& path) {
  return cwd.empty() || path.starts_with('/') ? path : cwd + "/" + path;
}

}  // namespace

Result<std::string> find_executable(const std::string& name, const std::string& search_path,
                                    const std::string& cwd) {
  const std::string shown = printable(name);
  if (name.empty())
    return Error{Fault::program, "the command is empty", "", "give a program to run"};
  if (name.find('/') != std::string::npos) {
    const int error = obstacle(seen_from(cwd, name));
    if (error == 0) return name;
    Error out{Fault::program, fmt::format("cannot run '{}'", shown), std::strerror(error), ""};
    if (error == EACCES) out.hint = fmt::format("chmod +x {}", shell_quote(name));
    return out;
  }
  std::string denied;
  for (const std::string& folder : split(search_path, ':')) {
    const std::string path = (folder.empty() ? "." : folder) + "/" + name;
    const int error = obstacle(seen_from(cwd, path));
    if (error == 0) return path;
    if (error == EACCES && denied.empty()) denied = path;
  }
  if (!denied.empty())
    return Error{Fault::program, fmt::format("cannot run '{}'", shown),
                 fmt::format("{} is not executable", printable(denied)),
                 fmt::format("chmod +x {}", shell_quote(denied))};
  return Error{Fault::program, fmt::format("cannot run '{}'", shown),
               "there is no program of that name on PATH", "check the spelling, or give its path"};
}

}  // namespace assay::sys
