// SPDX-License-Identifier: Apache-2.0
// Standing performance counters, inherited by every trial. They stand still in the launcher itself:
// they start with execve, which it never calls.
#pragma once
#include "launcher/protocol.hpp"

#include <cstdint>

namespace assay::launcher {

class Perf {
 public:
  // Opens the events of the setup; error[i] is an errno for each that cannot be had.
  void open(const Setup& setup, int (&error)[kMaxEvents]);
  bool has(std::uint32_t event) const { return fds_[event] >= 0; }

  struct Counts {
    std::int64_t value[kMaxEvents];
    std::int64_t enabled[kMaxEvents];  // ns for which it was meant to count, ...
    std::int64_t running[kMaxEvents];  // ... and did, there being fewer counters than events
  };
  Counts read() const;
  // What was counted in between, scaled to the whole time; kNone when it never ran.
  static std::int64_t between(const Counts& before, const Counts& after, std::uint32_t event);

 private:
  int fds_[kMaxEvents] = {-1, -1, -1, -1};
};

}  // namespace assay::launcher
