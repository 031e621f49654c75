// SPDX-License-Identifier: Apache-2.0
#include "launcher/perf.hpp"

#include "launcher/low.hpp"

#include <errno.h>
#include <linux/perf_event.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace assay::launcher {

namespace {

int open_event(perf_event_attr& attr) {
  return static_cast<int>(::syscall(SYS_perf_event_open, &attr, 0, -1, -1, PERF_FLAG_FD_CLOEXEC));
}

}  // namespace

void Perf::open(const Setup& setup, int (&error)[kMaxEvents]) {
  for (std::uint32_t i = 0; i < kMaxEvents && i < setup.events; ++i) {
    perf_event_attr attr{};
    attr.size = sizeof attr;
    attr.type = setup.event[i].type;
    attr.config = setup.event[i].config;
    attr.read_format = PERF_FORMAT_TOTAL_TIME_ENABLED | PERF_FORMAT_TOTAL_TIME_RUNNING;
    attr.disabled = 1;
    attr.enable_on_exec = 1;
    attr.inherit = 1;
    attr.exclude_kernel = 1;  // what any user may count
    attr.exclude_hv = 1;
    fds_[i] = open_event(attr);
    error[i] = fds_[i] < 0 ? errno : 0;
    // The kernel may swap the events of a parent and its child where the child's are a full copy,
    // and then it is the standing event that starts with execve, once, and dies with the child. One
    // that is not inherited makes the copy differ. It never counts, so it takes no counter.
    attr.inherit = 0;
    attr.enable_on_exec = 0;
    if (fds_[i] >= 0) open_event(attr);
  }
}

Perf::Counts Perf::read() const {
  Counts out{};
  for (std::uint32_t i = 0; i < kMaxEvents; ++i) {
    std::int64_t figures[3] = {};
    if (fds_[i] < 0) continue;
    const ssize_t n = ::read(fds_[i], figures, sizeof figures);
    if (n > 0) own_io().read += n;
    out.value[i] = figures[0];
    out.enabled[i] = figures[1];
    out.running[i] = figures[2];
  }
  return out;
}

std::int64_t Perf::between(const Counts& before, const Counts& after, std::uint32_t event) {
  const std::int64_t value = after.value[event] - before.value[event];
  const std::int64_t enabled = after.enabled[event] - before.enabled[event];
  const std::int64_t running = after.running[event] - before.running[event];
  if (running <= 0) return kNone;
  if (running >= enabled) return value;
  return static_cast<std::int64_t>(static_cast<double>(value) * static_cast<double>(enabled) /
                                   static_cast<double>(running));
}

}  // namespace assay::launcher
