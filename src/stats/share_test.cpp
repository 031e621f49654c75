// SPDX-License-Identifier: Apache-2.0
#include "stats/share.hpp"

#include "stats/random.hpp"
#include "stats/summary.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace assay::stats {
namespace {

TEST(Share, OfOneIntervalItIsClopperAndPearsons) {
  for (const auto& [hits, n] : {std::pair<std::size_t, std::size_t>{3, 1000}, {0, 4605}, {7, 7}}) {
    const Tally all{double(hits), double(n)};
    const auto bounds = share_bounds({&all, 1}, 0.01);
    EXPECT_NEAR(bounds.upper, binomial_upper(hits, n, 0.01), 1e-9);
    EXPECT_NEAR(bounds.lower, binomial_lower(hits, n, 0.01), 1e-9);
  }
}

TEST(Share, NothingLostOfFewProvesLittle) {
  const Tally few{0, 1000}, many{0, 5000};
  EXPECT_GT(share_bounds({&few, 1}, 0.01).upper, 0.001);
  EXPECT_LT(share_bounds({&many, 1}, 0.01).upper, 0.001);
}

TEST(Share, OfNothingAnythingIsPossible) {
  EXPECT_EQ(share_bounds({}, 0.01).lower, 0);
  EXPECT_EQ(share_bounds({}, 0.01).upper, 1);
  const Tally none{};
  EXPECT_EQ(share_bounds({&none, 1}, 0.01).upper, 1);
}

TEST(Share, ABurstWeighsAsOne) {
  std::vector<Tally> even(50, Tally{2, 1000});
  std::vector<Tally> burst(50, Tally{0, 1000});
  burst[20].hits = 100;
  const auto spread_out = share_bounds(even, 0.01);
  const auto at_once = share_bounds(burst, 0.01);
  EXPECT_EQ(spread_out.dispersion, 1);
  EXPECT_NEAR(at_once.dispersion, 100, 1);
  EXPECT_LT(spread_out.upper, 0.0027);
  EXPECT_GT(at_once.upper, 0.01);
  EXPECT_LT(at_once.lower, 0.0001);
}

// Independent losses: the bounds miss no more often than they say.
TEST(Share, BoundsHold) {
  Random random(5);
  std::size_t above = 0, below = 0;
  constexpr double kShare = 0.002;
  for (int run = 0; run < 400; ++run) {
    std::vector<Tally> intervals(20, Tally{0, 300});
    for (Tally& each : intervals)
      for (int i = 0; i < 300; ++i) each.hits += random.uniform() < kShare;
    const auto bounds = share_bounds(intervals, 0.01);
    above += bounds.lower > kShare;
    below += bounds.upper < kShare;
  }
  EXPECT_LE(binomial_lower(above, 400, 1e-6), 0.01);
  EXPECT_LE(binomial_lower(below, 400, 1e-6), 0.01);
}

}  // namespace
}  // namespace assay::stats
