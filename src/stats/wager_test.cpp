// SPDX-License-Identifier: Apache-2.0
// A bet that is not fair makes false alarms in silence: so fairness is checked exactly, and the
// capital against the formula written out.
#include "stats/wager.hpp"

#include "stats/random.hpp"
#include "stats/slow_path.hpp"
#include "stats/summary.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace assay::stats {
namespace {

TEST(HuberLogOdds, KnownAnswers) {
  EXPECT_DOUBLE_EQ(huber_log_odds(0, 1), 0);
  EXPECT_DOUBLE_EQ(huber_log_odds(1, 0.4), 0.8);  // 1.4^2/2 - 0.6^2/2
  EXPECT_DOUBLE_EQ(huber_log_odds(5, 1), 3);      // both on the straight part: 1.5 * 2
  EXPECT_DOUBLE_EQ(huber_log_odds(-5, 1), -3);
}

TEST(Stake, RecoversWhatItLostHoweverMuchThatWas) {
  Stake stake(0.25);
  for (int i = 0; i < 5000; ++i) stake.multiply(0.5);
  EXPECT_EQ(stake.worth(), 0);
  EXPECT_NEAR(stake.log(), std::log(0.25) - 5000 * std::log(2.0), 1e-6);
  for (int i = 0; i < 5000; ++i) stake.multiply(2);
  EXPECT_DOUBLE_EQ(stake.worth(), 0.25);
}

TEST(Stake, NeverOverflows) {
  Stake stake(1);
  for (int i = 0; i < 5000; ++i) stake.multiply(2);
  EXPECT_TRUE(std::isfinite(stake.worth()));
  EXPECT_GT(stake.worth(), 1e200);
}

TEST(Wager, OneRoundWithoutAScaleBetsOnItsSign) {
  // Three sign stakes of .95/6 at shares .6, .75, .95; the rest of the capital rests.
  const double rest = 1 - 3 * 0.95 / 6;
  Wager up, down, tie;
  up.add(0.01, bets_for(1, {}, 0.01));
  down.add(-0.01, bets_for(1, {}, 0.01));
  tie.add(0, bets_for(1, {}, 0.01));
  EXPECT_NEAR(up.capital(), rest + 0.95 / 6 * (1.2 + 1.5 + 1.9), 1e-12);
  EXPECT_NEAR(down.capital(), rest + 0.95 / 6 * (0.8 + 0.5 + 0.1), 1e-12);
  EXPECT_NEAR(tie.capital(), 1, 1e-12);
  EXPECT_DOUBLE_EQ(down.best(), 1);
}

TEST(Wager, IsFairForEverySizeOfDifferenceAndEveryScale) {
  Random random(1);
  for (int i = 0; i < 200; ++i) {
    const double z = std::exp(4 * random.normal());
    const double typical = std::exp(3 * random.normal());
    const Noise noise{typical, typical * std::exp(2 * random.normal())};
    const auto round = std::size_t(1 + random.below(500));
    const Bets bets = bets_for(round, noise, i % 2 == 0 ? 0.01 : 0.0);
    Wager up, down;
    up.add(z, bets);
    down.add(-z, bets);
    EXPECT_NEAR(up.capital() + down.capital(), 2, 1e-9);
    EXPECT_GT(up.capital(), down.capital());
  }
}

TEST(Wager, CapitalIsTheSumOfTheProductsAsWrittenInTheDocumentation) {
  const std::vector<double> zs{0.004, -0.001, 0.02, 0.007, -0.03, 0.011};
  const double typical = 0.008, here = 0.004, delta = 0.01;
  const auto rho = [](double y) {
    return std::abs(y) < 1.5 ? y * y / 2 : 1.5 * std::abs(y) - 1.125;
  };
  Wager wager;
  double products[7] = {1, 1, 1, 1, 1, 1, 1};
  for (std::size_t i = 0; i < zs.size(); ++i) {
    const double n = double(i + 1), trust = typical / here, y = zs[i] / here;
    const double shifts[] = {.3 * trust, trust, delta / here,
                             std::min(4.0, std::sqrt(17 / (n * std::log(1 + n))) * trust)};
    for (int k = 0; k < 4; ++k)
      products[k] *= 2 / (1 + std::exp(rho(y - shifts[k]) - rho(y + shifts[k])));
    const double shares[] = {.5 + .1 * trust, .93, .95};
    for (int k = 0; k < 3; ++k) products[4 + k] *= y > 0 ? 2 * shares[k] : 2 - 2 * shares[k];
    wager.add(zs[i], bets_for(i + 1, {typical, here}, delta));
  }
  double expected = 0.05 * products[3];
  for (int k : {0, 1, 2, 4, 5, 6}) expected += 0.95 / 6 * products[k];
  EXPECT_NEAR(wager.capital(), expected, 1e-12 * expected);
  EXPECT_NEAR(wager.log_capital(), std::log(expected), 1e-12);
}

TEST(Wager, LosesWithoutUnderflowOverManyRounds) {
  Wager wager;
  for (std::size_t i = 1; i <= 20000; ++i) wager.add(-0.01, bets_for(i, {0.01, 0.01}, 0.01));
  EXPECT_EQ(wager.capital(), 0);
  EXPECT_LT(wager.log_capital(), -300);
  EXPECT_TRUE(std::isfinite(wager.log_capital()));
}

constexpr SlowRun kSlowRun{0.01, 0.7, 0.15};

// All 2^14 ways of turning the same sizes round: whatever is claimed at capital x may be claimed
// in at most one way of x.
TEST(SlowPath, IsProvenWronglyInAtMostTheClaimedShareOfSymmetricRounds) {
  constexpr unsigned kRounds = 14;
  std::size_t at_20 = 0, at_200 = 0;
  for (unsigned signs = 0; signs < 1U << kRounds; ++signs) {
    SlowPath path(kSlowRun);
    for (unsigned i = 0; i < kRounds; ++i) {
      const double size = i % 3 == 0 ? 0.02 : 0.4 + 0.1 * i;
      path.add(kSlowRun.delta + ((signs >> i & 1U) != 0 ? size : -size), i < 4 ? 0 : 0.01);
    }
    at_20 += path.proven() >= 20;
    at_200 += path.proven() >= 200;
  }
  EXPECT_GT(at_20, 0U);
  EXPECT_LE(at_20, (1U << kRounds) / 20);
  EXPECT_LE(at_200, (1U << kRounds) / 200);
}

TEST(SlowPath, IsExcludedWronglyInAtMostTheClaimedShareOfRuns) {
  std::size_t wrong = 0;
  constexpr std::size_t kRuns = 1000;
  for (std::size_t run = 0; run < kRuns; ++run) {
    Random random(run);
    SlowPath path(kSlowRun);
    // On the boundary: the mean of v is the share, by runs that are slow in full and others not.
    for (int i = 0; i < 150; ++i)
      path.add(kSlowRun.delta + (random.uniform() < kSlowRun.share ? 0.8 : 0.0), 0.01);
    wrong += path.excluded() >= 20;
  }
  EXPECT_LE(binomial_lower(wrong, kRuns, 1e-6), 0.05);
}

TEST(SlowPath, IsExcludedAfterEnoughRoundsWithoutOne) {
  SlowPath path(kSlowRun);
  int rounds = 0;
  for (; path.excluded() < 100; ++rounds) path.add(0, 0.001);
  EXPECT_GE(rounds, 30);
  EXPECT_LE(rounds, 40);
  EXPECT_LT(path.proven(), 2);
}

}  // namespace
}  // namespace assay::stats
