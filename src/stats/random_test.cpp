// SPDX-License-Identifier: Apache-2.0
// A recorded seed must replay the same order for ever, on every platform.
#include "stats/random.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>

namespace assay::stats {
namespace {

// From an independent implementation of the published algorithms.
TEST(Random, ASeedGivesThePublishedSequence) {
  Random zero(0);
  EXPECT_EQ(zero.next(), 0x99ec5f36cb75f2b4U);
  EXPECT_EQ(zero.next(), 0xbf6e1f784956452aU);
  EXPECT_EQ(zero.next(), 0x1a5f849d4933e6e0U);
  Random other(42);
  EXPECT_EQ(other.next(), 0x15780b2e0c2ec716U);
}

TEST(Random, EveryOrderOfThreeArmsComesUpAboutEquallyOften) {
  Random random(1);
  std::array<int, 6> counts{};
  for (int i = 0; i < 6000; ++i) {
    std::array<int, 3> arms{0, 1, 2};
    random.shuffle(std::span<int>(arms));
    int rank = 0;
    std::array<int, 3> order{0, 1, 2};
    while (order != arms && std::next_permutation(order.begin(), order.end())) ++rank;
    ++counts[std::size_t(rank)];
  }
  for (int count : counts) {
    EXPECT_GT(count, 850);
    EXPECT_LT(count, 1150);
  }
}

TEST(Random, NormalValuesHaveTheMomentsOfTheNormalDistribution) {
  Random random(5);
  double sum = 0, squares = 0, fourth = 0;
  constexpr int kDraws = 100000;
  for (int i = 0; i < kDraws; ++i) {
    const double x = random.normal();
    sum += x;
    squares += x * x;
    fourth += x * x * x * x;
  }
  EXPECT_NEAR(sum / kDraws, 0, 0.02);
  EXPECT_NEAR(squares / kDraws, 1, 0.03);
  EXPECT_NEAR(fourth / kDraws, 3, 0.2);
}

}  // namespace
}  // namespace assay::stats
