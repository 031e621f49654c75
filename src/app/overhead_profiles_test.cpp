// SPDX-License-Identifier: Apache-2.0
#include "app/overhead_profiles.hpp"

#include "app/host_strictness.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

namespace assay::app {
namespace {

const std::vector<std::string> kOne = {"open_close"};

// Orders of the arms, a round each: the baseline runs first, after with_agent, after the control.
constexpr std::uint16_t kPositions[3][3] = {{0, 1, 2}, {2, 0, 1}, {2, 1, 0}};

// Three arms whose values are `of(arm, round)`.
template <typename Of>
model::Report report_of(std::size_t rounds, Of of) {
  model::Report report;
  report.run_id = "01RUN";
  report.kind = "overhead";
  for (const char* figure : {"mean", "p50", "p95", "p99", "p99.9"}) {
    model::Metric metric;
    metric.name = model::workload_metric("open_close", figure);
    metric.unit = "ns";
    report.metrics.push_back({metric, "clock", ""});
  }
  for (std::size_t a = 0; a < 3; ++a) {
    model::Arm arm;
    arm.name = a == 0 ? "baseline" : a == 1 ? "control" : "with_agent";
    arm.samples.values.resize(5);
    for (std::size_t r = 0; r < rounds; ++r) {
      arm.samples.round.push_back(std::uint32_t(r));
      arm.samples.position.push_back(kPositions[r % 3][a]);
      arm.samples.exit_code.push_back(0);
      for (std::size_t k = 0; k < 5; ++k)
        arm.samples.values[k].push(of(a, r) * (1 + 0.1 * double(k)));
    }
    report.arms.push_back(std::move(arm));
  }
  for (std::size_t a = 1; a < 3; ++a)
    for (const auto& metric : report.metrics) {
      model::Comparison c;
      c.arm = report.arms[a].name;
      c.baseline = "baseline";
      c.metric = metric.metric.name;
      c.rounds = rounds;
      report.comparisons.push_back(c);
    }
  return report;
}

TEST(OverheadProfiles, TheArmStandsAtTheBaselinesLevelTimesTheOneRatio) {
  auto report = report_of(20, [](std::size_t arm, std::size_t round) {
    return (arm == 2 ? 3300.0 : 3000.0) * (1 + 0.01 * double(round % 5));
  });
  for (auto& c : report.comparisons) {
    c.estimate = c.arm == "with_agent" ? 1.0987 : 1.0011;
    c.interval = {*c.estimate - 0.01, *c.estimate + 0.01};
  }
  model::OpProfile merged;
  merged.iterations = 1000;
  merged.clock_ns = 22;
  const auto costs =
      workload_costs(report, kOne, [&](std::size_t, std::size_t) { return &merged; });
  ASSERT_EQ(costs.size(), 1U);
  const auto& base = costs[0].baseline.profile;
  const auto& with = costs[0].with_agent.profile;
  EXPECT_DOUBLE_EQ(with.mean_ns / base.mean_ns, 1.0987);
  EXPECT_DOUBLE_EQ(*with.p95_ns / *base.p95_ns, 1.0987);
  EXPECT_NEAR(costs[0].with_agent.measured.mean_ns / base.mean_ns, 1.1, 1e-9)
      << "what was measured is kept beside";
  EXPECT_TRUE(with.with_agent);
  EXPECT_FALSE(base.with_agent);
  EXPECT_EQ(base.repeats, 20U);
  EXPECT_EQ(base.run_id, "01RUN");
  EXPECT_LE(*with.p50_ns, *with.p95_ns);
}

TEST(OverheadProfiles, RatiosThatWouldTurnPercentilesRoundGiveWayToP95) {
  auto report = report_of(20, [](std::size_t, std::size_t) { return 3000.0; });
  for (auto& c : report.comparisons)
    c.estimate = c.metric.ends_with("p50") ? 30.0 : c.metric.ends_with("p99") ? 2.0 : 20.0;
  model::OpProfile merged;
  const auto costs =
      workload_costs(report, kOne, [&](std::size_t, std::size_t) { return &merged; });
  ASSERT_EQ(costs.size(), 1U);
  const auto& with = costs[0].with_agent.profile;
  EXPECT_DOUBLE_EQ(*with.p95_ns, 3000 * 1.2 * 20);
  EXPECT_EQ(*with.p50_ns, *with.p95_ns);
  EXPECT_EQ(*with.p99_ns, *with.p95_ns);
  EXPECT_GE(*with.p999_ns, *with.p99_ns);
}

TEST(OverheadProfiles, TellsTheBaselineAfterTheAgentFromOthers) {
  const auto after_agent = [](std::size_t round) { return round % 3 == 1; };
  const auto slow = report_of(60, [&](std::size_t arm, std::size_t round) {
    return (arm == 0 && after_agent(round) ? 3300.0 : 3000.0) + double(round % 7);
  });
  const auto found = after_effects(slow, kOne, true, 0.01);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_TRUE(found[0].shown);
  EXPECT_GT(*found[0].after_agent_ns, *found[0].other_ns * 1.05);
  EXPECT_EQ(found[0].after_agent_rounds + found[0].other_rounds, 59U) << "all but the very first";

  const auto even =
      report_of(60, [](std::size_t, std::size_t round) { return 3000.0 + double(round % 7); });
  EXPECT_FALSE(after_effects(even, kOne, true, 0.01)[0].shown);
}

Finding finding(std::string id, FindingState state) {
  return {std::move(id), state, "value", "why", ""};
}

TEST(Strict, WhatIsNotToldIsNotInOrder) {
  using enum FindingState;
  const std::vector<Finding> fine = {finding("governor", ok), finding("turbo", ok),
                                     finding("load", ok), finding("steal", ok),
                                     finding("smt", warn)};
  EXPECT_TRUE(strict_objections(fine, true).empty());
  for (const char* id : {"governor", "turbo", "load", "steal"}) {
    auto changed = fine;
    for (auto& each : changed)
      if (each.id == id) each.state = unknown;
    EXPECT_EQ(strict_objections(changed, true).size(), 1U) << id;
  }
  const std::vector<Finding> busy = {finding("governor", ok), finding("turbo", ok),
                                     finding("load", warn)};
  EXPECT_TRUE(strict_objections(busy, false).empty()) << "nobody watched";
}

TEST(Strict, NeighboursWhileItRanCount) {
  model::Rounds quiet, loud;
  for (int i = 0; i < 10; ++i) {
    quiet.foreign_cpu.push(0.01);
    quiet.steal.push(0);
    loud.foreign_cpu.push(0.3);
    loud.steal.push(model::kAbsent);
  }
  EXPECT_TRUE(strict_objections(quiet).empty());
  EXPECT_EQ(strict_objections(loud).size(), 2U);
}

}  // namespace
}  // namespace assay::app
