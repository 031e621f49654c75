// SPDX-License-Identifier: Apache-2.0
#include "stats/unpaired.hpp"

#include "stats/block_bootstrap.hpp"
#include "stats/dependence.hpp"
#include "stats/random.hpp"
#include "stats/summary.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <numeric>
#include <vector>

namespace assay::stats {
namespace {

using Series = std::function<std::vector<double>(Random&, std::size_t)>;

std::vector<double> independent(Random& random, std::size_t n) {
  std::vector<double> out;
  for (std::size_t i = 0; i < n; ++i) out.push_back(std::exp(0.05 * random.normal()));
  return out;
}

// Slow swings: each trial is like the one before.
std::vector<double> leaning(Random& random, std::size_t n) {
  constexpr double kPhi = 0.7;
  double level = random.normal() / std::sqrt(1 - kPhi * kPhi);
  std::vector<double> out;
  for (std::size_t i = 0; i < n; ++i) {
    level = kPhi * level + random.normal();
    out.push_back(std::exp(0.03 * level));
  }
  return out;
}

// The machine gets slower by a third while the run lasts.
std::vector<double> drifting(Random& random, std::size_t n) {
  std::vector<double> out;
  for (std::size_t i = 0; i < n; ++i)
    out.push_back(std::exp(0.3 * double(i) / double(n) + 0.03 * random.normal()));
  return out;
}

// Mostly sharp, one trial in five much slower.
std::vector<double> spiking(Random& random, std::size_t n) {
  std::vector<double> out;
  for (std::size_t i = 0; i < n; ++i) {
    const double spike = random.uniform() < 0.2 ? std::abs(random.normal()) : 0;
    out.push_back(std::exp(0.02 * random.normal() + spike));
  }
  return out;
}

std::vector<double> times(std::vector<double> xs, double factor) {
  for (double& x : xs) x *= factor;
  return xs;
}

struct Shares {
  double above = 0;  // of the runs, the interval lay above the truth: a false regression
  double below = 0;
};
// How often the interval of two runs that differ by `factor` misses it.
Shares misses(const Series& series, const char* statistic, std::size_t n, double factor,
              std::size_t runs) {
  Random random(n + 17);
  Shares out;
  for (std::size_t i = 0; i < runs; ++i) {
    const auto baseline = series(random, n);
    const auto current = times(series(random, n), factor);
    const auto found = compare_unpaired(baseline, current, *statistic_named(statistic), {});
    out.above += found.interval.lower > factor ? 1 / double(runs) : 0;
    out.below += found.interval.upper < factor ? 1 / double(runs) : 0;
  }
  return out;
}

// Nominal is half a per cent on each side. The bounds leave room for the luck of so many runs.
TEST(Unpaired, IndependentTrialsAreMissedAsSeldomAsPromised) {
  for (const Series& series : {Series(independent), Series(spiking)})
    for (const std::size_t n : {5, 10, 30}) {
      const Shares found = misses(series, "p50", n, 1.2, 2000);
      EXPECT_LE(found.above, 0.01) << n;
      EXPECT_LE(found.below, 0.01) << n;
    }
  for (const char* statistic : {"p50", "mean", "p95"}) {
    const Shares found = misses(independent, statistic, 200, 1.2, 150);
    EXPECT_LE(found.above, 0.03) << statistic;
    EXPECT_LE(found.below, 0.03) << statistic;
  }
}

TEST(Unpaired, TrialsThatLeanOnEachOtherWidenTheInterval) {
  for (const std::size_t n : {30, 49}) EXPECT_LE(misses(leaning, "p50", n, 1, 2000).above, 0.02);
  for (const std::size_t n : {100, 200}) EXPECT_LE(misses(leaning, "p50", n, 1, 150).above, 0.04);
}

TEST(Unpaired, DriftIsNoRegression) {
  for (const char* statistic : {"p50", "mean"})
    for (const std::size_t n : {10, 30, 100}) {
      const Shares found = misses(drifting, statistic, n, 1, 150);
      EXPECT_EQ(found.above, 0) << n;
      EXPECT_EQ(found.below, 0) << n;
    }
}

// What a rule must not do: the same data without regard to their order miss far too often.
TEST(Unpaired, ShufflingShowsWhatTheOrderIsWorth) {
  const Series forgetful = [](Random& random, std::size_t n) {
    auto xs = leaning(random, n);
    random.shuffle(std::span<double>(xs));
    return xs;
  };
  EXPECT_GE(misses(forgetful, "p50", 49, 1, 1000).above, 0.05);
}

TEST(Unpaired, ARealChangeIsProven) {
  Random random(3);
  for (const std::size_t n : {5, 10, 30, 100, 400}) {
    const auto found = compare_unpaired(independent(random, n), times(independent(random, n), 1.5),
                                        *statistic_named("p50"), {});
    EXPECT_GT(found.interval.lower, 1.2) << n;
    EXPECT_LT(found.interval.upper, 1.9) << n;
  }
}

TEST(Unpaired, TheInvertedRankTestOfHollanderAndWolfe) {
  // Every sample of 5 above every other has the chance 1/252 of lying wholly on one side.
  EXPECT_EQ(rank_sum_position(5, 5, 0.004), 1U);
  EXPECT_EQ(rank_sum_position(5, 5, 0.0039), std::nullopt);
  // Critical values of the Mann-Whitney count (two-sided 1 % and 5 %): k - 1 = U.
  EXPECT_EQ(rank_sum_position(10, 10, 0.005), 17U);
  EXPECT_EQ(rank_sum_position(10, 10, 0.025), 24U);
  EXPECT_EQ(rank_sum_position(8, 12, 0.025), 23U);
  EXPECT_EQ(rank_sum_position(12, 8, 0.025), 23U);
  EXPECT_EQ(rank_sum_position(20, 20, 0.025), 128U);
  // Beyond that the approximation lies on the safe side: exact are 113 and 135.
  EXPECT_EQ(rank_sum_position(20, 21, 0.005), 111U);
  EXPECT_EQ(rank_sum_position(20, 21, 0.025), 135U);
  EXPECT_EQ(rank_sum_position(0, 9, 0.025), std::nullopt);
}

TEST(Unpaired, KnownIntervals) {
  // With 5 against 5 the ends are the extreme ratios; neighbours alternate, so nothing is widened.
  const std::vector<double> baseline = {10, 14, 11, 13, 12};
  const std::vector<double> current = {20, 28, 22, 26, 24};
  const auto found = compare_unpaired(baseline, current, *statistic_named("p50"), {});
  EXPECT_EQ(found.method, UnpairedMethod::permutation);
  EXPECT_DOUBLE_EQ(*found.estimate, 2);
  EXPECT_NEAR(found.interval.lower, 20.0 / 14, 1e-9);
  EXPECT_NEAR(found.interval.upper, 28.0 / 10, 1e-9);
  const auto difference = compare_unpaired(baseline, current, *statistic_named("mean"),
                                           {.alpha = 0.01, .ratio = false});
  EXPECT_DOUBLE_EQ(*difference.estimate, 12);
  EXPECT_NEAR(difference.interval.lower, 6, 1e-9);
  EXPECT_NEAR(difference.interval.upper, 18, 1e-9);
}

TEST(Unpaired, WhatNeverVariesIsExact) {
  const std::vector<double> baseline(6, 100);
  const std::vector<double> current(9, 101);
  for (const char* statistic : {"p50", "min", "max", "mean"}) {
    const auto found = compare_unpaired(baseline, current, *statistic_named(statistic), {});
    EXPECT_EQ(found.method, UnpairedMethod::exact);
    EXPECT_DOUBLE_EQ(found.interval.lower, 1.01);
    EXPECT_DOUBLE_EQ(found.interval.upper, 1.01);
  }
}

TEST(Unpaired, SaysWhyItHasNoInterval) {
  Random random(4);
  const auto few = independent(random, 4);
  const auto some = independent(random, 199);
  const auto enough = independent(random, 200);
  const auto refusal = [](const auto& a, const auto& b, const char* statistic) {
    const auto found = compare_unpaired(a, b, *statistic_named(statistic), {});
    EXPECT_EQ(found.method, UnpairedMethod::none);
    EXPECT_EQ(found.interval.lower, 0);
    EXPECT_EQ(found.interval.upper, INFINITY);
    return found.obstacle;
  };
  EXPECT_EQ(refusal(few, enough, "p50"), Obstacle::too_few);
  EXPECT_EQ(refusal(enough, few, "p50"), Obstacle::too_few);
  EXPECT_EQ(refusal(some, enough, "p95"), Obstacle::too_few);
  EXPECT_EQ(refusal(enough, enough, "min"), Obstacle::extreme);
  EXPECT_EQ(refusal(std::vector<double>{}, enough, "p50"), Obstacle::too_few);
  EXPECT_EQ(refusal(std::vector<double>(9, 0), enough, "p50"), Obstacle::not_positive);
  EXPECT_NE(compare_unpaired(enough, enough, *statistic_named("p95"), {}).method,
            UnpairedMethod::none);
}

TEST(Unpaired, TheSameDataGiveTheSameAnswerAndSwappedTheInverse) {
  Random random(5);
  for (const std::size_t n : {20, 120}) {
    const auto a = independent(random, n);
    const auto b = independent(random, n);
    const auto first = compare_unpaired(a, b, *statistic_named("p50"), {});
    const auto again = compare_unpaired(a, b, *statistic_named("p50"), {});
    EXPECT_EQ(first.interval.lower, again.interval.lower);
    EXPECT_EQ(first.interval.upper, again.interval.upper);
    const auto swapped = compare_unpaired(b, a, *statistic_named("p50"), {});
    EXPECT_NEAR(swapped.interval.lower * first.interval.upper, 1, 0.01);
    EXPECT_NEAR(swapped.interval.upper * first.interval.lower, 1, 0.01);
  }
}

TEST(Unpaired, AMillionTrialsTakeNoLongerToDraw) {
  Random random(6);
  const auto many = independent(random, 300'000);
  const auto few = independent(random, 40);
  const auto both = compare_unpaired(many, times(many, 1.001), *statistic_named("p95"), {});
  EXPECT_LT(both.interval.upper - both.interval.lower, 0.01);
  EXPECT_LE(both.interval.lower, 1.001);
  EXPECT_GE(both.interval.upper, 1.001);
  const auto mixed = compare_unpaired(few, many, *statistic_named("p50"), {});
  EXPECT_EQ(mixed.method, UnpairedMethod::permutation);
  EXPECT_LT(mixed.interval.upper - mixed.interval.lower, 0.2);
}

TEST(Statistic, IsNamedAsInManifests) {
  EXPECT_DOUBLE_EQ(statistic_named("p99.9")->p, 0.999);
  EXPECT_EQ(statistic_named("median"), statistic_named("p50"));
  EXPECT_EQ(statistic_named("mean")->kind, Statistic::Kind::mean);
  for (const char* none : {"", "p", "p0", "p100", "p-5", "p5x", "P50", "p1e1", "pnan", "sum"})
    EXPECT_EQ(statistic_named(none), std::nullopt) << none;
}

TEST(Statistic, ATailNeedsTenTrialsBeyondIt) {
  EXPECT_EQ(fewest_trials(*statistic_named("p95")), 200U);
  EXPECT_EQ(fewest_trials(*statistic_named("p90")), 100U);
  EXPECT_EQ(fewest_trials(*statistic_named("p5")), 200U);
  EXPECT_EQ(fewest_trials(*statistic_named("p99.9")), 10000U);
  EXPECT_EQ(fewest_trials(*statistic_named("p50")), 5U);
  EXPECT_EQ(fewest_trials(*statistic_named("mean")), 5U);
}

TEST(Dependence, RanksShareTies) {
  EXPECT_EQ(midranks(std::vector<double>{3, 1, 3, 2}), (std::vector<double>{3.5, 1, 3.5, 2}));
}

TEST(Dependence, IsSeenWhereItIs) {
  Random random(7);
  EXPECT_LT(lag_one_dependence(independent(random, 400)), 0.15);
  EXPECT_NEAR(lag_one_dependence(leaning(random, 400)), 0.7, 0.15);
  EXPECT_EQ(lag_one_dependence(std::vector<double>(9, 1.0)), 0);
  EXPECT_LT(block_length(independent(random, 400)), 8);
  // AR(1): (1.5 (2 phi/(1 - phi^2))^2 n)^(1/3) = 16.5 for the values, less for their ranks.
  EXPECT_NEAR(block_length(leaning(random, 400)), 16, 9);
  EXPECT_EQ(block_length(std::vector<double>(50, 2.0)), 1);
  std::vector<double> ramp(90);
  std::iota(ramp.begin(), ramp.end(), 1.0);
  EXPECT_GT(block_length(ramp), 10);
}

TEST(BlockBootstrap, DrawsWhatTheSampleHolds) {
  Random random(8);
  const auto xs = independent(random, 2000);
  for (const char* name : {"p50", "p95", "mean"}) {
    const Statistic statistic = *statistic_named(name);
    BlockBootstrap bootstrap(xs, statistic, 1);
    EXPECT_EQ(bootstrap.blocks(), 256U);
    std::vector<double> drawn;
    for (int i = 0; i < 500; ++i) drawn.push_back(bootstrap.draw(random));
    const double centre = *value_of(xs, statistic);
    EXPECT_NEAR(*median(drawn), centre, 0.004) << name;
    // 0.05/sqrt(2000) is 0.0011 for the mean; the quantiles' spreads are 1.25 and 2.1 times that.
    EXPECT_GT(*spread(drawn), 0.0008) << name;
    EXPECT_LT(*spread(drawn), 0.0040) << name;
  }
}

}  // namespace
}  // namespace assay::stats
