// SPDX-License-Identifier: Apache-2.0
#include "app/soak_judge.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

namespace assay::app {
namespace {

using model::CheckOutcome;
using model::CounterRole;
using model::SoakResult;

constexpr double kMiB = 1024 * 1024;

// Twenty polls a minute apart, so many delivered and lost in each interval.
SoakResult soaked(double delivered, double drops, std::size_t polls = 20, double stale = 0) {
  SoakResult out;
  out.limits.drop_ratio = 0.001;
  out.limits.events = 100;
  out.limits.growth_bytes = 64 * kMiB;
  out.counters.resize(2);
  out.counters[0].name = "seen";
  out.counters[0].role = CounterRole::delivered;
  out.counters[1].name = "lost";
  out.counters[1].role = CounterRole::drops;
  for (std::size_t i = 0; i < polls; ++i) {
    out.polls.t_ns.push_back(60e9 * double(i));
    out.polls.resident_bytes.push(100 * kMiB);
    out.counters[0].values.push(stale + delivered * double(i));
    out.counters[1].values.push(stale + drops * double(i));
  }
  for (const char* name : {"agent", "workers", "counters", "polls"})
    out.checks.push_back(condition(name, CheckOutcome::pass, "holds", ""));
  return out;
}

const model::SoakCheck& check(const SoakResult& result, const std::string& name) {
  const auto* found = model::find_check(result, name);
  EXPECT_NE(found, nullptr) << name;
  static const model::SoakCheck kNone;
  return found != nullptr ? *found : kNone;
}

TEST(SoakJudge, WhatWasCountedBeforeTheStartIsNobodys) {
  auto result = soaked(1000, 0, 20, 5e6);
  judge_soak(result);
  EXPECT_EQ(result.events.delivered, 19000);
  EXPECT_EQ(result.events.drops, 0);
  EXPECT_DOUBLE_EQ(*result.events.rate, 1000.0 / 60);
  EXPECT_EQ(check(result, "drop-ratio").outcome, CheckOutcome::pass);
  EXPECT_EQ(result.verdict, CheckOutcome::pass);
}

TEST(SoakJudge, TheRatioIsOfAllEventsOnce) {
  auto result = soaked(900, 100);
  judge_soak(result);
  EXPECT_DOUBLE_EQ(*result.events.ratio, 0.1);
  EXPECT_DOUBLE_EQ(*result.events.peak_ratio, 0.1);
  EXPECT_EQ(check(result, "drop-ratio").outcome, CheckOutcome::fail);
  EXPECT_EQ(check(result, "drop-ratio").code, "broken");
  EXPECT_EQ(result.verdict, CheckOutcome::fail);
}

TEST(SoakJudge, AGlanceSeesTheSameEvents) {
  auto result = soaked(900, 100, 20, 777);
  const auto seen = glance(result);
  judge_soak(result);
  EXPECT_EQ(seen.delivered, result.events.delivered);
  EXPECT_EQ(seen.drops, result.events.drops);
  EXPECT_DOUBLE_EQ(*seen.rate, *result.events.rate);
  EXPECT_DOUBLE_EQ(*seen.ratio, *result.events.ratio);
  EXPECT_FALSE(glance(soaked(900, 100, 1)).rate);
  result.polls.t_ns.push_back(1200e9);
  result.counters[0].values.push(model::kAbsent);
  result.counters[1].values.push(0);
  EXPECT_FALSE(glance(result).rate);
}

TEST(SoakJudge, TooFewEventsProveNothing) {
  auto result = soaked(100, 0);  // 1,900 in all: the bound is 0.24 %
  judge_soak(result);
  EXPECT_EQ(*result.events.ratio, 0);
  EXPECT_EQ(check(result, "drop-ratio").outcome, CheckOutcome::inconclusive);
  EXPECT_EQ(check(result, "min-events").outcome, CheckOutcome::pass);
  EXPECT_EQ(result.verdict, CheckOutcome::inconclusive);
}

TEST(SoakJudge, ABurstIsNotProvenToBeTheRule) {
  auto steady = soaked(1000, 2);
  auto burst = soaked(1000, 0);
  burst.counters[1].values = model::Column();
  for (std::size_t i = 0; i < 20; ++i) burst.counters[1].values.push(i < 10 ? 0 : 38);
  judge_soak(steady);
  judge_soak(burst);
  EXPECT_NEAR(*steady.events.ratio, *burst.events.ratio, 1e-6);
  EXPECT_EQ(check(burst, "drop-ratio").outcome, CheckOutcome::inconclusive);
  EXPECT_GT(burst.events.dispersion, 30);
  EXPECT_NEAR(*burst.events.peak_ratio, 38.0 / 1038, 1e-9);
}

TEST(SoakJudge, LittleVolumeFails) {
  auto result = soaked(2, 0);
  judge_soak(result);
  EXPECT_EQ(check(result, "min-events").outcome, CheckOutcome::fail);
  EXPECT_EQ(check(result, "min-events").code, "volume-too-low");
  auto none = soaked(0, 0);
  judge_soak(none);
  EXPECT_EQ(check(none, "drop-ratio").outcome, CheckOutcome::missing);
  EXPECT_FALSE(none.events.ratio);
  EXPECT_EQ(none.verdict, CheckOutcome::fail);
}

TEST(SoakJudge, WhatFollowsATroubleIsNotCounted) {
  auto result = soaked(1000, 0, 10);
  result.counters[0].values.push(17);  // started again
  result.counters[1].values.push(0);
  result.polls.t_ns.push_back(600e9);
  result.polls.resident_bytes.push(100 * kMiB);
  judge_soak(result);
  EXPECT_EQ(result.events.delivered, 9000);
  result.counters[0].values.push(model::kAbsent);
  judge_soak(result);
  EXPECT_EQ(result.events.delivered, 9000);
}

TEST(SoakJudge, WhatEndedEarlyDoesNotPass) {
  for (const auto status : {model::Status::interrupted, model::Status::failed}) {
    auto result = soaked(1000, 0);
    result.status = status;
    judge_soak(result);
    EXPECT_EQ(result.verdict, CheckOutcome::missing);
    auto broken = soaked(900, 100);
    broken.status = status;
    judge_soak(broken);
    EXPECT_EQ(broken.verdict, CheckOutcome::fail);
  }
}

TEST(SoakJudge, ALateConditionDecides) {
  auto result = soaked(1000, 0);
  result.checks[3] = condition("polls", CheckOutcome::inconclusive, "polls-too-far-apart", "");
  judge_soak(result);
  EXPECT_EQ(result.verdict, CheckOutcome::inconclusive);
}

TEST(SoakJudge, MemoryIsHeldToTheHighest) {
  auto result = soaked(1000, 0);
  result.polls.resident_bytes = model::Column();
  for (std::size_t i = 0; i < 20; ++i)
    result.polls.resident_bytes.push((i == 7 ? 200 : 100 + double(i % 3)) * kMiB);
  judge_soak(result);
  EXPECT_EQ(*result.memory.growth(), 100 * kMiB);
  EXPECT_EQ(check(result, "rss-growth").outcome, CheckOutcome::fail);
  auto blind = soaked(1000, 0);
  blind.polls.resident_bytes = model::Column();
  for (std::size_t i = 0; i < 20; ++i) blind.polls.resident_bytes.push(model::kAbsent);
  judge_soak(blind);
  EXPECT_EQ(check(blind, "rss-growth").outcome, CheckOutcome::missing);
  EXPECT_EQ(blind.verdict, CheckOutcome::missing);
}

TEST(SoakJudge, ASlopeDecidesOnlyWhenItHasALimit) {
  const auto leaking = [](bool limited) {
    auto result = soaked(1000, 0, 120);
    result.polls.resident_bytes = model::Column();
    for (std::size_t i = 0; i < 120; ++i)
      result.polls.resident_bytes.push((100 + 0.1 * double(i) + 0.05 * double(i * 7 % 5)) * kMiB);
    if (limited) result.limits.slope_bytes = kMiB;
    judge_soak(result);
    return result;
  };
  const auto told = leaking(false);
  EXPECT_EQ(told.memory.slope.finding, "leak");
  EXPECT_NEAR(*told.memory.slope.slope, 6 * kMiB, 0.2 * kMiB);
  EXPECT_TRUE(check(told, "rss-slope").advisory);
  EXPECT_EQ(told.verdict, CheckOutcome::pass);
  EXPECT_EQ(leaking(true).verdict, CheckOutcome::fail);

  auto brief = soaked(1000, 0, 8);
  brief.limits.slope_bytes = kMiB;
  judge_soak(brief);
  EXPECT_EQ(check(brief, "rss-slope").code, "too-short");
  EXPECT_EQ(brief.memory.slope.finding, "too short");
}

}  // namespace
}  // namespace assay::app
