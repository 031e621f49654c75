// SPDX-License-Identifier: Apache-2.0
#include "wasm/wire.hpp"

#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

namespace assay::wasm {

void Wire::receive(void* bytes, std::size_t size) {
  auto* to = static_cast<char*>(bytes);
  while (size > 0) {
    const ssize_t n = ::recv(socket_, to, size, 0);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) ::_exit(0);
    to += n;
    size -= static_cast<std::size_t>(n);
  }
}

std::vector<char> Wire::receive_bytes(std::size_t size) {
  std::vector<char> out(size);
  receive(out.data(), size);
  return out;
}

void Wire::send_output(std::string_view bytes) {
  const Header header{Kind::output, static_cast<std::uint32_t>(bytes.size())};
  send(&header, sizeof header);
  send(bytes.data(), bytes.size());
}

void Wire::send(const void* bytes, std::size_t size) {
  auto* from = static_cast<const char*>(bytes);
  while (size > 0) {
    const ssize_t n = ::send(socket_, from, size, MSG_NOSIGNAL);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) ::_exit(0);
    from += n;
    size -= static_cast<std::size_t>(n);
  }
}

std::string Strings::next() {
  const std::size_t end = left_.find('\0');
  std::string out(left_.substr(0, end));
  left_.remove_prefix(end == std::string_view::npos ? left_.size() : end + 1);
  return out;
}

}  // namespace assay::wasm
