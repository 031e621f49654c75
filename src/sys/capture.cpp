// SPDX-License-Identifier: Apache-2.0
#include "sys/capture.hpp"

#include <fmt/format.h>

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
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
    keep({buffer.data(), size});
  }
}

void Capture::keep(std::string_view bytes) {
  bytes_ += bytes.size();
  const std::size_t first = std::min(bytes.size(), kPart - head_.size());
  head_.append(bytes.substr(0, first));
  tail_.append(bytes.substr(first));
  if (tail_.size() > 2 * kPart) shorten_tail(kPart);
}

void Capture::shorten_tail(std::size_t size) {
  if (tail_.size() <= size) return;
  if (!digests_head_) digest_.add(head_);
  digests_head_ = true;
  const std::size_t gone = tail_.size() - size;
  digest_.add(std::string_view(tail_).substr(0, gone));
  tail_.erase(0, gone);
}

Taken Capture::take() {
  shorten_tail(kPart);
  if (!digests_head_) digest_.add(head_);
  digest_.add(tail_);
  digests_head_ = false;
  Taken out;
  out.sha256 = digest_.take();
  out.bytes = std::exchange(bytes_, 0);
  out.text = std::exchange(head_, {});
  const std::uint64_t left_out = out.bytes - out.text.size() - tail_.size();
  if (left_out > 0) out.text += fmt::format("\n[{} bytes left out]\n", left_out);
  out.text += std::exchange(tail_, {});
  return out;
}

}  // namespace assay::sys
