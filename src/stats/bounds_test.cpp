// SPDX-License-Identifier: Apache-2.0
// Intervals hold what they promise: the truth is known here, and counted.
#include "stats/bounds.hpp"

#include "stats/paired_change.hpp"
#include "stats/random.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <numeric>
#include <vector>

namespace assay::stats {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

std::vector<double> counting(std::size_t n) {
  std::vector<double> out(n);
  std::iota(out.begin(), out.end(), 1.0);
  return out;
}

// Of 1,000 samples: how often the interval missed the truth.
std::size_t misses(double truth, const std::function<std::optional<Bounds>(Random&)>& draw) {
  Random random(1);
  std::size_t missed = 0;
  for (int i = 0; i < 1000; ++i) {
    const auto bounds = draw(random);
    missed += !bounds || truth < bounds->lower || truth > bounds->upper;
  }
  return missed;
}

TEST(QuantileBounds, TheMedianNeedsEightValuesAtOnePercent) {
  EXPECT_EQ(quantile_bounds(counting(7), 0.5, 0.01).lower, -kInfinity);
  EXPECT_EQ(quantile_bounds(counting(7), 0.5, 0.01).upper, kInfinity);
  const Bounds eight = quantile_bounds(counting(8), 0.5, 0.01);  // 2 * 2^-8 < .01
  EXPECT_EQ(eight.lower, 1);
  EXPECT_EQ(eight.upper, 8);
}

TEST(QuantileBounds, AHighPercentileIsBoundedBelowBeforeItIsAbove) {
  // .95^100 = .0059 > .005: even the largest of 100 may be below the 95th percentile.
  const Bounds bounds = quantile_bounds(counting(100), 0.95, 0.01);
  EXPECT_GT(bounds.lower, 80);
  EXPECT_EQ(bounds.upper, kInfinity);
  EXPECT_LT(quantile_bounds(counting(110), 0.95, 0.01).upper, kInfinity);
}

TEST(QuantileBounds, HoldWhateverTheDistribution) {
  const double truth = std::exp(2 * 1.6448536269514722);  // 95th percentile of exp(2 z)
  const auto missed = misses(truth, [](Random& random) {
    std::vector<double> xs(300);
    for (double& x : xs) x = std::exp(2 * random.normal());
    std::sort(xs.begin(), xs.end());
    return std::optional(quantile_bounds(xs, 0.95, 0.05));
  });
  EXPECT_LE(missed, 65U);  // 5 % promised; 50 + 2 sigma
  EXPECT_GE(missed, 10U);  // and not by saying nothing
}

TEST(FewestForQuantile, TenValuesLieBeyond) {
  EXPECT_EQ(fewest_for_quantile(0.5), 1U);
  EXPECT_EQ(fewest_for_quantile(0.9), 100U);
  EXPECT_EQ(fewest_for_quantile(0.99), 1000U);
  EXPECT_EQ(fewest_for_quantile(0.999), 10000U);
  EXPECT_EQ(fewest_for_quantile(0.1), 100U);
}

TEST(MeanBounds, HoldForNormalValues) {
  const auto missed = misses(10, [](Random& random) {
    std::vector<double> xs(20);
    for (double& x : xs) x = 10 + random.normal();
    return mean_bounds(xs, 0.05);
  });
  EXPECT_LE(missed, 65U);
  EXPECT_GE(missed, 15U);
}

TEST(MeanBounds, SkewnessWidensTheSideOfTheTail) {
  std::vector<double> xs = {1, 1, 1, 1, 1, 2, 2, 2, 3, 9};
  const Bounds bounds = *mean_bounds(xs, 0.05);
  EXPECT_GT(bounds.upper - 2.3, 1.3 * (2.3 - bounds.lower));
  // A lognormal's mean, which Student's t alone misses about every sixth time.
  const auto missed = misses(std::exp(0.5), [](Random& random) {
    std::vector<double> ys(30);
    for (double& y : ys) y = std::exp(random.normal());
    return mean_bounds(ys, 0.05);
  });
  EXPECT_LE(missed, 100U);
}

TEST(MeanBounds, NeedsTenValues) {
  EXPECT_FALSE(mean_bounds(counting(9), 0.05));
  const std::vector<double> same(10, 4.0);
  EXPECT_EQ(mean_bounds(same, 0.05)->lower, 4);
  EXPECT_EQ(mean_bounds(same, 0.05)->upper, 4);
}

TEST(VariationBounds, HoldForNormalValues) {
  const auto missed = misses(0.1, [](Random& random) {
    std::vector<double> xs(40);
    for (double& x : xs) x = 10 + random.normal();
    return variation_bounds(xs, 0.05);
  });
  EXPECT_LE(missed, 80U);
  EXPECT_GE(missed, 15U);
}

TEST(VariationBounds, OfEqualValuesIsZeroAndOfAZeroMeanIsNone) {
  EXPECT_EQ(variation_bounds(std::vector<double>(10, 3.0), 0.01)->upper, 0);
  EXPECT_FALSE(variation_bounds(std::vector<double>(10, 0.0), 0.01));
  EXPECT_FALSE(variation_bounds(counting(9), 0.01));
}

struct Pairs {
  std::vector<double> base, arm;
};
// Rounds that share most of their noise; the arm is 5 % slower.
Pairs drifting(Random& random, std::size_t n) {
  Pairs out;
  for (std::size_t i = 0; i < n; ++i) {
    const double round = std::exp(0.3 * random.normal());
    out.base.push_back(10 * round * std::exp(0.02 * random.normal()));
    out.arm.push_back(10.5 * round * std::exp(0.02 * random.normal()));
  }
  return out;
}

TEST(PairedChange, WhatRoundsHaveInCommonCancels) {
  Random random(3);
  const Pairs pairs = drifting(random, 60);
  const auto paired = paired_change(pairs.base, pairs.arm, {}, Change::ratio, 0.01);
  const auto unpaired = unpaired_change(pairs.base, pairs.arm, {}, Change::ratio, 0.01);
  EXPECT_GT(paired->bounds.lower, 1.03);
  EXPECT_LT(paired->bounds.upper, 1.07);
  EXPECT_LT(unpaired->bounds.lower, 1.0);
  EXPECT_GT(unpaired->bounds.upper, 1.1);
  EXPECT_DOUBLE_EQ(paired->value, unpaired->value);
}

TEST(PairedChange, HoldsItsConfidence) {
  Random random(5);
  int missed = 0;
  for (int i = 0; i < 100; ++i) {
    const Pairs pairs = drifting(random, 250);
    const auto p95 = paired_change(pairs.base, pairs.arm, {0.95}, Change::ratio, 0.1);
    missed += p95->bounds.lower > 1.05 || p95->bounds.upper < 1.05;
  }
  EXPECT_LE(missed, 18);
}

TEST(PairedChange, TheSameValuesGiveTheSameInterval) {
  Random random(7);
  const Pairs pairs = drifting(random, 30);
  const auto a = paired_change(pairs.base, pairs.arm, {0.5}, Change::difference, 0.01);
  const auto b = paired_change(pairs.base, pairs.arm, {0.5}, Change::difference, 0.01);
  EXPECT_EQ(a->bounds.lower, b->bounds.lower);
  EXPECT_EQ(a->bounds.upper, b->bounds.upper);
  EXPECT_LE(a->bounds.lower, a->value);
  EXPECT_GE(a->bounds.upper, a->value);
}

TEST(PairedChange, ABaseOfZeroBoundsNothing) {
  const std::vector<double> zero(30, 0.0), one(30, 1.0);
  const auto ratio = paired_change(zero, one, {0.5}, Change::ratio, 0.01);
  EXPECT_EQ(ratio->bounds.upper, kInfinity);
  const auto nothing = paired_change(zero, zero, {0.5}, Change::ratio, 0.01);
  EXPECT_EQ(nothing->bounds.upper, kInfinity);
}

TEST(PairedChange, TooFewRoundsAreNone) {
  EXPECT_FALSE(paired_change(counting(19), counting(19), {}, Change::ratio, 0.01));
  EXPECT_FALSE(paired_change(counting(199), counting(199), {0.95}, Change::ratio, 0.01));
  EXPECT_TRUE(paired_change(counting(200), counting(200), {0.95}, Change::ratio, 0.01));
  EXPECT_TRUE(paired_change(counting(6000), counting(6000), {0.5}, Change::ratio, 0.01));
}

}  // namespace
}  // namespace assay::stats
