// SPDX-License-Identifier: Apache-2.0
#include "sys/self.hpp"

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <stdlib.h>

namespace assay::sys {

namespace fs = std::filesystem;

Result<std::string> own_path() {
  std::error_code failed;
  const fs::path self = fs::read_symlink("/proc/self/exe", failed);
  if (failed)
    return Error{Fault::internal, "cannot find out where assay is installed", failed.message(),
                 "mount /proc"};
  return self.string();
}

Result<std::string> find_part(const std::string& name) {
  // ASSAY_LAUNCHER: what a user can set; the others' paths are asked for by no flag.
  const std::string remedy =
      name == "assay-launcher" ? ", or set ASSAY_LAUNCHER to the path of assay-launcher" : "";
  auto own = own_path();
  if (!own) {
    own.error().hint += remedy;
    return std::move(own).error();
  }
  const fs::path self = *own;
  for (const std::string& place : {name, "../libexec/assay/" + name}) {
    const auto path = (self.parent_path() / place).lexically_normal();
    if (access(path.c_str(), X_OK) == 0) return path.string();
  }
  return Error{Fault::internal, name + " is missing",
               "it is neither beside " + self.string() + " nor in ../libexec/assay",
               "install assay again" + remedy};
}

Result<std::string> find_launcher() {
  return find_part("assay-launcher");
}

Result<TemporaryFolder> TemporaryFolder::create() {
  std::error_code failed;
  const auto parent = fs::temp_directory_path(failed);
  if (failed)
    return Error{Fault::internal, "cannot create a temporary folder", failed.message(),
                 "set TMPDIR to a folder that can be written"};
  return create_in(parent.string());
}

Result<TemporaryFolder> TemporaryFolder::create_in(const std::string& parent) {
  auto pattern = (fs::path(parent) / "assay-XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr)
    return Error{Fault::internal, "cannot create a temporary folder", std::strerror(errno),
                 "set TMPDIR to a folder that can be written"};
  return TemporaryFolder(pattern);
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  if (!path_.empty()) fs::remove_all(path_, ignored);
}

}  // namespace assay::sys
