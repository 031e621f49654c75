// SPDX-License-Identifier: Apache-2.0
// Expected values come from textbooks and from arithmetic, not from the code.
#include "stats/summary.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace assay::stats {
namespace {

TEST(Summary, WhatHasNoAnswerIsAbsent) {
  const std::vector<double> none, one{3};
  EXPECT_FALSE(mean(none));
  EXPECT_FALSE(median(none));
  EXPECT_FALSE(mad(none));
  EXPECT_FALSE(quantile(none, 0.5));
  EXPECT_FALSE(spread(one));
  EXPECT_FALSE(median_interval(none, 0.05));
  EXPECT_EQ(mean(one), 3);
  EXPECT_EQ(median(one), 3);
}

TEST(Summary, KnownAnswers) {
  const std::vector<double> xs{2, 4, 4, 4, 5, 5, 7, 9};
  EXPECT_DOUBLE_EQ(*mean(xs), 5);
  EXPECT_DOUBLE_EQ(*spread(xs), std::sqrt(32.0 / 7));
  EXPECT_DOUBLE_EQ(*median(xs), 4.5);
  EXPECT_DOUBLE_EQ(*mad(xs), 0.5);
}

TEST(Summary, TheMedianIgnoresOrderAndFollowsScale) {
  std::vector<double> xs{5, 1, 4, 2, 3};
  EXPECT_EQ(median(xs), 3);
  std::reverse(xs.begin(), xs.end());
  EXPECT_EQ(median(xs), 3);
  for (double& x : xs) x *= 1e9;
  EXPECT_EQ(median(xs), 3e9);
}

TEST(Summary, AMeanOfLargeValuesKeepsTheirSmallDifferences) {
  const std::vector<double> xs{1e15 + 1, 1e15 + 2, 1e15 + 3};
  EXPECT_EQ(mean(xs), 1e15 + 2);
  EXPECT_DOUBLE_EQ(*spread(xs), 1);
}

// R: quantile(c(1, 2, 3, 4, 10), type = 7).
TEST(Summary, QuantilesInterpolateAsTypeSeven) {
  const std::vector<double> xs{10, 3, 1, 4, 2};
  EXPECT_DOUBLE_EQ(*quantile(xs, 0), 1);
  EXPECT_DOUBLE_EQ(*quantile(xs, 0.25), 2);
  EXPECT_DOUBLE_EQ(*quantile(xs, 0.9), 7.6);
  EXPECT_DOUBLE_EQ(*quantile(xs, 1), 10);
}

TEST(Summary, APercentileNeedsTenValuesBeyondIt) {
  std::vector<double> xs(1000);
  for (std::size_t i = 0; i < xs.size(); ++i) xs[i] = double(i);
  EXPECT_TRUE(tail_percentile(xs, 0.99));
  EXPECT_TRUE(tail_percentile(xs, 0.01));
  xs.pop_back();
  EXPECT_FALSE(tail_percentile(xs, 0.99));
  EXPECT_FALSE(tail_percentile(xs, 0.01));
  EXPECT_TRUE(tail_percentile(xs, 0.5));
}

// Conover, Practical Nonparametric Statistics, 3.2: ranks (2, 9) of 10, (6, 15) of 20 at 95 %.
TEST(Summary, TheIntervalOfTheMedianUsesTheTabledRanks) {
  std::vector<double> xs;
  for (int i = 1; i <= 5; ++i) xs.push_back(i);
  EXPECT_FALSE(median_interval(xs, 0.05));  // 2 in 32 is more than 5 %
  xs.push_back(6);
  auto interval = median_interval(xs, 0.05);
  ASSERT_TRUE(interval);
  EXPECT_EQ(interval->lower, 1);
  EXPECT_EQ(interval->upper, 6);
  for (int i = 7; i <= 10; ++i) xs.push_back(i);
  interval = median_interval(xs, 0.05);
  EXPECT_EQ(interval->lower, 2);
  EXPECT_EQ(interval->upper, 9);
  for (int i = 11; i <= 20; ++i) xs.push_back(i);
  interval = median_interval(xs, 0.05);
  EXPECT_EQ(interval->lower, 6);
  EXPECT_EQ(interval->upper, 15);
}

TEST(Summary, BinsCountEveryValueOnceAndKeepOutsidersAtTheEnds) {
  const std::vector<double> xs{-5, 0, 0.5, 1, 1.5, 2, 99};
  EXPECT_EQ(bins(xs, 0, 2, 2), (std::vector<std::size_t>{3, 4}));
  EXPECT_EQ(bins(xs, 3, 3, 3), (std::vector<std::size_t>{0, 7, 0}));
}

// Clopper & Pearson 1934; two-sided 95 % limits are one-sided 97.5 % ones.
TEST(Summary, BinomialBoundsAreClopperAndPearsons) {
  EXPECT_NEAR(binomial_upper(0, 10, 0.025), 0.3085, 5e-5);
  EXPECT_NEAR(binomial_lower(5, 10, 0.025), 0.1871, 5e-5);
  EXPECT_NEAR(binomial_upper(5, 10, 0.025), 0.8129, 5e-5);
  EXPECT_NEAR(binomial_lower(1, 20, 0.025), 0.0013, 5e-5);
  EXPECT_NEAR(binomial_upper(1, 20, 0.025), 0.2487, 5e-5);
  EXPECT_NEAR(binomial_lower(10, 10, 0.025), 0.6915, 5e-5);
  EXPECT_EQ(binomial_lower(0, 10, 0.025), 0);
  EXPECT_EQ(binomial_upper(10, 10, 0.025), 1);
  EXPECT_NEAR(binomial_upper(0, 300, 0.05), 1 - std::pow(0.05, 1.0 / 300), 1e-12);
  EXPECT_EQ(binomial_upper(0, 0, 0.05), 1);
  EXPECT_EQ(binomial_lower(0, 0, 0.05), 0);
}

}  // namespace
}  // namespace assay::stats
