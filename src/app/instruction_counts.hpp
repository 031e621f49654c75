// SPDX-License-Identifier: Apache-2.0
// --counters=valgrind: instructions counted by simulation, repeatable whatever else the machine is
// doing, where there are no hardware counters. It sees user code only, not system calls.
#pragma once
#include "base/result.hpp"
#include "measure/plan.hpp"
#include "model/report.hpp"
#include "target/process_runner.hpp"

#include <string>
#include <vector>

namespace assay::app {

inline constexpr int kCountRuns = 3;  // a program whose count varies shows it in three

struct CountPlan {
  bool gated = false;  // `instructions` decides too
  std::vector<target::ProcessArm> arms;
  measure::MinEffect min_effect;
};

// Takes `instructions` out of what the rounds decide: it is counted once they are over.
CountPlan plan_counts(measure::Plan& plan, const std::vector<target::ProcessArm>& arms);

// Runs every arm kCountRuns times under valgrind and puts the counts into the first rounds of the
// `instructions` column and the comparisons into the report. Faults: program (valgrind is missing,
// or the program failed under it), interrupted, internal.
Result<void> count_instructions(const CountPlan& plan, int interrupt_fd, model::Report& report);

// Sum of "I refs:" over the logs of all processes of a run; none when there is none.
std::optional<double> parse_counts(const std::string& logs);

}  // namespace assay::app
