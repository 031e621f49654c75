// SPDX-License-Identifier: Apache-2.0
// The modes of a rule: each looks at one metric of one arm of a report and says what it found.
#pragma once
#include "gate/judge.hpp"
#include "model/gate_result.hpp"
#include "model/report.hpp"
#include "model/rules.hpp"
#include "stats/paired_change.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace assay::gate {

// What a rule looks at. `metric` is measured by the report; nothing else is promised.
struct Subject {
  const model::GateRule& rule;
  const model::Report& report;
  const model::MeasuredMetric& metric;
  const model::Arm& arm;
  double alpha;

  std::string what() const;  // "p95 of wall in candidate"
};

model::GateCheck judge_budget(const Subject& subject);
// `stored`: for reports without a baseline arm.
model::GateCheck judge_regression(const Subject& subject, const FindBaseline& stored);
model::GateCheck judge_slo(const Subject& subject);
// A check for each of the rule's conditions.
std::vector<model::GateCheck> judge_stability(const Subject& subject);

// --- what modes have in common ---

// A check with the subject's names filled in.
model::GateCheck check_of(const Subject& subject);
// Sets outcome and code by the interval: at most `limit`, or at least.
void hold(model::GateCheck& check, model::Bound bound);
// Marks a check that would pass although values are missing.
void doubt(model::GateCheck& check, const std::string& why);

// The arm that others are compared with: the rule's, else the first of role "baseline", when it is
// another one than the subject's. Null when there is none.
const model::Arm* baseline_arm(const Subject& subject);
// What the rule's statistic is to those who compare: a quantile, or the mean.
stats::Location location_of(const Subject& subject);
// The values of both arms in the rounds that have both; `lacking` counts the others.
struct Pairs {
  std::vector<double> base, arm;
  std::size_t lacking = 0;
};
Pairs pairs_of(const Subject& subject, const model::Arm& base);
// The run's own comparison of the two arms in the metric, if it may speak for the rule's statistic.
const model::Comparison* comparison_of(const Subject& subject, const model::Arm& base);
// Why no comparison of this run can be trusted; empty when they can.
std::string distrust(const Subject& subject);

// Program counts that come out the same every time: any change is a change.
bool is_deterministic(std::string_view metric);

}  // namespace assay::gate
