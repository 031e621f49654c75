// SPDX-License-Identifier: Apache-2.0
#include "worker/wire.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>

namespace assay::worker {

void read_all(void* bytes, std::size_t size) {
  auto* to = static_cast<char*>(bytes);
  while (size > 0) {
    const ssize_t n = ::recv(kSocket, to, size, 0);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) ::_exit(0);
    to += n;
    size -= static_cast<std::size_t>(n);
  }
}

void write_all(const void* bytes, std::size_t size) {
  const auto* from = static_cast<const char*>(bytes);
  while (size > 0) {
    const ssize_t n = ::send(kSocket, from, size, MSG_NOSIGNAL);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) ::_exit(0);
    from += n;
    size -= static_cast<std::size_t>(n);
  }
}

std::string read_text(std::uint32_t bytes) {
  if (bytes > kMaxText) fail(Failure::protocol, 0, "a string is too long");
  std::string out(bytes, '\0');
  read_all(out.data(), out.size());
  return out;
}

WantedArm read_arm() {
  const auto header = read_one<Arm>();
  WantedArm out;
  out.path = read_text(header.path);
  out.symbol = read_text(header.symbol);
  const std::string words = read_text(header.argv);
  out.spin_ns = header.spin_ns;
  for (std::size_t at = 0; at < words.size() && out.argv.size() < header.argc;) {
    out.argv.emplace_back(words.c_str() + at);
    at += out.argv.back().size() + 1;
  }
  return out;
}

void fail(Failure failure, std::uint32_t arm, const std::string& text, std::int64_t code) {
  Answer answer{};
  answer.failure = failure;
  answer.arm = arm;
  answer.bytes = static_cast<std::uint32_t>(text.size());
  answer.code = code;
  write_all(&answer, sizeof answer);
  write_all(text.data(), text.size());
  ::_exit(0);
}

}  // namespace assay::worker
