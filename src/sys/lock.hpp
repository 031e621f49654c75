// SPDX-License-Identifier: Apache-2.0
// A lock between processes by flock(2): gone with the process that held it, however that ends.
#pragma once
#include "base/result.hpp"
#include "sys/fd.hpp"

#include <string>

namespace assay::sys {

class FileLock {
 public:
  // Waits until no other process holds it. The file is created and left behind.
  static Result<FileLock> wait(const std::string& path);

 private:
  explicit FileLock(Fd fd) : fd_(std::move(fd)) {}
  Fd fd_;
};

}  // namespace assay::sys
