// SPDX-License-Identifier: Apache-2.0
#include "sys/capture.hpp"

#include <fmt/format.h>

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <string_view>
#include <utility>

namespace assay::sys {

Result<Capture> Capture::make() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0)
    return Error{Fault::internal, "cannot make a pipe", std::strerror(errno), ""};
  Capture out;
  out.read_ = Fd(ends[0]);
  out.write_ = Fd(ends[1]);
  // Only our end: the program would see the other one's flags.
  ::fcntl(ends[0], F_SETFL, O_NONBLOCK);
  ::fcntl(ends[0], F_SETPIPE_SZ, static_cast<int>(kPart));
  return out;
}

void Capture::drain() {
  std::array<char, 65536> buffer;
  for (std::size_t taken = 0; taken < 4 * kPart;) {
    const ssize_t n = ::read(read_.get(), buffer.data(), buffer.size());
    if (n <= 0) return;
    const auto size = static_cast<std::size_t>(n);
    taken += size;
    bytes_ += size;
    const std::size_t first = std::min(size, kPart - head_.size());
    head_.append(buffer.data(), first);
    tail_.append(buffer.data() + first, size - first);
    if (tail_.size() > 2 * kPart) tail_.erase(0, tail_.size() - kPart);
  }
}

std::string Capture::take() {
  if (tail_.size() > kPart) tail_.erase(0, tail_.size() - kPart);
  std::string out = std::exchange(head_, {});
  const std::size_t left_out = std::exchange(bytes_, 0) - out.size() - tail_.size();
  if (left_out > 0) out += fmt::format("\n[{} bytes left out]\n", left_out);
  out += std::exchange(tail_, {});
  return out;
}

}  // namespace assay::sys
