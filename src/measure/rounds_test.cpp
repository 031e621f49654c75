// SPDX-License-Identifier: Apache-2.0
// Protects the plan of a run: what is executed, in which order, what is kept, when it stops. A
// silent failure would look like a verdict from fewer or other rounds than the report holds.
#include "measure/rounds.hpp"

#include "measure/order.hpp"
#include "measure/testing/scripted_runner.hpp"
#include "stats/random.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace assay::measure {
namespace {

using model::Verdict;
using testing::Listener;
using testing::ScriptedClock;
using testing::ScriptedRunner;

struct Bench {
  explicit Bench(std::size_t arms = 2) {
    static const char* const kNames[] = {"baseline", "candidate", "third", "fourth"};
    for (std::size_t i = 0; i < arms; ++i) {
      report.arms.emplace_back();
      report.arms.back().name = kNames[i];
    }
    plan.seed = 7;
  }
  // 10 ms, `factor` times as long in arm 1, with 1 % of noise.
  Result<void> run(double factor = 1.0) {
    return run([this, factor](const model::TrialRequest& r) {
      const double noise = 1 + 0.01 * (random.uniform() + random.uniform() - 1);
      return 10e6 * noise * (r.arm == 1 ? factor : 1.0);
    });
  }
  Result<void> run(ScriptedRunner::Wall wall) {
    runner.emplace(clock, std::move(wall));
    runner->end = end;
    runner->accepted = accepted;
    return run_rounds(plan, *runner, clock, listener, report);
  }
  const model::Comparison& wall(const char* arm = "candidate") const {
    return *std::find_if(report.comparisons.begin(), report.comparisons.end(),
                         [&](const auto& c) { return c.metric == "wall" && c.arm == arm; });
  }

