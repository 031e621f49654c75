// SPDX-License-Identifier: Apache-2.0
// From an operation to the profile of a run: tries it, warms up, laps or paces, sums up.
#pragma once
#include "base/result.hpp"
#include "workload/timing.hpp"
#include "workload/workload.hpp"

#include <string>
#include <vector>

namespace assay::workload {

// What a workload adds to a Spec.
struct Work {
  const Spec& spec;
  const Described& described;
  std::string subject;              // what it works on, for messages: "/etc/hosts"
  std::uint64_t per_iteration = 1;  // operations
  // Filled in by the workload (file, host ...) and by drive().
  model::OpProfile profile;
};

// A run's parts that do not depend on the operation.
class Drive {
 public:
  explicit Drive(Work& work) : work_(work), stop_(work.spec.interrupt_fd) {}
  const Stop& stop() const { return stop_; }
  Recorder& recorder() { return recorder_; }
  std::uint64_t warmup() const;
  std::uint64_t operations() const;  // of one repeat
  void read_clock(Recorder& unused) { clock_costs_.push_back(clock_cost(unused)); }
  // The error of a loop that did not end well. `trial`: it was the first attempt of all.
  Error error(const Ending& ending, bool trial) const;
  model::OpProfile profile();
  double elapsed_ns = 0;  // of a paced run

 private:
  Work& work_;
  Stop stop_;
  Recorder recorder_;
  std::vector<double> clock_costs_;
};

template <typename Operation>
Result<model::OpProfile> drive(Work& work, Operation& operation) {
  using How = Ending::How;
  const Spec& spec = work.spec;
  Drive drive(work);
  Recorder& recorder = drive.recorder();
  Recorder unused;  // what does not count
  if (const Ending tried = lap<SteadyClock>(operation, 1, unused, drive.stop());
      tried.how != How::done)
    return drive.error(tried, true);
  Ending ending;
  for (std::uint64_t repeat = 0; repeat < spec.burn_in + spec.repeats; ++repeat) {
    if (repeat <= spec.burn_in) recorder.clear();
    drive.read_clock(unused);
    ending = lap<SteadyClock>(operation, drive.warmup(), unused, drive.stop());
    if (ending.how == How::done && spec.rate > 0) {
      const std::uint64_t start = SteadyClock::now();
      ending = pace<SteadyClock>(operation, 1e9 / spec.rate, std::uint64_t(spec.duration_ns),
                                 recorder, drive.stop());
      drive.elapsed_ns += double(SteadyClock::now() - start);
    } else if (ending.how == How::done) {
      ending = lap<SteadyClock>(operation, drive.operations(), recorder, drive.stop());
    }
    if (ending.how != How::done) return drive.error(ending, false);
  }
  return drive.profile();
}

// Fills mean and percentiles in from the histogram, `seconds`, `operations` and `clock_ns`.
void settle(model::OpProfile& profile);

}  // namespace assay::workload
