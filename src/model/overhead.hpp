// SPDX-License-Identifier: Apache-2.0
// What `assay overhead` found, as plain values: app makes it, codec writes the artifacts of the
// contract (docs/artifacts.md) from it and reads them back, report renders it.
#pragma once
#include "model/comparison.hpp"
#include "model/gate_result.hpp"
#include "model/op_profile.hpp"
#include "model/report.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assay::model {

// The code of the report's remark that the host was not shown to qualify (--strict).
inline constexpr const char* kAdvisory = "advisory";

// The metric of the report that one figure of a workload is: "open_close.mean", in ns.
//   mean | p50 | p95 | p99 | p99.9
std::string workload_metric(std::string_view workload, std::string_view figure);

// A paired ratio arm/baseline, the one that the report's comparison holds. Every difference,
// percentage and figure of the arm that is shown anywhere is made from it.
struct PairedRatio {
  std::optional<double> ratio;  // none where no shift fits
  Interval interval;            // 1 - alpha, may be looked at after every round
};

// One arm in one workload over all rounds. Of the baseline `profile` holds medians over rounds; of
// another arm the baseline's times the paired ratio: what it takes at the baseline's level, so
// that profile/profile is the ratio and nothing else. `measured` holds the arm's own medians.
struct ArmProfile {
  OpProfile profile;  // iterations: of a round; repeats: rounds; histogram: merged over rounds
  struct Figures {
    double mean_ns = 0;
    std::optional<double> p50_ns, p95_ns, p99_ns, p999_ns;
  } measured;
  PairedRatio mean, p50, p95, p99;  // 1 (1 ... 1) for the baseline
};

struct WorkloadCost {
  std::string workload;
  ArmProfile baseline, control, with_agent;
};

// The baseline's mean by what ran just before it, medians over rounds in ns.
struct AfterEffect {
  std::string workload;
  std::size_t after_agent_rounds = 0, other_rounds = 0;
  std::optional<double> after_agent_ns, other_ns;
  std::optional<Interval> ratio;  // after the agent / otherwise, unpaired; none: too few rounds
  bool shown = false;             // the interval excludes 1
};

// One row of the SLO table. Ratios are shown as percentages above 1 where the unit is "%".
struct SloRow {
  std::string scenario;  // "audit_mode_open", "workload_open_close", "workload_suite", ...
  std::string metric;    // "delta_pct", "p95_overhead_pct", "failed_rows", ...
  std::optional<double> result;
  double budget = 0;
  std::string unit;  // "%", "MB", ""
  CheckOutcome status = CheckOutcome::missing;
  std::string evidence;                // files of the contract, separated by commas
  std::optional<double> lower, upper;  // the interval that was held against the budget
  // The null arm's, by the same route.
  std::optional<double> null_result, null_lower, null_upper;
  std::string detail;  // a sentence for people
};

struct SloTable {
  std::vector<SloRow> rows;
  std::vector<std::string> violations;    // "audit_mode_open.delta_pct=12 exceeded budget 10"
  std::vector<std::string> inconclusive;  // what the evidence did not decide, and why
  std::vector<std::string> input_errors;
  CheckOutcome verdict = CheckOutcome::missing;  // the worst; `pass` only with no input error
};

struct OverheadResult {
  Report report;  // kind "overhead"; run id, host, arms, comparisons, checks
  std::vector<WorkloadCost> workloads;
  std::vector<AfterEffect> after_effects;
  SloTable slo;
  std::string agent;                  // as asked for: "--agent './agent --audit'"
  bool strict = false;                // the host was shown to qualify
  std::vector<std::string> advisory;  // why it is only advice, when not strict
};

}  // namespace assay::model
