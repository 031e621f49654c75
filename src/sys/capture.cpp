// SPDX-License-Identifier: Apache-2.0
#include "sys/capture.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

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
  ::fcntl(ends[0], F_SETPIPE_SZ, static_cast<int>(KeptBytes::kPart));
  return out;
}

void Capture::drain() {
  std::array<char, 65536> buffer;
  for (std::size_t taken = 0; taken < 4 * KeptBytes::kPart;) {
    const ssize_t n = ::read(read_.get(), buffer.data(), buffer.size());
    if (n <= 0) return;
    const auto size = static_cast<std::size_t>(n);
    taken += size;
    kept_.add({buffer.data(), size});
  }
}

}  // namespace assay::sys
