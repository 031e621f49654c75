// SPDX-License-Identifier: Apache-2.0
#include "stats/replay.hpp"

#include "stats/summary.hpp"
#include "stats/testing/noise.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace assay::stats {
namespace {

std::vector<Round> recorded(const testing::Noise& noise, double shift, std::size_t n) {
  testing::NoisyRounds rounds(noise, shift, 3);
  std::vector<Round> out;
  for (std::size_t i = 0; i < n; ++i) out.push_back(rounds.next());
  return out;
}

constexpr ReplayPlan kPlan{.replays = 200, .max_rounds = 200, .seed = 5};

TEST(Replay, OfIdenticalArmsIsSeldomWrongAndMostlyEquivalent) {
  const auto counts = false_alarms(recorded(testing::bursts(), 0, 100), Rule{}, kPlan);
  EXPECT_EQ(counts.replays, 200U);
  EXPECT_LE(binomial_lower(counts.called_different(), counts.replays, 1e-6), 0.01);
  EXPECT_GE(counts.equivalent, 180U);
  EXPECT_EQ(counts.called_different() + counts.equivalent + counts.undecided, counts.replays);
  EXPECT_GT(counts.mean_rounds, 10);
  EXPECT_LT(counts.mean_rounds, 100);
}

// Which arm was which is tossed anew, so even a record that leans to one side is a null.
TEST(Replay, TossesAnewWhichArmWasWhich) {
  const auto leaning = recorded(testing::quiet(), 0.05, 60);
  const auto counts = false_alarms(leaning, Rule{}, kPlan);
  EXPECT_LE(binomial_lower(counts.called_different(), counts.replays, 1e-6), 0.01);
}

TEST(Replay, FindsAnInjectedShiftOnTheSideItWasOn) {
  const auto quiet = recorded(testing::quiet(), 0, 60);
  const auto slower = replay(quiet, Rule{}, 0.03, kPlan);
  EXPECT_EQ(slower.called_worse(), slower.replays);
  const auto faster = replay(quiet, Rule{}, -0.03, kPlan);
  EXPECT_EQ(faster.lower, faster.replays);
}

TEST(Replay, TheSameSeedGivesTheSameCountsAndAnotherSeedOthers) {
  const auto record = recorded(testing::bursts(), 0, 80);
  const auto one = replay(record, Rule{}, 0.015, kPlan);
  const auto same = replay(record, Rule{}, 0.015, kPlan);
  ReplayPlan other_plan = kPlan;
  other_plan.seed = 6;
  const auto other = replay(record, Rule{}, 0.015, other_plan);
  EXPECT_EQ(one.mean_rounds, same.mean_rounds);
  EXPECT_EQ(one.higher, same.higher);
  EXPECT_NE(one.mean_rounds, other.mean_rounds);
}

TEST(Replay, ASmallBudgetOfRoundsLeavesThemUndecided) {
  const auto counts =
      replay(recorded(testing::quiet(), 0, 60), Rule{}, 0.05, {.replays = 20, .max_rounds = 5});
  EXPECT_EQ(counts.undecided, 20U);
  EXPECT_EQ(counts.mean_rounds, 5);
}

TEST(Replay, NothingIsReplayedFromNothing) {
  EXPECT_EQ(replay({}, Rule{}, 0, kPlan).replays, 0U);
  EXPECT_FALSE(smallest_found({}, Rule{}, 0.8, kPlan));
}

TEST(Replay, KeepsNeighbouringRoundsTogether) {
  // Calm and wild by turns of forty rounds. Stretches keep a calm spell calm long enough to decide
  // in it; single rounds drawn at random would mix the two.
  std::vector<Round> spells, mixed;
  Random random(8);
  for (int i = 0; i < 400; ++i) {
    const bool wild = (i / 40) % 2 == 1;
    spells.push_back({(wild ? 0.2 : 0.002) * random.normal()});
    mixed.push_back({(i % 2 == 1 ? 0.2 : 0.002) * random.normal()});
  }
  const ReplayPlan early{.replays = 200, .max_rounds = 12, .seed = 1};
  const auto in_spells = replay(spells, Rule{}, 0.03, early);
  const auto in_mixture = replay(mixed, Rule{}, 0.03, early);
  EXPECT_GT(in_spells.called_worse(), 2 * in_mixture.called_worse());
}

TEST(PowerCurve, RisesWithTheShift) {
  const std::vector<double> shifts{0, 0.0125, 0.02, 0.03, 0.05};
  const auto curve = power_curve(recorded(testing::normal(), 0, 100), Rule{}, shifts, kPlan);
  ASSERT_EQ(curve.size(), shifts.size());
  for (std::size_t i = 1; i < curve.size(); ++i) EXPECT_GE(curve[i].found, curve[i - 1].found);
  EXPECT_LE(curve.front().found, 0.05);
  EXPECT_EQ(curve.back().found, 1);
  EXPECT_LT(curve.back().mean_rounds, curve[2].mean_rounds);
}

TEST(SmallestFound, LiesBetweenTheSmallestEffectAndWhatIsAlwaysFound) {
  const auto record = recorded(testing::normal(), 0, 100);
  const auto found = smallest_found(record, Rule{}, 0.8, kPlan);
  ASSERT_TRUE(found);
  EXPECT_GE(found->found, 0.8);
  EXPECT_GT(found->shift, Rule{}.delta);
  EXPECT_LT(found->shift, 0.03);
  EXPECT_LT(replay(record, Rule{}, 0.9 * found->shift, kPlan).called_worse(), 160U);
}

TEST(SmallestFound, IsAbsentWhenTheBudgetIsTooSmallForAnyShift) {
  EXPECT_FALSE(smallest_found(recorded(testing::quiet(), 0, 50), Rule{}, 0.8,
                              {.replays = 20, .max_rounds = 6}));
}

}  // namespace
}  // namespace assay::stats
