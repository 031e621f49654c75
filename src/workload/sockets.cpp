// SPDX-License-Identifier: Apache-2.0
// connect_loopback and tcp_echo.
#include "base/text.hpp"
#include "net/address.hpp"
#include "sys/fd.hpp"
#include "workload/programs.hpp"

#include <fmt/format.h>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace assay::workload {
namespace {

// Connecting a datagram socket sends nothing: it only sets where what is sent would go.
struct Connect {
  const sockaddr* to;
  socklen_t size;

  Failure operator()() const {
    const int fd = ::socket(to->sa_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0) return {errno, "socket"};
    const int failed = ::connect(fd, to, size);
    const int error = errno;
    if (::close(fd) != 0) return {errno, "close"};
    return failed != 0 ? Failure{error, "connect"} : Failure{};
  }
};

// A message there and back. Both ends are ours, in one thread, so that nobody has to be woken: what
// is timed is the kernel's path and whoever watches it.
struct Echo {
  static constexpr std::size_t kMessage = 64;
  int client, server;

  Failure operator()() const {
    if (const Failure there = pass(client, server); there.failed()) return there;
    return pass(server, client);
  }
  static Failure pass(int from, int to) {
    std::array<char, kMessage> message;
    message.fill('x');
    if (::send(from, message.data(), message.size(), MSG_NOSIGNAL) != ssize_t(kMessage))
      return {errno, "send"};
    errno = 0;
    for (std::size_t got = 0; got < kMessage;) {
      const ssize_t n = ::recv(to, message.data(), kMessage - got, 0);
      if (n < 0 && errno == EINTR) continue;
      if (n <= 0) return {errno, "recv"};
      got += std::size_t(n);
    }
    return {};
  }
};

struct Pair {
  sys::Fd client, server;
};

Result<Pair> connected_pair() {
  const auto failed = [](const char* what) {
    return Error{Fault::internal, fmt::format("tcp_echo cannot {} on 127.0.0.1", what),
                 std::strerror(errno), "it needs TCP on the loopback interface"};
  };
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  auto* at = reinterpret_cast<sockaddr*>(&address);
  socklen_t size = sizeof address;
  const sys::Fd listener(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!listener || ::bind(listener.get(), at, size) != 0 || ::listen(listener.get(), 1) != 0 ||
      ::getsockname(listener.get(), at, &size) != 0)
    return failed("listen");
  Pair out;
  out.client = sys::Fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!out.client || ::connect(out.client.get(), at, size) != 0) return failed("connect");
  sockaddr_in mine{};
  socklen_t my_size = sizeof mine;
  if (::getsockname(out.client.get(), reinterpret_cast<sockaddr*>(&mine), &my_size) != 0)
    return failed("connect");
  // Others may connect, too.
  for (;;) {
    sockaddr_in peer{};
    socklen_t peer_size = sizeof peer;
    out.server = sys::Fd(
        ::accept4(listener.get(), reinterpret_cast<sockaddr*>(&peer), &peer_size, SOCK_CLOEXEC));
    if (!out.server) return failed("accept");
    if (peer.sin_port == mine.sin_port && peer.sin_addr.s_addr == mine.sin_addr.s_addr) break;
  }
  const int yes = 1;
  for (const int fd : {out.client.get(), out.server.get()})
    ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  return out;
}

}  // namespace

Result<model::OpProfile> run_connect_loopback(Work& work) {
  const Spec& spec = work.spec;
  if (spec.port == 0)
    return Error{Fault::usage, "nothing can be connected to port 0", "", "give one by --port"};
  const auto address = net::resolve(spec.host, spec.port);
  if (!address) return address.error();
  work.subject = fmt::format("{}:{}", spec.host, spec.port);
  work.profile.host = spec.host;
  work.profile.port = spec.port;
  work.profile.protocol = "udp";
  Connect operation{address->get(), address->size};
  return drive(work, operation);
}

Result<model::OpProfile> run_tcp_echo(Work& work) {
  auto pair = connected_pair();
  if (!pair) return std::move(pair).error();
  work.subject = "127.0.0.1";
  work.profile.host = "127.0.0.1";
  work.profile.protocol = "tcp";
  Echo operation{pair->client.get(), pair->server.get()};
  return drive(work, operation);
}

}  // namespace assay::workload