  Plan plan;
  model::Report report;
  ScriptedClock clock;
  Listener listener;
  stats::Random random{11};
  std::optional<ScriptedRunner> runner;
  int accepted = 0;
  std::function<void(const model::TrialRequest&, model::TrialOutcome&)> end;
};

TEST(Order, IsAPermutationThatDependsOnlyOnSeedAndRound) {
  std::set<std::vector<std::uint32_t>> seen;
  for (std::uint64_t round = 0; round < 200; ++round) {
    auto order = order_of(3, round, 3);
    EXPECT_EQ(order, order_of(3, round, 3));
    seen.insert(order);
    std::sort(order.begin(), order.end());
    EXPECT_EQ(order, (std::vector<std::uint32_t>{0, 1, 2}));
  }
  EXPECT_EQ(seen.size(), 6U);
  std::size_t first = 0;
  for (std::uint64_t round = 0; round < 4000; ++round) first += order_of(9, round, 2)[0] == 0;
  EXPECT_NEAR(double(first), 2000, 250);  // 8 sigma
}

TEST(Rounds, ASlowerCandidateIsARegressionAndTheRunStops) {
  Bench bench;
  ASSERT_TRUE(bench.run(1.03));
  EXPECT_EQ(bench.report.verdict, Verdict::regression);
  EXPECT_EQ(bench.report.status, model::Status::complete);
  const auto& wall = bench.wall();
  EXPECT_LT(wall.rounds, 60U);
  EXPECT_GT(wall.interval.lower, 1.01);
  EXPECT_TRUE(wall.interval.lower < 1.03 && wall.interval.upper > 1.03);
}

TEST(Rounds, AFasterCandidateIsAnImprovementAndIdenticalOnesAreEquivalent) {
  Bench faster;
  ASSERT_TRUE(faster.run(0.97));
  EXPECT_EQ(faster.report.verdict, Verdict::improvement);
  Bench same;
  ASSERT_TRUE(same.run(1.0));
  EXPECT_EQ(same.report.verdict, Verdict::equivalent);
  EXPECT_GE(same.wall().rounds, 30U);
}

TEST(Rounds, EveryArmRunsOnceARoundInTheRecordedOrder) {
  Bench bench(3);
  bench.plan.fixed = 20;
  bench.plan.warmup = 0;
  ASSERT_TRUE(bench.run());
  ASSERT_EQ(bench.runner->requests.size(), 60U);
  for (std::size_t k = 0; k < 60; ++k) {
    EXPECT_EQ(bench.runner->requests[k].arm, order_of(7, k / 3, 3)[k % 3]);
    EXPECT_EQ(bench.runner->requests[k].iteration, std::int64_t(k / 3));
  }
  for (const auto& arm : bench.report.arms) {
    ASSERT_EQ(arm.samples.size(), 20U);
    for (std::size_t i = 0; i < 20; ++i) EXPECT_EQ(arm.samples.round[i], i);
  }
  EXPECT_EQ(bench.report.rounds.size(), 20U);
}

TEST(Rounds, WarmUpRunsAreSpawnedButNeverRecorded) {
  Bench bench;
  bench.plan.warmup = 3;
  bench.plan.fixed = 5;
  ASSERT_TRUE(bench.run());
  EXPECT_EQ(bench.runner->requests.size(), 16U);
  EXPECT_EQ(std::count_if(bench.runner->requests.begin(), bench.runner->requests.end(),
                          [](const auto& r) { return r.warmup; }),
            6);
  EXPECT_EQ(bench.report.arms[0].samples.size(), 5U);
}

TEST(Rounds, AFixedPlanWithTooFewRoundsDecidesNothing) {
  Bench bench;
  bench.plan.fixed = 7;
  ASSERT_TRUE(bench.run(2.0));
  EXPECT_EQ(bench.report.verdict, Verdict::inconclusive);
  EXPECT_NE(bench.wall().reason.find("8 at least"), std::string::npos) << bench.wall().reason;
  Bench enough;
  enough.plan.fixed = 12;
  ASSERT_TRUE(enough.run(2.0));
  EXPECT_EQ(enough.report.verdict, Verdict::regression);
}

TEST(Rounds, AFailingTrialEndsTheRunAndKeepsWhatWasTaken) {
  Bench bench;
  bench.end = [](const model::TrialRequest& r, model::TrialOutcome& t) {
    if (!r.warmup && r.arm == 1 && r.iteration == 5) {
      t.code = 3;
      t.detail = "boom";
    }
  };
  const auto result = bench.run();
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().fault, Fault::program);
  EXPECT_NE(result.error().what.find("'candidate' exited with code 3 in round 6"),
            std::string::npos)
      << result.error().what;
  EXPECT_EQ(result.error().why, "boom");
  EXPECT_EQ(bench.report.status, model::Status::failed);
  EXPECT_EQ(bench.report.arms[1].samples.size(), 5U);
  EXPECT_EQ(bench.wall().rounds, 5U);
  EXPECT_EQ(bench.report.verdict, Verdict::inconclusive);
}

TEST(Rounds, AnAcceptedExitCodeIsASample) {
  Bench bench;
  bench.plan.fixed = 9;
  bench.plan.accept.codes = {3};
  bench.accepted = 3;
  bench.end = [](const model::TrialRequest&, model::TrialOutcome& t) { t.code = 3; };
  ASSERT_TRUE(bench.run());
  EXPECT_EQ(bench.report.arms[0].samples.exit_code, std::vector<std::int16_t>(9, 3));
  Plan plan;
  EXPECT_FALSE(plan.accept.accepts(3));
  plan.accept.codes = {3};
  EXPECT_TRUE(plan.accept.accepts(3));
  EXPECT_FALSE(plan.accept.accepts(4));
}

TEST(Rounds, AnInterruptLeavesAPartialReport) {
  Bench bench;
  bench.end = [](const model::TrialRequest& r, model::TrialOutcome& t) {
    if (!r.warmup && r.iteration == 8) t.end = model::TrialEnd::cancelled;
  };
  const auto result = bench.run();
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().fault, Fault::interrupted);
  EXPECT_EQ(bench.report.status, model::Status::interrupted);
  EXPECT_EQ(bench.wall().rounds, 8U);
}

