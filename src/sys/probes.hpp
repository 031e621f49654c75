// SPDX-License-Identifier: Apache-2.0
// Small experiments on the machine as an instrument, for `assay doctor`. They read and run; they
// never change a setting. What could not be tried is absent, with the reason where there is one.
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace assay::sys {

struct TimerReading {
  double claimed_ns = 0;     // clock_getres(CLOCK_MONOTONIC)
  double step_ns = 0;        // smallest step seen between two reads
  double read_ns = 0;        // median cost of a read
  double lag_median_ns = 0;  // how late a sleep of 0.2 ms ends
  double lag_worst_ns = 0;
};
TimerReading probe_timer(std::size_t sleeps = 100);

// Median time of posix_spawn and wait for /bin/true (or `true` on PATH).
struct SpawnReading {
  double median_ns = 0;
  std::size_t times = 0;
};
std::optional<SpawnReading> probe_spawn(std::size_t times = 50);

// Gaps in a loop that does nothing but read the clock: time in which this thread, ready and
// willing, was not running.
struct JitterReading {
  double duration_ns = 0;
  double threshold_ns = 0;
  std::size_t gaps = 0;   // longer than the threshold
  double worst_ns = 0;    // the longest of all, absent ones are 0
  double lost_share = 0;  // of the duration, in gaps longer than the threshold
};
// A timer interrupt takes some microseconds and happens to every program; longer gaps are others.
inline constexpr double kJitterThresholdNs = 20e3;
// Spins for `seconds` on one CPU; ends early when `interrupt_fd` (-1: none) becomes readable.
JitterReading probe_jitter(double seconds, int interrupt_fd = -1);

// The arithmetic of the probe above, for any series of times.
class JitterMeter {
 public:
  JitterMeter(double start_ns, double threshold_ns)
      : start_ns_(start_ns), last_ns_(start_ns), threshold_ns_(threshold_ns) {}
  void see(double now_ns) {
    const double gap = now_ns - last_ns_;
    last_ns_ = now_ns;
    if (gap > worst_ns_) worst_ns_ = gap;
    if (gap <= threshold_ns_) return;
    ++gaps_;
    lost_ns_ += gap;
  }
  JitterReading reading() const;

 private:
  double start_ns_, last_ns_, threshold_ns_;
  double worst_ns_ = 0, lost_ns_ = 0;
  std::size_t gaps_ = 0;
};

struct PerfReading {
  bool hardware = false;  // cycles of a process of one's own can be counted
  bool software = false;  // so can its context switches
  std::string why;        // of the missing one, as the kernel says it
};
PerfReading probe_perf();

// Control groups that a harness could work in: its own, in each hierarchy.
struct CgroupReading {
  std::optional<std::string> v2;                 // folder of the own group
  bool v2_writable = false;                      // groups can be made in it
  std::vector<std::string> v2_controllers;       // enabled there
  std::vector<std::pair<std::string, bool>> v1;  // controller, writable
};
CgroupReading probe_cgroups(const std::string& root = "");

// The one-minute load of /proc/loadavg.
std::optional<double> load_average(const std::string& root = "");

// --- parsers ---

struct CgroupFolder {
  std::string controller;  // "" is the v2 hierarchy
  std::string path;        // the own group's folder
};
// Own groups from /proc/self/mounts and /proc/self/cgroup. A controller mounted nowhere is left
// out.
std::vector<CgroupFolder> cgroup_folders(std::string_view mounts, std::string_view groups);

}  // namespace assay::sys
