// SPDX-License-Identifier: Apache-2.0
// Turns rounds into comparisons: which pairs are compared, in which scale, against which smallest
// effect, and what may be said of them.
#pragma once
#include "measure/plan.hpp"
#include "model/comparison.hpp"
#include "model/metric.hpp"
#include "model/report.hpp"
#include "stats/sequential.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace assay::measure {

// The smallest effect of one metric, frozen before the first round it decides on: in units of d
// (log ratio or difference) and as shown (ratio - 1 or difference).
struct Effect {
  double delta = 0;
  double shown = 0;
};
// `level` is the metric's typical value, from warm-up. Absolute floors become relative by it; with
// no usable level only the relative part holds.
Effect effect_of(const model::Metric& metric, const Plan& plan, std::optional<double> level);

// d of one round, positive when the arm is worse; none when either value is absent or, on the ratio
// scale, not positive (a condition symmetric in the arms, so leaving the round out is fair).
std::optional<double> paired(const model::Metric& metric, double baseline, double arm);
// The same as the rule takes it: with the level of the two runs, oriented as d is.
std::optional<stats::Round> round_of(const model::Metric& metric, double baseline, double arm);

// The rule that judges one metric. `level`: its typical value, 0 if unknown.
stats::Rule rule_for(const model::Metric& metric, Effect effect, double alpha, unsigned comparisons,
                     double level);

// One arm against the baseline in one metric while rounds come in.
class Pair {
 public:
  Pair(std::size_t arm, std::size_t metric, const model::Metric& description, Effect effect,
       const Plan& plan, unsigned comparisons, double level);
  void add(double baseline, double arm);
  std::size_t arm() const { return arm_; }
  std::size_t metric() const { return metric_; }
  std::size_t missing() const { return missing_; }
  model::Scale scale() const { return description_.scale; }
  stats::Finding finding() const { return sequence_.finding(); }
  bool decided() const { return finding() != stats::Finding::undecided; }
  const stats::PairedSequence& sequence() const { return sequence_; }
  // Everything that can be said now. `live`: the interval may be that of a few rounds ago; `exact`:
  // of all; `full`: and what is dear to compute.
  enum class Detail { live, exact, full };
  model::Comparison comparison(Detail detail, bool fixed) const;

 private:
  std::size_t arm_;
  std::size_t metric_;
  model::Metric description_;
  Effect effect_;
  stats::PairedSequence sequence_;
  std::size_t missing_ = 0;
  double baseline_sum_ = 0;
  double arm_sum_ = 0;
};

// The worst of the gated ones: regression, inconclusive, then improvement over equivalent.
std::optional<model::Verdict> overall(const std::vector<model::Comparison>& comparisons);

}  // namespace assay::measure
