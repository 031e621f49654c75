// SPDX-License-Identifier: Apache-2.0
#include "stats/sequential.hpp"

#include "stats/random.hpp"
#include "stats/testing/noise.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace assay::stats {
namespace {

PairedSequence after(const testing::Noise& noise, double shift, std::size_t n,
                     std::uint64_t seed = 1, const Rule& rule = {}) {
  testing::NoisyRounds rounds(noise, shift, seed);
  PairedSequence sequence(rule);
  for (std::size_t i = 0; i < n; ++i) sequence.add(rounds.next());
  return sequence;
}

// Every way of turning twelve rounds round, each as likely as any other where the arms are the
// same: the capital must average 1 exactly, with all that the rule learns on the way.
TEST(PairedSequence, IsAFairGameOverAllWaysOfTurningTheRounds) {
  constexpr unsigned kRounds = 12;
  Random random(7);
  std::vector<Round> sizes;
  for (unsigned i = 0; i < kRounds; ++i)
    sizes.push_back({0.01 * random.normal() * (i % 4 == 0 ? 20 : 1), random.normal()});
  double above = 0, below = 0;
  std::size_t best_20 = 0;
  for (unsigned signs = 0; signs < 1U << kRounds; ++signs) {
    PairedSequence sequence{Rule{}};
    for (unsigned i = 0; i < kRounds; ++i)
      sequence.add(Round{(signs >> i & 1U) != 0 ? sizes[i].d : -sizes[i].d, sizes[i].level});
    const auto evidence = sequence.evidence(0);
    above += evidence.above;
    below += evidence.below;
    best_20 += evidence.best_above >= 20;
  }
  constexpr double kWays = 1U << kRounds;
  EXPECT_NEAR(above / kWays, 1, 1e-9);
  EXPECT_NEAR(below / kWays, 1, 1e-9);
  EXPECT_GT(best_20, 0U);
  EXPECT_LE(double(best_20), kWays / 20);
}

TEST(PairedSequence, EvidenceForMoreFallsAsTheShiftUnderTestRises) {
  for (const auto& noise : testing::every_noise()) {
    const auto sequence = after(noise, 0.01, 80);
    auto before = sequence.evidence(-0.2);
    for (double theta = -0.19; theta < 0.2; theta += 0.01) {
      const auto now = sequence.evidence(theta);
      EXPECT_LE(now.above, before.above * (1 + 1e-12)) << noise.name << theta;
      EXPECT_LE(now.best_above, before.best_above * (1 + 1e-12)) << noise.name << theta;
      EXPECT_GE(now.best_below, before.best_below * (1 - 1e-12)) << noise.name << theta;
      before = now;
    }
  }
}

TEST(PairedSequence, MirroredRoundsGiveTheMirroredAnswer) {
  for (const auto& noise : testing::every_noise()) {
    testing::NoisyRounds rounds(noise, 0.02, 4);
    PairedSequence one{Rule{}}, mirrored{Rule{}};
    for (int i = 0; i < 90; ++i) {
      const Round round = rounds.next();
      one.add(round);
      mirrored.add(Round{-round.d, round.level});
    }
    EXPECT_EQ(one.interval().lower, -mirrored.interval().upper) << noise.name;
    EXPECT_EQ(one.interval().upper, -mirrored.interval().lower) << noise.name;
    EXPECT_EQ(one.evidence(0.01).above, mirrored.evidence(-0.01).below) << noise.name;
    EXPECT_NEAR(*one.estimate(), -*mirrored.estimate(), 1e-5) << noise.name;
  }
}

TEST(PairedSequence, TheIntervalEndsWhereTheEvidenceCrossesTheThreshold) {
  Rule rule;
  rule.comparisons = 3;
  for (const auto& noise : testing::every_noise()) {
    const auto sequence = after(noise, 0.03, 100, 2, rule);
    const Range range = sequence.interval();
    const double threshold = 3 * rule.shift_threshold();
    const double step = 1e-3 * (range.upper - range.lower);
    ASSERT_FALSE(range.empty()) << noise.name;
    EXPECT_GE(sequence.evidence(range.lower).best_above, threshold) << noise.name;
    EXPECT_LT(sequence.evidence(range.lower + step).best_above, threshold) << noise.name;
    EXPECT_GE(sequence.evidence(range.upper).best_below, threshold) << noise.name;
    EXPECT_LT(sequence.evidence(range.upper - step).best_below, threshold) << noise.name;
    ASSERT_TRUE(sequence.estimate()) << noise.name;
    EXPECT_GT(*sequence.estimate(), range.lower) << noise.name;
    EXPECT_LT(*sequence.estimate(), range.upper) << noise.name;
  }
}

TEST(PairedSequence, TheIntervalOnlyNarrowsAndTheRecentOneHoldsIt) {
  testing::NoisyRounds rounds(testing::bursts(), 0.01, 6);
  PairedSequence sequence{Rule{}};
  Range before{-std::numeric_limits<double>::infinity(), std::numeric_limits<double>::infinity()};
  EXPECT_EQ(sequence.interval().lower, before.lower);
  for (int i = 0; i < 60; ++i) {
    sequence.add(rounds.next());
    const Range recent = sequence.recent_standing().interval;
    const Range now = sequence.interval();
    EXPECT_LE(recent.lower, now.lower + 1e-7);
    EXPECT_GE(recent.upper, now.upper - 1e-7);
    EXPECT_GE(now.lower, before.lower - 1e-7);
    EXPECT_LE(now.upper, before.upper + 1e-7);
    before = now;
  }
  EXPECT_TRUE(std::isfinite(before.lower) && std::isfinite(before.upper));
}

TEST(PairedSequence, ADecisionAgreesWithTheInterval) {
  const auto higher = after(testing::quiet(), 0.03, 40);
  EXPECT_EQ(higher.finding(), Finding::higher);
  EXPECT_GE(higher.interval().lower, higher.rule().delta);
  const auto lower = after(testing::quiet(), -0.03, 60);
  EXPECT_EQ(lower.finding(), Finding::lower);
  EXPECT_LE(lower.interval().upper, -lower.rule().delta);
  const auto same = after(testing::quiet(), 0, 60);
  EXPECT_EQ(same.finding(), Finding::equivalent);
  EXPECT_GE(same.interval().lower, -same.rule().delta);
  EXPECT_LE(same.interval().upper, same.rule().delta);
}

TEST(PairedSequence, AFirstDecisionStands) {
  auto sequence = after(testing::quiet(), 0.03, 40);
  ASSERT_EQ(sequence.finding(), Finding::higher);
  for (int i = 0; i < 400; ++i) sequence.add(-0.05);
  EXPECT_EQ(sequence.finding(), Finding::higher);
}

TEST(PairedSequence, EquivalentTurnsIntoSlowPathWhenOneShowsLater) {
  auto sequence = after(testing::quiet(), 0, 60);
  ASSERT_EQ(sequence.finding(), Finding::equivalent);
  for (int i = 0; i < 100; ++i) sequence.add(i % 4 == 0 ? 0.7 : 0.0);
  EXPECT_EQ(sequence.finding(), Finding::slow_path);
}

TEST(PairedSequence, FasterButForOccasionalSlowRunsIsNoImprovement) {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    testing::NoisyRounds rounds(testing::quiet(), -0.03, seed);
    Random slow(seed);
    PairedSequence sequence{Rule{}};
    while (sequence.finding() == Finding::undecided && sequence.rounds() < 300)
      sequence.add(rounds.next().d + (slow.uniform() < 0.25 ? std::log(2.0) : 0));
    EXPECT_EQ(sequence.finding(), Finding::slow_path) << seed;
  }
}

