// SPDX-License-Identifier: Apache-2.0
#include "sys/lock.hpp"

#include "sys/file.hpp"

#include <fcntl.h>
#include <sys/file.h>

#include <cerrno>

namespace assay::sys {

Result<FileLock> FileLock::wait(const std::string& path) {
  Fd fd(open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666));
  if (fd.get() < 0) return file_error("open", path, errno);
  while (flock(fd.get(), LOCK_EX) != 0)
    if (errno != EINTR) return file_error("lock", path, errno);
  return FileLock(std::move(fd));
}

}  // namespace assay::sys
