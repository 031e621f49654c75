// SPDX-License-Identifier: Apache-2.0
#include "sys/shared_file.hpp"

#include "sys/fd.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <stdlib.h>
#include <utility>

namespace assay::sys {

Result<SharedFile> SharedFile::make(const std::string& folder, std::size_t bytes) {
  std::string path = folder + "/assay-shared-XXXXXX";
  const auto failed = [&](int number) {
    return Error{Fault::internal, "cannot share memory by a file in " + folder,
                 std::strerror(number), "set TMPDIR to a folder that can be written"};
  };
  const Fd fd(::mkostemp(path.data(), O_CLOEXEC));
  if (!fd) return failed(errno);
  // Allocated now: a full disk would otherwise be a SIGBUS later.
  int number = ::posix_fallocate(fd.get(), 0, static_cast<off_t>(bytes));
  void* data = MAP_FAILED;
  if (number == 0) {
    data = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd.get(), 0);
    if (data == MAP_FAILED) number = errno;
  }
  if (number != 0) {
    ::unlink(path.c_str());
    return failed(number);
  }
  return SharedFile(std::move(path), data, bytes);
}

SharedFile::SharedFile(SharedFile&& other) noexcept
    : path_(std::exchange(other.path_, {})),
      data_(std::exchange(other.data_, nullptr)),
      bytes_(other.bytes_) {}

SharedFile& SharedFile::operator=(SharedFile&& other) noexcept {
  std::swap(path_, other.path_);
  std::swap(data_, other.data_);
  std::swap(bytes_, other.bytes_);
  return *this;
}

SharedFile::~SharedFile() {
  if (data_ != nullptr) ::munmap(data_, bytes_);
  if (!path_.empty()) ::unlink(path_.c_str());
}

}  // namespace assay::sys