TEST(PairedSequence, SaysWhenOnlyASlowPathIsLeftToExclude) {
  auto sequence = after(testing::quiet(), 0, 30);
  EXPECT_EQ(sequence.finding(), Finding::undecided);
  EXPECT_TRUE(sequence.awaits_slow_path());
  EXPECT_FALSE(sequence.slow_path_excluded());
  while (sequence.finding() == Finding::undecided) sequence.add(0.0);
  EXPECT_EQ(sequence.finding(), Finding::equivalent);
  EXPECT_FALSE(sequence.awaits_slow_path());
}

TEST(PairedSequence, MoreComparisonsNeedMoreEvidenceForADifferenceAndNoneForEquivalence) {
  Rule many;
  many.comparisons = 20;
  const auto rounds_to = [](double shift, const Rule& rule) {
    testing::NoisyRounds rounds(testing::normal(), shift, 3);
    PairedSequence sequence(rule);
    while (sequence.finding() == Finding::undecided) sequence.add(rounds.next());
    return sequence.rounds();
  };
  EXPECT_GT(rounds_to(0.03, many), rounds_to(0.03, Rule{}));
  EXPECT_EQ(rounds_to(0, many), rounds_to(0, Rule{}));
  EXPECT_GT(fewest_rounds(many), fewest_rounds(Rule{}));
}

TEST(PairedSequence, WhatIsNotFiniteIsNoRound) {
  PairedSequence sequence{Rule{}};
  sequence.add(std::numeric_limits<double>::quiet_NaN());
  sequence.add(std::numeric_limits<double>::infinity());
  sequence.add(0.01);
  EXPECT_EQ(sequence.rounds(), 1U);
  EXPECT_EQ(sequence.skipped(), 2U);
}

TEST(PairedSequence, RoundsOfUnknownLevelAreJudgedToo) {
  Random random(3);
  PairedSequence sequence{Rule{}};
  for (int i = 0; i < 60; ++i)
    sequence.add(i % 2 == 0 ? Round{0.03 + 0.002 * random.normal()}
                            : Round{0.03 + 0.002 * random.normal(), random.normal()});
  EXPECT_EQ(sequence.finding(), Finding::higher);
}

