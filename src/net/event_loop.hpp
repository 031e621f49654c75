// SPDX-License-Identifier: Apache-2.0
// Waiting for descriptors and for the clock at once, to some microseconds. Level-triggered. Used by
// one thread.
#pragma once
#include "base/result.hpp"
#include "sys/fd.hpp"

#include <sys/epoll.h>

#include <array>
#include <cstdint>
#include <span>

namespace assay::net {

class EventLoop {
 public:
  static Result<EventLoop> make();

  // Descriptors are borrowed; `token` is what wait() tells of them. A second call changes `events`
  // (EPOLLIN, EPOLLOUT). A descriptor that is closed is forgotten by itself.
  void watch(int fd, std::uint32_t events, std::uint32_t token);
  void forget(int fd);

  struct Event {
    std::uint32_t token = 0;
    std::uint32_t events = 0;
  };
  // What is ready; waits for it until `deadline_ns` (of sys::monotonic_ns, infinity = for ever).
  // Empty when the time has come or a signal interrupted.
  std::span<const Event> wait(double deadline_ns);

 private:
  EventLoop() = default;
  void arm(double deadline_ns);

  static constexpr std::uint32_t kTimer = ~std::uint32_t{0};
  sys::Fd epoll_, timer_;
  double armed_ns_ = 0;  // what the timer is set to, 0 = not
  std::array<epoll_event, 64> raw_{};
  std::array<Event, 64> ready_{};
};

}  // namespace assay::net
