// SPDX-License-Identifier: Apache-2.0
#include "net/http_probe.hpp"

#include "net/http_connection.hpp"
#include "sys/clock.hpp"

#include <poll.h>
#include <sys/epoll.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace assay::net {

ProbeAnswer probe(const Address& address, const std::string& request, double timeout_ns,
                  int interrupt_fd) {
  using Progress = HttpConnection::Progress;
  using State = HttpConnection::State;
  HttpConnection connection(address, {});
  const double until = sys::monotonic_ns() + timeout_ns;
  ProbeAnswer out;
  Progress progress = connection.open();
  for (;;) {
    if (connection.state() == State::idle && !out.connected) {
      out.connected = true;
      if (request.empty()) return out;
      progress = connection.send(request, false);
    }
    if (progress == Progress::answered) {
      out.status = connection.response().status();
      out.body = connection.response().body();
      return out;
    }
    if (connection.state() == State::closed) {
      out.failure = connection.failure();
      return out;
    }
    const double left = until - sys::monotonic_ns();
    if (left <= 0) {
      out.failure = "no answer in time";
      return out;
    }
    const bool writes = (connection.interest() & EPOLLOUT) != 0;
    std::array<pollfd, 2> fds = {
        {{connection.fd(), static_cast<short>(writes ? POLLOUT | POLLIN : POLLIN), 0},
         {interrupt_fd, POLLIN, 0}}};
    if (::poll(fds.data(), fds.size(), static_cast<int>(std::ceil(left / 1e6))) < 0) continue;
    if (fds[1].revents != 0) {
      out.failure = "interrupted";
      return out;
    }
    progress = fds[0].revents != 0 ? connection.proceed() : Progress::none;
  }
}

}  // namespace assay::net
