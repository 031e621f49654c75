// SPDX-License-Identifier: Apache-2.0
// What else the machine was doing: busy time, steal, pressure and swap, as shares of a window of
// time. Recorded beside the rounds, never used to choose among them (docs/metrics.md).
#pragma once
#include "sys/fd.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace assay::sys {

struct HostSnapshot {
  double at_ns = 0;                   // monotonic
  double cpus = 1;                    // online: what a share of 1 means
  std::optional<double> busy_ns;      // all CPUs: user, nice, system, irq, softirq
  std::optional<double> steal_ns;     // ready to run, but the hypervisor ran something else
  std::optional<double> pressure_ns;  // PSI: time in which some task waited for a CPU
  std::optional<double> swap_pages;   // in and out since boot
};

// Shares are of the capacity of all CPUs (0..1), pressure is of the time.
struct HostShares {
  std::optional<double> foreign_cpu;
  std::optional<double> steal;
  std::optional<double> cpu_pressure;
  std::optional<double> swap_pages;  // a count
};

// Foreign CPU is the machine's busy time less the tree's and the harness's own, never below 0: busy
// time is counted in ticks, theirs exactly. Absent where either snapshot lacks it, where a counter
// went backwards, and for windows of no length.
HostShares shares(const HostSnapshot& before, const HostSnapshot& after, double tree_cpu_ns,
                  double harness_cpu_ns);

// Keeps the kernel's files open and reads them from the start each time. What cannot be opened is
// absent in every snapshot. `root` is for tests.
class HostCounters {
 public:
  explicit HostCounters(const std::string& root = "");
  HostSnapshot read() const;

 private:
  Fd stat_, pressure_, vmstat_;
  double cpus_;  // asked once: the C library opens a file for it
};

// Joins short batches into windows: the kernel reports busy time in 1/USER_HZ (10 ms), so a share
// over less than some 50 ms is mostly rounding.
class ShareMeter {
 public:
  explicit ShareMeter(const HostSnapshot& start, double window_ns = 50e6)
      : start_(start), window_ns_(window_ns) {}

  // CPU time used since the last call by what was measured and by the harness itself.
  void add(double tree_cpu_ns, double harness_cpu_ns);
  // Whether the window is long enough to be closed, so that a snapshot is worth its cost.
  bool due(double now_ns) const { return now_ns - start_.at_ns >= window_ns_; }
  void close(const HostSnapshot& now);
  // Shares of the last closed window; absent before the first. Swap is a count, so it is told once,
  // by the first call after its window closed, and absent in the others.
  HostShares take();

 private:
  HostSnapshot start_;
  double window_ns_;
  double tree_cpu_ns_ = 0;
  double harness_cpu_ns_ = 0;
  HostShares last_;
};

// The two together: call it after each batch.
class HostWatch {
 public:
  explicit HostWatch(double window_ns = 50e6) : meter_(counters_.read(), window_ns) {}
  HostShares update(double tree_cpu_ns, double harness_cpu_ns);

 private:
  HostCounters counters_;
  ShareMeter meter_;
};

// --- parsers; a text that is cut short or malformed is none ---

struct CpuTicks {
  double busy = 0;
  double steal = 0;
};
// The first line of /proc/stat, in ticks of 1/USER_HZ. Guest time is part of user time already.
std::optional<CpuTicks> parse_cpu_ticks(std::string_view stat);
// The total of the "some" line of /proc/pressure/cpu, in microseconds.
std::optional<double> parse_pressure_us(std::string_view pressure);
// pswpin + pswpout of /proc/vmstat.
std::optional<double> parse_swap_pages(std::string_view vmstat);

}  // namespace assay::sys
