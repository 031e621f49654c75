// SPDX-License-Identifier: Apache-2.0
// What a trial used, by the best tier that this machine allows for each field.
#pragma once
#include "launcher/protocol.hpp"
#include "launcher/tree.hpp"

#include <sys/resource.h>
#include <sys/types.h>

#include <cstdint>

namespace assay::launcher {

class Counters {
 public:
  explicit Counters(Tree& tree) : tree_(tree) {}

  // Opens what there is and says by which tier each field will be measured.
  void open(const Setup& setup, Ready& ready);

  void begin();                    // before the clock starts
  void sample();                   // while it runs, from time to time
  void main_is_zombie(pid_t pid);  // the main process has exited and is not reaped yet
  void reaped(const rusage& usage);
  void end(std::int64_t* values);  // after the clock has stopped, everything being reaped
  void forget();                   // the trial never began

 private:
  Tree& tree_;
  std::int64_t user_ = 0;
  std::int64_t sys_ = 0;
  std::int64_t peak_rss_ = 0;
  std::int64_t minor_faults_ = 0;
  std::int64_t major_faults_ = 0;
  std::int64_t voluntary_ = 0;
  std::int64_t involuntary_ = 0;
  std::int64_t processes_ = 0;
  std::int64_t most_seen_ = 0;
  std::int64_t sampled_tree_ = 0;
};

}  // namespace assay::launcher
