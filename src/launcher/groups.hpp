// SPDX-License-Identifier: Apache-2.0
// The standing cgroups of a run: what they counted, and leaving them. Counters only ever grow, so
// what is read after one trial serves as the start of the next.
#pragma once
#include "launcher/low.hpp"
#include "launcher/protocol.hpp"

#include <cstdint>

namespace assay::launcher {

class Groups {
 public:
  // Opens the files of the groups in the setup and joins the v1 ones. An errno for each that was
  // named and does not work, 0 otherwise.
  struct Opened {
    int v2 = 0;
    int v1_memory = 0;
    int v1_cpuacct = 0;
    int memory_peak = 0;
  };
  Opened open(const Setup& setup);
  // A fresh v2 group in the place of one that was killed; without one where that fails, which the
  // fields measured by it are then, too.
  void renew_v2();
  // Forgets the v2 group: it turned out that children cannot be started in it.
  void drop_v2();

  int directory() const { return directory_; }  // of the v2 group, -1 for none
  int procs() const { return procs_; }
  int kill() const { return kill_; }
  bool counts_cpu() const { return cpu_stat_ >= 0 || cpuacct_ >= 0; }
  bool cpu_is_v2() const { return cpu_stat_ >= 0; }
  bool has_pressure() const { return pressure_ >= 0; }
  bool has_peak() const { return peak_v2_ >= 0 || peak_v1_ >= 0; }
  bool peak_is_v2() const { return peak_v2_ >= 0; }
  void read_pressure(bool wanted) { wants_pressure_ = wanted; }

  struct Count {
    std::int64_t cpu_ns = 0;
    std::int64_t waited_ns = 0;
    std::int64_t throttled_ns = kNone;
  };
  // All since the groups were made; the launcher's own CPU time is taken out where it counts.
  Count count();

  void reset_peak();          // from here on, ...
  std::int64_t peak() const;  // ... the most that was charged above what was there then; or kNone

  // Moves the launcher out and removes the groups; everything else in them has to be gone.
  void leave();

 private:
  int open_v2(Opened& out);
  Text<kMaxPath> v2_, memory_, cpuacct_group_;
  int directory_ = -1;
  int procs_ = -1;
  int kill_ = -1;
  int cpu_stat_ = -1;
  int pressure_ = -1;
  int peak_v2_ = -1;
  int peak_v1_ = -1;
  int cpuacct_ = -1;
  bool wants_pressure_ = false;
  std::int64_t charged_before_ = 0;
  mutable char text_[1024];
};

}  // namespace assay::launcher
