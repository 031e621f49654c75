// SPDX-License-Identifier: Apache-2.0
#include "stats/value_counts.hpp"

#include "stats/summary.hpp"

#include <gtest/gtest.h>

#include <random>

namespace assay::stats {
namespace {

ValueCounts counted(const std::vector<double>& xs) {
  ValueCounts out;
  for (const double x : xs) {
    const ValueCounts one = {{std::uint64_t(x), 1}};
    out = merged(out, one);
  }
  return out;
}

TEST(ValueCounts, PercentilesAreThoseOfTheSingleValues) {
  std::mt19937 random(7);
  std::vector<double> xs;
  for (int i = 0; i < 1234; ++i) xs.push_back(double(random() % 300));
  const ValueCounts values = counted(xs);
  EXPECT_EQ(count_of(values), xs.size());
  for (const double p : {0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99}) {
    ASSERT_TRUE(tail_percentile(values, p)) << p;
    EXPECT_DOUBLE_EQ(*tail_percentile(values, p), *stats::tail_percentile(xs, p)) << p;
  }
}

TEST(ValueCounts, APercentileWithoutTenValuesBeyondItIsAbsent) {
  const ValueCounts enough = {{5, 990}, {6, 10}};
  const ValueCounts too_few = {{5, 990}, {6, 9}};
  EXPECT_TRUE(tail_percentile(enough, 0.99));
  EXPECT_FALSE(tail_percentile(too_few, 0.99));
  EXPECT_FALSE(tail_percentile(ValueCounts{}, 0.5));
}

TEST(ValueCounts, BetweenTwoValuesItIsLinear) {
  const ValueCounts values = {{10, 10}, {20, 10}};
  EXPECT_DOUBLE_EQ(*tail_percentile(values, 0.5), 15);
}

TEST(ValueCounts, MergingAddsWhatIsEqual) {
  const ValueCounts a = {{1, 2}, {3, 4}, {9, 1}};
  const ValueCounts b = {{2, 1}, {3, 6}};
  const ValueCounts both = {{1, 2}, {2, 1}, {3, 10}, {9, 1}};
  EXPECT_EQ(merged(a, b), both);
  EXPECT_EQ(merged(b, a), both);
  EXPECT_EQ(merged(a, {}), a);
}

}  // namespace
}  // namespace assay::stats
