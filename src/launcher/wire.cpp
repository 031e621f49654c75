// SPDX-License-Identifier: Apache-2.0
#include "launcher/wire.hpp"

#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstring>
#include <utility>

namespace assay::launcher {

bool Wire::receive(void* bytes, std::size_t size) {
  auto* to = static_cast<char*>(bytes);
  while (size > 0) {
    iovec part{to, size};
    alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int))];
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = control;
    message.msg_controllen = sizeof control;
    const ssize_t n = ::recvmsg(socket_, &message, MSG_CMSG_CLOEXEC);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    const cmsghdr* extra = CMSG_FIRSTHDR(&message);
    if (extra != nullptr && extra->cmsg_level == SOL_SOCKET && extra->cmsg_type == SCM_RIGHTS) {
      if (descriptor_ >= 0) ::close(descriptor_);
      std::memcpy(&descriptor_, CMSG_DATA(extra), sizeof descriptor_);
    }
    to += n;
    size -= static_cast<std::size_t>(n);
  }
  return true;
}

bool Wire::send(Kind kind, const void* bytes, std::size_t size) {
  Header header{kind, static_cast<std::uint32_t>(size)};
  iovec parts[2] = {{&header, sizeof header}, {const_cast<void*>(bytes), size}};
  std::size_t first = 0;
  while (first < 2) {
    msghdr message{};
    message.msg_iov = parts + first;
    message.msg_iovlen = 2 - first;
    ssize_t n = ::sendmsg(socket_, &message, MSG_NOSIGNAL);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return false;
    while (first < 2 && static_cast<std::size_t>(n) >= parts[first].iov_len)
      n -= static_cast<ssize_t>(parts[first++].iov_len);
    if (first < 2) {
      parts[first].iov_base = static_cast<char*>(parts[first].iov_base) + n;
      parts[first].iov_len -= static_cast<std::size_t>(n);
    }
  }
  return true;
}

int Wire::take_descriptor() {
  return std::exchange(descriptor_, -1);
}

}  // namespace assay::launcher
