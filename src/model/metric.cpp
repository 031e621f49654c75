// SPDX-License-Identifier: Apache-2.0
#include "model/metric.hpp"

#include <array>

namespace assay::model {
namespace {

// What a change must exceed to be worth a verdict whatever its share: below these the machine's own
// doing (a timer tick, a page, one wake-up) is all there is to see.
constexpr double kTimeFloor = 20e3;   // ns; about what one wake-up costs
constexpr double kWaitFloor = 100e3;  // ns; waiting comes in scheduler slices
constexpr double kMemoryFloor = 64 << 10;
constexpr double kChargeFloor = 1 << 20;  // cgroups are charged in batches, per CPU
constexpr double kIoFloor = 4096;
constexpr double kEventFloor = 1;
constexpr double kBlockFloor = 16;  // malloc rounds up to this

Metric time(std::string name, std::string about) {
  return {std::move(name), "ns", Direction::lower, Scale::ratio, kTimeFloor, std::move(about)};
}
// The kernel splits CPU time by timer ticks, so that a short program's part can be 0.
Metric tick_time(std::string name, std::string about) {
  return {std::move(name), "ns", Direction::lower, Scale::difference, kTimeFloor, std::move(about)};
}
Metric memory(std::string name, std::string about) {
  return {std::move(name), "bytes", Direction::lower, Scale::ratio, kMemoryFloor, std::move(about)};
}
Metric io(std::string name, std::string about) {
  return {std::move(name),   "bytes",  Direction::lower,
          Scale::difference, kIoFloor, std::move(about)};
}
Metric events(std::string name, std::string about) {
  return {std::move(name),   "count",     Direction::lower,
          Scale::difference, kEventFloor, std::move(about)};
}
Metric hardware(std::string name, std::string about) {
  return {std::move(name), "count", Direction::lower, Scale::ratio, 1000, std::move(about)};
}

}  // namespace

std::span<const Metric> builtin_metrics() {
  static const std::array<Metric, 27> kMetrics = {
      time("wall", "time from the spawn to the last exit of the process tree"),
      time("wall_main", "time from the spawn to the exit of the main process"),
      time("wall_net", "wall less the tree's own waiting for a CPU (cpu_wait)"),
      tick_time("user", "CPU time in user mode, over the tree; the kernel splits by timer ticks"),
      tick_time("sys", "CPU time in the kernel, over the tree; the kernel splits by timer ticks"),
      time("cpu", "CPU time, user and kernel, over the whole tree"),
      memory("peak_rss", "largest resident memory of any one process of the tree"),
      memory("peak_tree",
             "largest resident memory of the tree at one moment, sampled; pages that "
             "processes share count once for each"),
      Metric{"peak_charged", "bytes", Direction::lower, Scale::difference, kChargeFloor,
             "largest memory charged to the tree's cgroup above what was there at its start; page "
             "cache included"},
      io("io_read", "bytes that read calls returned, from files, pipes and caches alike"),
      io("io_write", "bytes handed to write calls, to files, pipes and caches alike"),
      io("disk_read", "bytes fetched from storage"),
      io("disk_write", "bytes of pages made dirty, to be written to storage"),
      events("minor_faults", "page faults served without storage"),
      events("major_faults", "page faults that waited for storage"),
      events("voluntary_switches", "times a thread gave up its CPU to wait"),
      events("involuntary_switches", "times a thread was taken off its CPU"),
      events("processes", "processes in the tree, the main one included"),
      Metric{"cpu_wait", "ns", Direction::lower, Scale::difference, kWaitFloor,
             "time that runnable threads of the tree waited for a CPU"},
      hardware("cycles", "CPU cycles in user mode"),
      hardware("instructions", "instructions retired in user mode"),
      hardware("branch_misses", "mispredicted branches in user mode"),
      hardware("cache_misses", "last-level cache misses in user mode"),
      time("startup", "time to bring up what is called many times: load, instantiate, set up"),
      time("compile", "time to compile a module before its first run"),
      events("native_alloc_calls", "calls of malloc and its kin that gave memory"),
      Metric{"native_alloc_bytes", "bytes", Direction::lower, Scale::difference, kBlockFloor,
             "bytes asked of malloc and its kin, whether or not they were freed"},
  };
  return kMetrics;
}

const Metric* find_builtin(std::string_view name) {
  for (const Metric& metric : builtin_metrics())
    if (metric.name == name) return &metric;
  return nullptr;
}

std::string json_key(const Metric& metric) {
  if (metric.name.ends_with("_" + metric.unit)) return metric.name;
  if (metric.unit == "ns" || metric.unit == "bytes") return metric.name + "_" + metric.unit;
  return metric.name;
}

}  // namespace assay::model
