// SPDX-License-Identifier: Apache-2.0
#include "launcher/counters.hpp"

#include "launcher/low.hpp"

#include <errno.h>
#include <fcntl.h>

#include <algorithm>

namespace assay::launcher {
namespace {

std::int64_t in_ns(const timeval& t) {
  return std::int64_t{t.tv_sec} * 1'000'000'000 + std::int64_t{t.tv_usec} * 1000;
}

}  // namespace

void Counters::open(const Setup& setup, const Groups::Opened& opened, Ready& ready) {
  const auto by = [&](Tier tier, auto... fields) {
    ((ready.tier[std::uint32_t(fields)] = tier), ...);
  };
  const auto because = [&](int error, auto... fields) {
    ((ready.error[std::uint32_t(fields)] = error), ...);
  };
  using enum Field;
  by(Tier::clock, wall, wall_main);
  by(Tier::rusage, user, sys, cpu, peak_rss, minor_faults, major_faults, voluntary_switches,
     involuntary_switches);
  by(Tier::sampled, peak_tree, processes);
  cpu_by_group_ = groups_.counts_cpu();
  if (cpu_by_group_) by(groups_.cpu_is_v2() ? Tier::cgroup_v2 : Tier::cgroup_v1, cpu);
  if (groups_.has_peak())
    by(groups_.peak_is_v2() ? Tier::cgroup_v2 : Tier::cgroup_v1, peak_charged);
  else
    because(opened.v1_memory != 0 ? opened.v1_memory : opened.memory_peak, peak_charged);
  io_ = ::open("/proc/self/io", O_RDONLY | O_CLOEXEC);
  if (io_ >= 0)
    by(Tier::proc, io_read, io_write, disk_read, disk_write);
  else
    because(errno, io_read, io_write, disk_read, disk_write);
  wait_tier(setup, ready);
  open_events(setup, ready);
}

// A group's cpu.pressure would count every thread, but the kernel weighs it by whole timer ticks of
// activity between two readings, so that most of what a short trial waits never shows.
void Counters::wait_tier(const Setup& setup, Ready& ready) {
  Tier& tier = ready.tier[std::uint32_t(Field::cpu_wait)];
  if (setup.taskstats != 0 && taskstats_.open() == 0) {
    tier = ready.tier[std::uint32_t(Field::processes)] = Tier::taskstats;
    return;
  }
  char text[64];
  schedstat_ = read_path("/proc/self/schedstat", text, sizeof text) > 0;
  const int error = errno;
  if (schedstat_) {
    tier = Tier::schedstat;
  } else if (groups_.has_pressure()) {
    tier = Tier::pressure;
    groups_.read_pressure(pressure_ = true);
  } else {
    ready.error[std::uint32_t(Field::cpu_wait)] = error;
  }
}

void Counters::open_events(const Setup& setup, Ready& ready) {
  int error[kMaxEvents] = {};
  perf_.open(setup, error);
  for (std::uint32_t i = 0; i < kMaxEvents; ++i) {
    const std::uint32_t field = std::uint32_t(Field::event_0) + i;
    ready.error[field] = error[i];
    if (!perf_.has(i)) continue;
    ready.tier[field] = Tier::perf;
    counts_events_ = true;
  }
}

void Counters::begin() {
  sums_ = {};
  groups_.reset_peak();
  if (taskstats_.is_open()) {
    if (!fresh_) taskstats_.drain();
    taskstats_.begin();
  }
  if (fresh_) return;
  count_ = groups_.count();
  io_count_ = read_io();
  if (counts_events_) event_counts_ = perf_.read();
  fresh_ = true;
}

void Counters::sample() {
  if (taskstats_.is_open()) taskstats_.drain();
  const Tree::Weight weight = tree_.weigh();
  sums_.sampled_tree = std::max(sums_.sampled_tree, weight.rss);
  sums_.most_seen = std::max(sums_.most_seen, weight.processes + sums_.processes);
}

void Counters::main_is_zombie(pid_t pid) {
  if (!schedstat_) return;
  Text<64> path;
  path << "/proc/" << pid << "/schedstat";
  char text[64];
  if (read_path(path.c_str(), text, sizeof text) <= 0) return;
  const char* at = text;
  next_number(at);  // time on a CPU
  sums_.main_waited = next_number(at);
}

void Counters::reaped(const rusage& usage) {
  ++sums_.processes;
  sums_.user += in_ns(usage.ru_utime);
  sums_.sys += in_ns(usage.ru_stime);
  sums_.peak_rss = std::max(sums_.peak_rss, std::int64_t{usage.ru_maxrss} * 1024);
  sums_.minor_faults += usage.ru_minflt;
  sums_.major_faults += usage.ru_majflt;
  sums_.voluntary += usage.ru_nvcsw;
  sums_.involuntary += usage.ru_nivcsw;
}

void Counters::end(std::int64_t* values) {
  const auto set = [&](Field field, std::int64_t value) { values[std::uint32_t(field)] = value; };
  using enum Field;
  const Groups::Count count = groups_.count();
  set(user, sums_.user);
  set(sys, sums_.sys);
  if (!cpu_by_group_)
    set(cpu, sums_.user + sums_.sys);
  else if (groups_.counts_cpu())
    set(cpu, count.cpu_ns - count_.cpu_ns);
  set(peak_rss, sums_.peak_rss);
  set(peak_tree, std::max(sums_.peak_rss, sums_.sampled_tree));
  set(peak_charged, groups_.peak());
  set(minor_faults, sums_.minor_faults);
  set(major_faults, sums_.major_faults);
  set(voluntary_switches, sums_.voluntary);
  set(involuntary_switches, sums_.involuntary);
  set(processes, std::max(sums_.processes, sums_.most_seen));
  if (taskstats_.is_open()) {
    taskstats_.drain();
    const Taskstats::Total total = taskstats_.total();
    set(processes, total.complete ? total.processes : kNone);
    set(cpu_wait, total.complete ? total.waited_ns : kNone);
  }
  if (pressure_) set(cpu_wait, count.waited_ns - count_.waited_ns);
  if (schedstat_) set(cpu_wait, sums_.main_waited);
  if (count.throttled_ns != kNone && count_.throttled_ns != kNone)
    set(throttled, count.throttled_ns - count_.throttled_ns);
  count_ = count;
  if (counts_events_) {
    const Perf::Counts counts = perf_.read();
    for (std::uint32_t i = 0; i < kMaxEvents; ++i)
      if (perf_.has(i))
        values[std::uint32_t(event_0) + i] = Perf::between(event_counts_, counts, i);
    event_counts_ = counts;
  }
  if (io_ >= 0) {
    const Io io = read_io();
    set(io_read, io.read - io_count_.read);
    set(io_write, io.written - io_count_.written);
    set(disk_read, io.disk_read - io_count_.disk_read);
    set(disk_write, io.disk_written - io_count_.disk_written);
    io_count_ = io;
  }
}

void Counters::forget() {
  fresh_ = false;
}

// The launcher's own line of /proc holds what its reaped children did, too; its own bytes are taken
// out.
Counters::Io Counters::read_io() {
  Io out;
  if (io_ < 0) return out;
  const OwnIo own = own_io();
  char text[512];
  if (read_at_start(io_, text, sizeof text) <= 0) return out;
  out.read = number_after(text, "rchar:") - own.read;
  out.written = number_after(text, "wchar:") - own.written;
  out.disk_read = number_after(text, "read_bytes:");
  out.disk_written = number_after(text, "write_bytes:");
  return out;
}

}  // namespace assay::launcher
