// SPDX-License-Identifier: Apache-2.0
// The few things that the launcher needs from below: a clock, text without a heap, and reads and
// writes that are counted. The launcher's own bytes stand in its /proc/self/io beside those of the
// trials that it reaped and have to be taken out again.
#pragma once
#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace assay::launcher {

std::int64_t now_ns();      // CLOCK_MONOTONIC
std::int64_t own_cpu_ns();  // CPU time of the launcher itself

struct OwnIo {
  std::int64_t read = 0;
  std::int64_t written = 0;
};
OwnIo& own_io();

// From the start of the file, at most size - 1 bytes, closed by '\0'. Returns the bytes or -1.
ssize_t read_at_start(int fd, char* buffer, std::size_t size);
// The same by path, opened and closed.
ssize_t read_path(const char* path, char* buffer, std::size_t size);
bool write_counted(int fd, const char* text);

// Skips what is no digit, reads a number, and leaves `text` behind it.
std::int64_t next_number(const char*& text);
// The number that follows `key` (which stands at the start of a line), or kNone.
std::int64_t number_after(const char* text, const char* key);

// Text of at most N - 1 bytes; what does not fit is cut.
template <std::size_t N>
class Text {
 public:
  Text& operator<<(const char* part) {
    while (*part != '\0' && size_ + 1 < N) bytes_[size_++] = *part++;
    bytes_[size_] = '\0';
    return *this;
  }
  Text& operator<<(std::int64_t number) {
    char digits[21];
    std::size_t n = sizeof digits;
    digits[--n] = '\0';
    auto rest = static_cast<std::uint64_t>(number < 0 ? -number : number);
    do {
      digits[--n] = static_cast<char>('0' + rest % 10);
      rest /= 10;
    } while (rest > 0);
    if (number < 0) digits[--n] = '-';
    return *this << &digits[n];
  }
  const char* c_str() const { return bytes_; }
  std::size_t size() const { return size_; }
  void clear() { bytes_[size_ = 0] = '\0'; }

 private:
  char bytes_[N] = {};
  std::size_t size_ = 0;
};

}  // namespace assay::launcher
