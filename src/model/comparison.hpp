// SPDX-License-Identifier: Apache-2.0
// An arm against the baseline in one metric, and what may be said of it.
#pragma once
#include "model/metric.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace assay::model {

enum class Verdict { regression, improvement, equivalent, inconclusive };
std::string_view name(Verdict verdict);
std::optional<Verdict> verdict_named(std::string_view name);

// Ends of an anytime-valid interval: ratios arm/baseline for Scale::ratio, differences in the
// metric's unit otherwise. An end that the evidence does not bound is infinite (null in JSON).
struct Interval {
  double lower = 0;
  double upper = 0;
};

struct Comparison {
  std::string arm;
  std::string baseline;
  std::string metric;
  Scale scale = Scale::ratio;
  bool gated = false;  // took part in the decision; others are shown for information
  // "paired": rounds of one run; "unpaired": against a stored baseline's samples, which other
  // minutes and other noise made.
  std::string method = "paired";
  std::string statistic;            // unpaired: "p50", "p95", ...; empty = the typical run
  std::optional<double> tolerance;  // unpaired: the relative change that was allowed
  bool control_check = false;       // the baseline against itself: what the run's trust rests on
  Verdict verdict = Verdict::inconclusive;
  std::string reason;  // why inconclusive, or "slow path" of a regression by the tail rule
  std::optional<double> estimate;  // ratio or difference; none where no shift fits
  Interval interval;
  double min_effect = 0;   // as used: ratio - 1 for Scale::ratio, in the unit otherwise
  std::size_t rounds = 0;  // rounds with both values present
  std::optional<double> ratio_of_sums;        // sum(arm)/sum(baseline)
  std::optional<double> unseen_slow_share;    // share of slow runs that could have gone unseen
  std::optional<double> smallest_detectable;  // ratio - 1 or difference this run could have seen
};

}  // namespace assay::model
