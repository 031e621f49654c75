// SPDX-License-Identifier: Apache-2.0
// Protects the step from measured values to d and to the smallest effect: a wrong sign here turns
// every regression into an improvement.
#include "measure/judge.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace assay::measure {
namespace {

const model::Metric kWall{"wall", "ns", model::Direction::lower, model::Scale::ratio, 20e3, ""};
const model::Metric kRate{"rate", "ops", model::Direction::higher, model::Scale::ratio, 0, ""};
const model::Metric kFaults{"faults", "count", model::Direction::lower, model::Scale::difference,
                            1,        ""};

TEST(Paired, IsPositiveWhenTheArmIsWorse) {
  EXPECT_DOUBLE_EQ(*paired(kWall, 10, 20), std::log(2));
  EXPECT_DOUBLE_EQ(*paired(kRate, 10, 20), -std::log(2));
  EXPECT_DOUBLE_EQ(*paired(kFaults, 10, 13), 3);
}

TEST(Paired, HasNoAnswerForAbsentOrUnloggableValues) {
  EXPECT_FALSE(paired(kWall, model::kAbsent, 1));
  EXPECT_FALSE(paired(kWall, 1, model::kAbsent));
  EXPECT_FALSE(paired(kWall, 0, 1));
  EXPECT_TRUE(paired(kFaults, 0, 0));
}

TEST(Effect, TheAbsoluteFloorRulesWhereOnePercentIsLess) {
  const Plan plan;
  EXPECT_NEAR(effect_of(kWall, plan, 10e6).shown, 0.01, 1e-12);
  EXPECT_NEAR(effect_of(kWall, plan, 1e6).shown, 0.02, 1e-12);  // 20 us of 1 ms
  EXPECT_NEAR(effect_of(kWall, plan, 1e6).delta, std::log(1.02), 1e-12);
  EXPECT_NEAR(effect_of(kFaults, plan, 50).shown, 1, 1e-12);
  EXPECT_NEAR(effect_of(kFaults, plan, 1000).shown, 10, 1e-12);
}

TEST(Effect, WhatWasAskedForReplacesTheDefaults) {
  Plan plan;
  plan.min_effect.relative = 0.005;
  EXPECT_NEAR(effect_of(kWall, plan, 1e6).shown, 0.005, 1e-12);
  plan.min_effect = {};
  plan.min_effect.ns = 50e3;
  EXPECT_NEAR(effect_of(kWall, plan, 10e6).shown, 0.005, 1e-12);
  EXPECT_NEAR(effect_of(kFaults, plan, 1000).shown, 10, 1e-12);  // not in ns: untouched
}

Pair fed(const model::Metric& metric, double baseline, double arm, int rounds, double level = 1e6) {
  const Plan plan;
  Pair pair(1, 0, metric, effect_of(metric, plan, level), plan, 1, level);
  for (int i = 0; i < rounds; ++i) {
    const double wobble = 1 + 0.001 * ((i * 7) % 5 - 2);
    pair.add(baseline * wobble, arm);
  }
  return pair;
}

TEST(Pair, SpeaksInTheMetricsOwnDirection) {
  const auto slower = fed(kWall, 1e8, 1.1e8, 40).comparison(Pair::Detail::full, false);
  EXPECT_EQ(slower.verdict, model::Verdict::regression);
  EXPECT_GT(*slower.estimate, 1.05);
  const auto quicker = fed(kRate, 1e8, 1.1e8, 40).comparison(Pair::Detail::full, false);
  EXPECT_EQ(quicker.verdict, model::Verdict::improvement);
  EXPECT_GT(*quicker.estimate, 1.05);
  EXPECT_LE(quicker.interval.lower, *quicker.estimate);
  EXPECT_GE(quicker.interval.upper, *quicker.estimate);
}

TEST(Pair, ADeterministicCountIsDecidedByDifference) {
  const auto same = fed(kFaults, 0, 0, 60, 0).comparison(Pair::Detail::full, false);
  EXPECT_EQ(same.verdict, model::Verdict::equivalent);
  const auto more = fed(kFaults, 0, 5, 60, 0).comparison(Pair::Detail::full, false);
  EXPECT_EQ(more.verdict, model::Verdict::regression);
}

TEST(Pair, RoundsWithoutAValueNeverSupportAClaimOfNoDifference) {
  auto pair = fed(kWall, 1e8, 1e8, 60);
  ASSERT_EQ(pair.comparison(Pair::Detail::live, false).verdict, model::Verdict::equivalent);
  pair.add(model::kAbsent, 1e8);
  const auto comparison = pair.comparison(Pair::Detail::live, false);
  EXPECT_EQ(comparison.verdict, model::Verdict::inconclusive);
  EXPECT_NE(comparison.reason.find("1 of 61"), std::string::npos) << comparison.reason;
}

TEST(Overall, TheWorstGatedComparisonSpeaksForTheRun) {
  using model::Verdict;
  std::vector<model::Comparison> all(3);
  EXPECT_FALSE(overall(all));  // none is gated
  all[0].gated = all[1].gated = true;
  all[0].verdict = Verdict::equivalent;
  all[1].verdict = Verdict::improvement;
  all[2].verdict = Verdict::regression;
  EXPECT_EQ(overall(all), Verdict::improvement);
  all[0].verdict = Verdict::inconclusive;
  EXPECT_EQ(overall(all), Verdict::inconclusive);
  all[2].gated = true;
  EXPECT_EQ(overall(all), Verdict::regression);
}

}  // namespace
}  // namespace assay::measure
