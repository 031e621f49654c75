// SPDX-License-Identifier: Apache-2.0
#include "net/event_loop.hpp"

#include "sys/clock.hpp"

#include <sys/timerfd.h>
#include <unistd.h>

#include <cerrno>
#include <cmath>
#include <cstring>

namespace assay::net {

Result<EventLoop> EventLoop::make() {
  EventLoop loop;
  loop.epoll_ = sys::Fd(::epoll_create1(EPOLL_CLOEXEC));
  // A timer of its own: timeouts of epoll_wait are whole milliseconds and subject to timer slack.
  loop.timer_ = sys::Fd(::timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC));
  if (!loop.epoll_ || !loop.timer_)
    return Error{Fault::internal, "cannot wait for connections", std::strerror(errno),
                 "raise the limit of open files (ulimit -n)"};
  loop.watch(loop.timer_.get(), EPOLLIN, kTimer);
  return loop;
}

void EventLoop::watch(int fd, std::uint32_t events, std::uint32_t token) {
  epoll_event event{};
  event.events = events;
  event.data.u32 = token;
  if (::epoll_ctl(epoll_.get(), EPOLL_CTL_MOD, fd, &event) != 0 && errno == ENOENT)
    ::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, fd, &event);
}

void EventLoop::forget(int fd) {
  ::epoll_ctl(epoll_.get(), EPOLL_CTL_DEL, fd, nullptr);
}

void EventLoop::arm(double deadline_ns) {
  if (armed_ns_ == deadline_ns) return;
  armed_ns_ = deadline_ns;
  itimerspec when{};
  when.it_value.tv_sec = static_cast<time_t>(deadline_ns / 1e9);
  when.it_value.tv_nsec = static_cast<long>(std::fmod(deadline_ns, 1e9));
  ::timerfd_settime(timer_.get(), TFD_TIMER_ABSTIME, &when, nullptr);
}

std::span<const EventLoop::Event> EventLoop::wait(double deadline_ns) {
  int timeout = -1;
  if (deadline_ns <= sys::monotonic_ns())
    timeout = 0;
  else
    arm(std::isfinite(deadline_ns) ? deadline_ns : 0);
  const int ready = ::epoll_wait(epoll_.get(), raw_.data(), static_cast<int>(raw_.size()), timeout);
  std::size_t count = 0;
  for (int i = 0; i < ready; ++i) {
    const epoll_event& one = raw_[static_cast<std::size_t>(i)];
    if (one.data.u32 == kTimer) {
      std::uint64_t ticks = 0;
      if (::read(timer_.get(), &ticks, sizeof ticks) > 0) armed_ns_ = 0;
    } else {
      ready_[count++] = {one.data.u32, one.events};
    }
  }
  return {ready_.data(), count};
}

}  // namespace assay::net
