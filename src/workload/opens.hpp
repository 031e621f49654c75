// SPDX-License-Identifier: Apache-2.0
// Operations on one file. In a header, so that the bench takes the very same one.
#pragma once
#include "workload/timing.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

namespace assay::workload {

struct OpenClose {
  const char* path;

  Failure operator()() const {
    const int fd = ::open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return {errno, "open"};
    char byte;
    const ssize_t got = ::read(fd, &byte, 1);
    const int error = got < 0 ? errno : 0;
    if (::close(fd) != 0) return {errno, "close"};
    if (got != 1) return {error, "read"};
    return {};
  }
};

struct FullRead {
  const char* path;
  char* room;
  std::size_t size;

  Failure operator()() const {
    const int fd = ::open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return {errno, "open"};
    ssize_t got = 0;
    std::size_t all = 0;
    while ((got = ::read(fd, room, size)) > 0) all += std::size_t(got);
    const int error = got < 0 ? errno : 0;
    if (::close(fd) != 0) return {errno, "close"};
    if (got < 0 || all == 0) return {error, "read"};
    return {};
  }
};

}  // namespace assay::workload
