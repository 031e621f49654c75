// SPDX-License-Identifier: Apache-2.0
// What is called a leak and what is not. The same series and more of them are in bench/slope, whose
// figures docs/soak.md shows.
#include "stats/slope.hpp"

#include "stats/testing/memory.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace assay::stats {
namespace {

using testing::Memory;
using testing::Watch;

constexpr double kBudget = 1.0 / 24;  // 1 MB a day
constexpr SlopeRule kRule{.budget = kBudget, .resolution = 0.004};
constexpr std::size_t kSeries = 120;

// A poll every four minutes for a week: half as many as in the bench.
Watch week() {
  Watch watch;
  watch.every = 1.0 / 15;
  return watch;
}

struct Counts {
  std::size_t leak = 0, no_leak = 0;
};
Counts judged(const Memory& memory, const Watch& watch = week()) {
  Counts out;
  for (std::size_t k = 0; k < kSeries; ++k) {
    const auto result = judge_slope(watched(memory, watch, 1 + k), kRule);
    out.leak += result.finding == SlopeFinding::leak;
    out.no_leak += result.finding == SlopeFinding::no_leak;
  }
  return out;
}

TEST(Slope, WhatIsNoLeakIsNotCalledOne) {
  EXPECT_LE(judged(testing::memory_iid()).leak, 1U);
  EXPECT_LE(judged(testing::memory_held()).leak, 3U);
  EXPECT_LE(judged(testing::memory_walk()).leak, 5U);
  EXPECT_LE(judged(testing::memory_step()).leak, 0U);
  EXPECT_LE(judged(testing::memory_cache()).leak, 1U);
}

TEST(Slope, ALeakIsFoundAndNeverCleared) {
  const Counts small = judged(testing::leaking(testing::memory_held(), 10));
  EXPECT_GE(small.leak, kSeries * 75 / 100);
  EXPECT_EQ(small.no_leak, 0U);
  const Counts large = judged(testing::leaking(testing::memory_held(), 20));
  EXPECT_GE(large.leak, kSeries * 94 / 100);
  EXPECT_EQ(large.no_leak, 0U);
}

std::vector<TimedValue> line(std::size_t n, double slope, double noise, std::uint64_t seed = 1) {
  Random random(seed);
  std::vector<TimedValue> out;
  for (std::size_t i = 0; i < n; ++i)
    out.push_back({0.1 * double(i), 100 + slope * 0.1 * double(i) + noise * random.normal()});
  return out;
}

TEST(Slope, ALineIsMeasured) {
  const auto result = judge_slope(line(200, 3, 0.1), {.budget = 1});
  EXPECT_EQ(result.finding, SlopeFinding::leak);
  EXPECT_FALSE(result.by_cycle);
  EXPECT_NEAR(*result.slope, 3, 0.1);
  EXPECT_LT(result.lower, 3);
  EXPECT_GT(result.upper, 3);
  EXPECT_GT(result.lower, 2.5);
  EXPECT_EQ(judge_slope(line(200, 3, 0.1), {.budget = 5}).finding, SlopeFinding::no_leak);
  EXPECT_EQ(judge_slope(line(200, -3, 0.1), {.budget = 1}).finding, SlopeFinding::no_leak);
  const auto near = judge_slope(line(200, 3, 0.1), {.budget = *result.slope});
  EXPECT_EQ(near.finding, SlopeFinding::inconclusive);
  EXPECT_EQ(near.doubt, SlopeDoubt::straddles);
}

TEST(Slope, ARiseTooSmallToCountIsNoLeakYet) {
  const auto series = line(200, 3, 0.1);  // by 60 in all
  EXPECT_EQ(judge_slope(series, {.budget = 1, .least_rise = 50}).finding, SlopeFinding::leak);
  const auto small = judge_slope(series, {.budget = 1, .least_rise = 70});
  EXPECT_EQ(small.finding, SlopeFinding::inconclusive);
  EXPECT_EQ(small.doubt, SlopeDoubt::small);
}

TEST(Slope, WhatNeverMovesIsKnownToThePage) {
  const auto flat = line(100, 0, 0);
  const auto result = judge_slope(flat, {.budget = 0.1, .resolution = 0.004});
  EXPECT_EQ(result.finding, SlopeFinding::no_leak);
  EXPECT_LT(result.lower, 0);
  EXPECT_GT(result.upper, 0);
  EXPECT_EQ(judge_slope(flat, {.budget = 1e-6, .resolution = 0.004}).finding,
            SlopeFinding::inconclusive);
}

TEST(Slope, TooShort) {
  EXPECT_EQ(judge_slope({}, {}).finding, SlopeFinding::too_short);
  EXPECT_EQ(judge_slope(line(11, 3, 0.1), {}).finding, SlopeFinding::too_short);
  EXPECT_NE(judge_slope(line(12, 3, 0.1), {}).finding, SlopeFinding::too_short);
  // Many polls, but only as many hours.
  Watch watch = week();
  for (const double hours : {9.0, 30.0}) {
    watch.hours = hours;
    const auto result =
        judge_slope(watched(testing::leaking(testing::memory_iid(1), 500), watch, 3), kRule);
    EXPECT_TRUE(result.by_cycle);
    EXPECT_EQ(result.finding == SlopeFinding::too_short, hours < 10) << result.cycles;
  }
}

TEST(Slope, ItDoesNotMatterWhereInACycleItIsLookedAt) {
  Watch watch = week();
  watch.flicker = 0.1;
  const auto series = watched(testing::leaking(testing::memory_iid(1), 24), watch, 2);
  const auto result = judge_slope(series, kRule);
  EXPECT_TRUE(result.by_cycle);
  EXPECT_NEAR(double(result.cycles), 168, 12);
  EXPECT_NEAR(*result.slope, 1, 0.02);
  // The saw alone goes up by 40 MB an hour.
  EXPECT_LT(result.upper, 1.1);
}

TEST(Slope, AStepAndACacheSayWhyTheyAreNone) {
  std::vector<TimedValue> step, cache, late;
  Random random(4);
  for (int i = 0; i < 200; ++i) {
    const double t = 0.1 * i;
    const double noise = 0.2 * random.normal();
    step.push_back({t, (i < 100 ? 100 : 150) + noise});
    cache.push_back({t, 100 + 50 * (1 - std::exp(-t / 4)) + noise});
    late.push_back({t, 100 + std::max(0.0, t - 10) * 5 + noise});
  }
  EXPECT_NE(judge_slope(step, {.budget = 0.1}).finding, SlopeFinding::leak);
  const auto filling = judge_slope(cache, {.budget = 0.1});
  EXPECT_EQ(filling.finding, SlopeFinding::inconclusive);
  EXPECT_EQ(filling.doubt, SlopeDoubt::slowing);
  // Budget above what the whole shows: that the second half breaks it must not be lost.
  const auto starting = judge_slope(late, {.budget = 4.5});
  EXPECT_NE(starting.finding, SlopeFinding::no_leak) << *starting.second_half;
}

TEST(Slope, UnitsDoNotMatter) {
  const auto series = watched(testing::leaking(testing::memory_held(), 20), week(), 9);
  auto scaled = series;
  for (TimedValue& each : scaled) each = {each.t * 3600, each.y * 1e6};
  const auto a = judge_slope(series, kRule);
  const auto b = judge_slope(scaled, {.budget = kBudget * 1e6 / 3600, .resolution = 4000});
  EXPECT_EQ(a.finding, b.finding);
  EXPECT_EQ(a.cycles, b.cycles);
  EXPECT_NEAR(*a.slope, *b.slope * 3600 / 1e6, 1e-9);
  EXPECT_NEAR(a.lower, b.lower * 3600 / 1e6, 1e-6);
}

}  // namespace
}  // namespace assay::stats
