// SPDX-License-Identifier: Apache-2.0
#include "launcher/low.hpp"

#include "launcher/protocol.hpp"

#include <fcntl.h>
#include <time.h>
#include <unistd.h>

namespace assay::launcher {
namespace {

constinit OwnIo own;

std::int64_t read_clock(clockid_t id) {
  timespec t{};
  ::clock_gettime(id, &t);
  return std::int64_t{t.tv_sec} * 1'000'000'000 + t.tv_nsec;
}

}  // namespace

std::int64_t now_ns() {
  return read_clock(CLOCK_MONOTONIC);
}

std::int64_t own_cpu_ns() {
  return read_clock(CLOCK_PROCESS_CPUTIME_ID);
}

OwnIo& own_io() {
  return own;
}

ssize_t read_at_start(int fd, char* buffer, std::size_t size) {
  const ssize_t n = ::pread(fd, buffer, size - 1, 0);
  if (n > 0) own.read += n;
  buffer[n > 0 ? n : 0] = '\0';
  return n;
}

ssize_t read_path(const char* path, char* buffer, std::size_t size) {
  const int fd = ::open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) {
    buffer[0] = '\0';
    return -1;
  }
  const ssize_t n = read_at_start(fd, buffer, size);
  ::close(fd);
  return n;
}

bool write_counted(int fd, const char* text) {
  const ssize_t n = ::pwrite(fd, text, std::strlen(text), 0);
  if (n > 0) own.written += n;
  return n > 0;
}

std::int64_t next_number(const char*& text) {
  while (*text != '\0' && (*text < '0' || *text > '9')) ++text;
  std::int64_t number = 0;
  while (*text >= '0' && *text <= '9') number = number * 10 + (*text++ - '0');
  return number;
}

std::int64_t number_after(const char* text, const char* key) {
  const std::size_t length = std::strlen(key);
  while (text != nullptr && *text != '\0') {
    if (std::strncmp(text, key, length) == 0) {
      text += length;
      return next_number(text);
    }
    text = std::strchr(text, '\n');
    if (text != nullptr) ++text;
  }
  return kNone;
}

}  // namespace assay::launcher