TEST(Rounds, ATimeLimitEndsAnUndecidableRunInconclusive) {
  Bench bench;
  bench.plan.max_time_ns = 1e9;
  // Exactly at the border of the smallest effect: neither side can be proven.
  ASSERT_TRUE(bench.run(1.01));
  EXPECT_EQ(bench.report.verdict, Verdict::inconclusive);
  EXPECT_LE(bench.clock.time, 1.2e9);
  EXPECT_FALSE(bench.wall().reason.empty());
}

TEST(Rounds, AMissingGatedMetricIsNamedWithItsReason) {
  Bench bench;
  bench.plan.gated = {"cycles"};
  const auto result = bench.run();
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().fault, Fault::usage);
  EXPECT_EQ(result.error().why, "no hardware counters here");
  EXPECT_NE(result.error().hint.find("wall"), std::string::npos);
}

TEST(Rounds, AControlThatDiffersMakesTheRunInconclusive) {
  Bench bench(3);
  bench.plan.control = 2;
  ASSERT_TRUE(bench.run([&](const model::TrialRequest& r) {
    return 10e6 * (1 + 0.002 * bench.random.uniform()) * (r.arm == 2 ? 1.05 : 1.0);
  }));
  EXPECT_EQ(bench.report.verdict, Verdict::inconclusive);
  EXPECT_NE(bench.wall().reason.find("control"), std::string::npos) << bench.wall().reason;
  EXPECT_TRUE(bench.wall("third").control_check);
  EXPECT_FALSE(bench.wall("third").gated);
}

TEST(Rounds, MoreArmsDemandMoreEvidenceOfEach) {
  Bench two(2), four(4);
  const auto slow = [](const model::TrialRequest& r) { return r.arm > 0 ? 13e6 : 10e6; };
  ASSERT_TRUE(two.run(slow));
  ASSERT_TRUE(four.run(slow));
  EXPECT_GT(four.wall().rounds, two.wall().rounds);
}

TEST(Rounds, AContinuedReportCountsItsEarlierRounds) {
  Bench bench;
  bench.plan.max_rounds = 8;
  ASSERT_TRUE(bench.run(1.02));
  ASSERT_EQ(bench.report.verdict, Verdict::inconclusive);
  const auto before = bench.report.arms[0].samples.size();
  bench.plan.max_rounds = 500;
  ASSERT_TRUE(bench.run(1.02));
  EXPECT_EQ(bench.report.verdict, Verdict::regression);
  EXPECT_GT(bench.report.arms[0].samples.size(), before);
  EXPECT_EQ(bench.wall().rounds, bench.report.arms[0].samples.size());
  EXPECT_EQ(bench.report.arms[0].samples.round[before], before);
}

TEST(Rounds, ShortTrialsGoInBatchesLongOnesDoNot) {
  Bench quick, slow;
  quick.plan.fixed = slow.plan.fixed = 40;
  ASSERT_TRUE(quick.run([](const auto&) { return 1e6; }));
  ASSERT_TRUE(slow.run([](const auto&) { return 50e6; }));
  EXPECT_EQ(*std::max_element(quick.runner->batches.begin(), quick.runner->batches.end()), 20U);
  EXPECT_EQ(*std::max_element(slow.runner->batches.begin(), slow.runner->batches.end()), 2U);
}

TEST(Rounds, WhatItCanSeeIsSaidOnceBeforehand) {
  Bench bench;
  ASSERT_TRUE(bench.run());
  ASSERT_EQ(bench.listener.plans.size(), 1U);
  EXPECT_NE(bench.listener.plans[0].find("rounds at least"), std::string::npos);
}

}  // namespace
}  // namespace assay::measure