TEST(PairedSequence, CountsThatNeverVaryAreEquivalentAndExact) {
  Rule rule;  // page faults, say: a difference, with one event as the smallest effect
  rule.delta = 1;
  rule.scale_floor = 0.01;
  rule.slow_run = 100;
  PairedSequence same(rule), more(rule);
  for (int i = 0; i < 60; ++i) {
    same.add(Round{0, 200});
    more.add(Round{3, 203});
  }
  EXPECT_EQ(same.finding(), Finding::equivalent);
  EXPECT_EQ(more.finding(), Finding::higher);
  EXPECT_NEAR(*more.estimate(), 3, 0.05);
}

TEST(PairedSequence, WithoutASmallestEffectNothingIsEquivalent) {
  Rule rule;
  rule.delta = 0;
  const auto same = after(testing::quiet(), 0, 200, 1, rule);
  EXPECT_EQ(same.finding(), Finding::undecided);
  const auto more = after(testing::quiet(), 0.004, 200, 1, rule);
  EXPECT_EQ(more.finding(), Finding::higher);
}

TEST(PairedSequence, ABudgetIsHeldAgainstABoundOnEitherSide) {
  auto sequence = after(testing::quiet(), 0.03, 50);
  EXPECT_EQ(sequence.against(0.02), 1);
  EXPECT_EQ(sequence.against(0.04), -1);
  EXPECT_EQ(sequence.against(*sequence.estimate()), 0);
  sequence.watch(0.02);
  sequence.watch(0.04);
  EXPECT_EQ(sequence.against(0.02), 1);
  EXPECT_EQ(sequence.against(0.04), -1);
}

TEST(PairedSequence, AWatchedBudgetGetsTheSameAnswerAsOneAskedOnce) {
  testing::NoisyRounds rounds(testing::bursts(), 0.02, 8);
  PairedSequence watching{Rule{}}, asked{Rule{}};
  watching.watch(0.013);
  for (int i = 0; i < 150; ++i) {
    const Round round = rounds.next();
    watching.add(round);
    asked.add(round);
    ASSERT_EQ(watching.against(0.013), asked.against(0.013)) << i;
  }
  EXPECT_EQ(asked.against(0.013), 1);
}

TEST(PairedSequence, TheSmallestDetectableShiftIsJustDetected) {
  const auto noise = after(testing::normal(), 0, 60, 12);
  const auto smallest = noise.smallest_detectable();
  ASSERT_TRUE(smallest);
  EXPECT_GT(*smallest, noise.rule().delta);
  const auto shifted = [&](double by) {
    testing::NoisyRounds rounds(testing::normal(), 0, 12);
    PairedSequence sequence{Rule{}};
    for (int i = 0; i < 60; ++i) {
      const Round round = rounds.next();
      sequence.add(Round{round.d - *noise.estimate() + by, round.level});
    }
    return sequence.evidence(Rule{}.delta).best_above >= Rule{}.shift_threshold();
  };
  EXPECT_TRUE(shifted(*smallest * 1.001));
  EXPECT_FALSE(shifted(*smallest * 0.99));
  EXPECT_FALSE(after(testing::normal(), 0, 5).smallest_detectable());
}

TEST(PairedSequence, SlowRunsThatCouldHaveGoneUnseenGrowFewerWithRounds) {
  EXPECT_EQ(PairedSequence{Rule{}}.unseen_slow_share(), 1);
  EXPECT_NEAR(after(testing::quiet(), 0, 30).unseen_slow_share(), 0.1423, 5e-5);
  EXPECT_NEAR(after(testing::quiet(), 0, 300).unseen_slow_share(), 0.0152, 5e-5);
}

TEST(PairedSequence, TheShareOfEvidenceReachesOneWithTheDecision) {
  testing::NoisyRounds rounds(testing::normal(), 0.03, 2);
  PairedSequence sequence{Rule{}};
  double before = sequence.evidence_share();
  EXPECT_EQ(before, 0);
  while (sequence.finding() == Finding::undecided) {
    EXPECT_LT(before, 1);
    sequence.add(rounds.next());
    EXPECT_GE(sequence.evidence_share(), before);
    before = sequence.evidence_share();
  }
  EXPECT_EQ(before, 1);
}

TEST(Outlook, FewestRoundsAreThoseOfDataAllOnOneSide) {
  EXPECT_EQ(fewest_rounds(Rule{}), 11U);
  PairedSequence sequence{Rule{}};
  for (int i = 0; i < 10; ++i) sequence.add(5);
  EXPECT_EQ(sequence.finding(), Finding::undecided);
  sequence.add(5);
  EXPECT_EQ(sequence.finding(), Finding::higher);
}

TEST(Outlook, ExpectedRoundsFallAsTheShiftGrowsAndRiseWithTheNoise) {
  const Rule rule;
  const auto two = expected_rounds(rule, 0.02, 0.01);
  const auto three = expected_rounds(rule, 0.03, 0.01);
  const auto noisy = expected_rounds(rule, 0.03, 0.03);
  ASSERT_TRUE(two && three && noisy);
  EXPECT_LT(*three, *two);
  EXPECT_LT(*three, *noisy);
  EXPECT_GE(*three, fewest_rounds(rule));
  EXPECT_FALSE(expected_rounds(rule, 0, 0.01));
  EXPECT_FALSE(expected_rounds(rule, 0.011, 0.2));
}

}  // namespace
}  // namespace assay::stats
