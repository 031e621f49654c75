// SPDX-License-Identifier: Apache-2.0
// What a trial used, by the best tier that this machine allows for each field.
#pragma once
#include "launcher/groups.hpp"
#include "launcher/perf.hpp"
#include "launcher/protocol.hpp"
#include "launcher/taskstats.hpp"
#include "launcher/tree.hpp"

#include <sys/resource.h>
#include <sys/types.h>

#include <cstdint>

namespace assay::launcher {

class Counters {
 public:
  Counters(Tree& tree, Groups& groups) : tree_(tree), groups_(groups) {}

  // Opens what there is and says by which tier each field will be measured. The groups are open.
  void open(const Setup& setup, const Groups::Opened& opened, Ready& ready);

  void begin();                    // before the clock starts
  void sample();                   // while it runs, from time to time
  void main_is_zombie(pid_t pid);  // the main process has exited and is not reaped yet
  void reaped(const rusage& usage);
  void end(std::int64_t* values);  // after the clock has stopped, everything being reaped
  void forget();                   // something ran that belongs to no trial

 private:
  struct Io {
    std::int64_t read = 0;
    std::int64_t written = 0;
    std::int64_t disk_read = 0;
    std::int64_t disk_written = 0;
  };
  Io read_io();
  void wait_tier(const Setup& setup, Ready& ready);
  void open_events(const Setup& setup, Ready& ready);

  Tree& tree_;
  Groups& groups_;
  Taskstats taskstats_;
  Perf perf_;
  bool counts_events_ = false;
  int io_ = -1;  // /proc/self/io
  bool cpu_by_group_ = false;
  bool schedstat_ = false;  // read the main thread's
  bool pressure_ = false;   // read the group's
  bool fresh_ = false;      // the counts below are those of this moment
  Groups::Count count_;
  Io io_count_;
  Perf::Counts event_counts_{};

  // Sums of the running trial.
  struct Sums {
    std::int64_t user = 0;
    std::int64_t sys = 0;
    std::int64_t peak_rss = 0;
    std::int64_t minor_faults = 0;
    std::int64_t major_faults = 0;
    std::int64_t voluntary = 0;
    std::int64_t involuntary = 0;
    std::int64_t processes = 0;
    std::int64_t most_seen = 0;
    std::int64_t sampled_tree = 0;
    std::int64_t main_waited = kNone;
  };
  Sums sums_;
};

}  // namespace assay::launcher
