// SPDX-License-Identifier: Apache-2.0
#include "stats/histogram.hpp"

#include "stats/random.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace assay::stats {
namespace {

TEST(Histogram, IsEmptyAtFirst) {
  const Histogram empty;
  EXPECT_TRUE(empty.empty());
  EXPECT_FALSE(empty.quantile(0.5));
  EXPECT_TRUE(empty.steps().empty());
}

TEST(Histogram, KeepsEveryValueToAThousandth) {
  for (double value : {0.0, 1.0, 2.0, 1023.0, 2047.0, 2048.0, 2049.0, 99'999.0, 123'456'789.0,
                       3'600e9, 4611686018427387904.0}) {
    Histogram one;
    one.record(value);
    const auto steps = one.steps();
    ASSERT_EQ(steps.size(), 1U) << value;
    EXPECT_EQ(steps[0].count, 1U);
    EXPECT_LE(steps[0].low, value);
    EXPECT_LT(value, steps[0].low + steps[0].width);
    EXPECT_LE(steps[0].width, std::max(1.0, value / 1024)) << value;
    EXPECT_EQ(one.max(), value);
    EXPECT_EQ(one.min(), value);
  }
}

TEST(Histogram, StepsTouchWithoutGapOrOverlap) {
  Histogram all;
  for (int value = 0; value < 10'000; ++value) all.record(value);
  double end = 0;
  std::uint64_t sum = 0;
  for (const auto& step : all.steps()) {
    EXPECT_EQ(step.low, end);
    EXPECT_EQ(static_cast<double>(step.count), std::min(step.width, 10'000 - step.low));
    end = step.low + step.width;
    sum += step.count;
  }
  EXPECT_EQ(sum, 10'000U);
}

TEST(Histogram, QuantilesAreThoseOfTheSortedValues) {
  Random random(7);
  Histogram histogram;
  std::vector<double> values;
  for (int i = 0; i < 20'000; ++i) {
    const double value = std::floor(std::exp(8 + 12 * random.uniform()));
    values.push_back(value);
    histogram.record(value);
  }
  std::ranges::sort(values);
  for (double p : {0.01, 0.5, 0.9, 0.99, 0.999}) {
    const double exact = values[static_cast<std::size_t>(std::ceil(p * 20'000 - 1e-6)) - 1];
    EXPECT_NEAR(*histogram.quantile(p) / exact, 1, 0.0011) << p;
  }
  double sum = 0;
  for (double value : values) sum += value;
  EXPECT_NEAR(histogram.mean(), sum / 20'000, 1e-6 * sum);
}

TEST(Histogram, APercentileNeedsTenValuesAboveIt) {
  Histogram histogram;
  for (int i = 0; i < 19; ++i) histogram.record(5);
  EXPECT_FALSE(histogram.quantile(0.5));
  histogram.record(5);
  EXPECT_TRUE(histogram.quantile(0.5));
  while (histogram.count() < 99) histogram.record(5);
  EXPECT_FALSE(histogram.quantile(0.9));
  histogram.record(5);
  EXPECT_EQ(histogram.quantile(0.9), 5);
  EXPECT_EQ(Histogram::least_count(0.99), 1000U);
  EXPECT_EQ(Histogram::least_count(0.999), 10'000U);
}

TEST(Histogram, MergingIsRecordingBoth) {
  Random random(11);
  Histogram left, right, both;
  for (int i = 0; i < 5'000; ++i) {
    const double value = std::exp(20 * random.uniform());
    (i % 3 == 0 ? left : right).record(value);
    both.record(value);
  }
  left.merge(right);
  left.merge(Histogram{});
  EXPECT_EQ(left.count(), both.count());
  EXPECT_EQ(left.max(), both.max());
  EXPECT_EQ(left.min(), both.min());
  EXPECT_NEAR(left.mean(), both.mean(), 1e-9 * both.mean());
  for (double p : {0.5, 0.99}) EXPECT_EQ(left.quantile(p), both.quantile(p));
  EXPECT_EQ(left.steps().size(), both.steps().size());
}

TEST(Histogram, TakesWhatIsNoDuration) {
  Histogram odd;
  odd.record(-5);
  odd.record(std::nan(""));
  odd.record(std::numeric_limits<double>::infinity());
  EXPECT_EQ(odd.count(), 3U);
  EXPECT_EQ(odd.min(), 0);
  EXPECT_EQ(odd.max(), 4611686018427387904.0);
}

TEST(Histogram, IsEmptyOnceCleared) {
  Histogram histogram;
  histogram.record(1e9);
  histogram.clear();
  histogram.record(3);
  EXPECT_EQ(histogram.count(), 1U);
  EXPECT_EQ(histogram.max(), 3);
  EXPECT_EQ(histogram.steps().size(), 1U);
}

}  // namespace
}  // namespace assay::stats
