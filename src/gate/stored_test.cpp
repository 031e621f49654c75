// SPDX-License-Identifier: Apache-2.0
#include "gate/stored.hpp"

#include "model/testing/sample_report.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace assay::gate {
namespace {

using model::Diff;
using model::Report;
using model::Tolerance;
using model::Verdict;

// One arm, wall around `ns` in `trials` trials, one percent of noise.
Report run_of(double ns, std::size_t trials) {
  Report report = model::testing::sample_report();
  report.kind = "run";
  report.scenario = model::ScenarioRecord{};
  report.scenario->name = "sort";
  report.scenario->target = "process";
  report.scenario->iterations = 30;
  report.arms.clear();
  report.arms.push_back(model::testing::arm_of("sort", "baseline", ns, trials));
  report.comparisons.clear();
  report.verdict.reset();
  return report;
}

Tolerance wall(std::string statistic, double relative, double absolute = 0) {
  return {"wall", std::move(statistic), relative, absolute, true};
}

Verdict verdict_of(double then, double now, const Tolerance& tolerance, std::size_t trials = 30) {
  const std::vector tolerances = {tolerance};
  return judge_stored(run_of(then, trials), run_of(now, trials), tolerances).rows.at(0).verdict;
}

TEST(Stored, ARegressionIsProvenBeyondTheTolerance) {
  EXPECT_EQ(verdict_of(10e6, 15e6, wall("p50", 0.2)), Verdict::regression);
  EXPECT_EQ(verdict_of(10e6, 15e6, wall("mean", 0.2)), Verdict::regression);
  EXPECT_EQ(verdict_of(10e6, 15e6, wall("p95", 0.2), 400), Verdict::regression);
  EXPECT_EQ(verdict_of(10e6, 11e6, wall("p50", 0.2)), Verdict::equivalent);
  EXPECT_EQ(verdict_of(10e6, 12e6, wall("p50", 0.2)), Verdict::inconclusive);
  EXPECT_EQ(verdict_of(10e6, 5e6, wall("p50", 0.2)), Verdict::improvement);
}

TEST(Stored, ShareAndFloorMustBothBeExceeded) {
  EXPECT_EQ(verdict_of(10e6, 15e6, wall("p50", 0.2, 10e6)), Verdict::equivalent);
  EXPECT_EQ(verdict_of(10e6, 15e6, wall("p50", 0.2, 3e6)), Verdict::regression);
  // 16 µs that become 24: below the 20 µs that one wake-up costs.
  EXPECT_EQ(verdict_of(16e3, 24e3, wall("p50", 0.2)), Verdict::equivalent);
  EXPECT_EQ(verdict_of(16e3, 24e3, wall("p50", 0.2, 1e3)), Verdict::regression);
}

TEST(Stored, WhereMoreIsBetterLessIsTheRegression) {
  Report then = run_of(10e6, 30);
  Report now = run_of(15e6, 30);
  then.metrics[0].metric.direction = now.metrics[0].metric.direction = model::Direction::higher;
  const std::vector tolerances = {wall("p50", 0.2)};
  EXPECT_EQ(judge_stored(then, now, tolerances).rows[0].verdict, Verdict::improvement);
  EXPECT_EQ(judge_stored(now, then, tolerances).rows[0].verdict, Verdict::regression);
}

TEST(Stored, APercentileWithoutTheTrialsForItSaysHowManyItNeeds) {
  const std::vector tolerances = {wall("p50", 0.2), wall("p95", 0.3)};
  const Diff diff = judge_stored(run_of(10e6, 30), run_of(10e6, 30), tolerances);
  EXPECT_EQ(diff.rows[0].verdict, Verdict::equivalent);
  EXPECT_EQ(diff.rows[1].verdict, Verdict::inconclusive);
  EXPECT_NE(diff.rows[1].reason.find("iterations = 200"), std::string::npos);
  EXPECT_TRUE(diff.rows[1].decides);
  EXPECT_EQ(diff.outcome, "inconclusive");
}

TEST(Stored, TheDefaultTailAppliesOnlyWhereTrialsAllow) {
  const Diff few = judge_stored(run_of(10e6, 30), run_of(10e6, 30), {});
  ASSERT_EQ(few.rows.size(), 2U);
  EXPECT_FALSE(few.rows[1].decides);
  EXPECT_EQ(few.outcome, "pass");
  const Diff many = judge_stored(run_of(10e6, 200), run_of(10e6, 200), {});
  EXPECT_TRUE(many.rows[1].decides);
  EXPECT_EQ(many.rows[1].verdict, Verdict::equivalent);
  EXPECT_EQ(judge_stored(run_of(10e6, 4), run_of(10e6, 30), {}).outcome, "inconclusive")
      << "the median is promised";
}

TEST(Stored, ExtremesAndUnknownStatisticsNeverPass) {
  for (const char* statistic : {"min", "max", "p0", "typical"}) {
    const std::vector tolerances = {wall(statistic, 0.2)};
    const Diff diff = judge_stored(run_of(10e6, 300), run_of(10e6, 300), tolerances);
    EXPECT_EQ(diff.outcome, "inconclusive") << statistic;
    EXPECT_NE(diff.rows[0].reason, "") << statistic;
  }
}

TEST(Stored, AMetricWithoutValuesIsUndecided) {
  const std::vector<Tolerance> tolerances = {{"instructions", "p50", 0.1, 0, true}};
  const Diff diff = judge_stored(run_of(10e6, 30), run_of(10e6, 30), tolerances);
  EXPECT_EQ(diff.outcome, "inconclusive");
  EXPECT_EQ(diff.rows[0].reason,
            "instructions has no value in this run: this machine has no hardware counters");
}

TEST(Stored, CountsThatCanBeZeroAreComparedByDifference) {
  const std::vector<Tolerance> tolerances = {{"minor_faults", "p50", 0.5, 0, true}};
  const Diff diff = judge_stored(run_of(10e6, 60), run_of(10e6, 60), tolerances);
  EXPECT_EQ(diff.rows[0].scale, model::Scale::difference);
  EXPECT_EQ(diff.rows[0].verdict, Verdict::equivalent);
}

TEST(Stored, ResponseAndAllocationsAreExact) {
  Report then = run_of(10e6, 30);
  Report now = run_of(10e6, 30);
  then.response_bytes = 3;
  EXPECT_EQ(judge_stored(then, now, {}).outcome, "pass") << "one of them is null";
  now.response_bytes = 4;
  Diff diff = judge_stored(then, now, {});
  EXPECT_EQ(diff.outcome, "fail");
  EXPECT_EQ(diff.failures, std::vector<std::string>{"response_bytes: baseline=3 current=4"});
  now.response_bytes = 3;

  const auto allocate = [](Report& report, double count) {
    report.metrics.push_back({{.name = "compiler_visible_allocs",
                               .unit = "count",
                               .scale = model::Scale::difference,
                               .about = ""},
                              "events",
                              ""});
    report.arms[0].samples.values.resize(report.metrics.size());
    for (std::size_t i = 0; i < report.arms[0].samples.size(); ++i)
      report.arms[0].samples.values.back().push(count);
  };
  Report fewer = run_of(10e6, 30);
  Report more = run_of(10e6, 30);
  allocate(fewer, 10);
  allocate(more, 11);
  EXPECT_EQ(judge_stored(fewer, more, {}).failures,
            std::vector<std::string>{"compiler_visible_allocs grew: baseline=10 current=11"});
  diff = judge_stored(more, fewer, {});
  EXPECT_EQ(diff.outcome, "pass");
  ASSERT_EQ(diff.notes.size(), 1U);
  EXPECT_NE(diff.notes[0].find("shrank"), std::string::npos);
}

TEST(Stored, NativeAllocationsAreToldWithoutAVerdict) {
  Report then = run_of(10e6, 30);
  Report now = run_of(10e6, 30);
  then.backend = now.backend = model::BackendRecord{"process", "", "", 10.0, 640.0};
  EXPECT_TRUE(judge_stored(then, now, {}).notes.empty());
  now.backend->native_alloc_calls = 11.0;
  const Diff diff = judge_stored(then, now, {});
  EXPECT_EQ(diff.outcome, "pass");
  ASSERT_EQ(diff.notes.size(), 1U);
  EXPECT_TRUE(diff.notes[0].starts_with("native_allocs calls: baseline=10 current=11"));
}

TEST(Stored, WhatIsNotComparableNeverPasses) {
  Report now = run_of(10e6, 30);
  now.scenario->iterations = 10;
  const Diff diff = judge_stored(run_of(10e6, 30), now, {});
  EXPECT_EQ(diff.incomparable, std::vector<std::string>{"iterations: then 30, now 10"});
  EXPECT_EQ(diff.rows[0].verdict, Verdict::inconclusive);
  EXPECT_EQ(diff.rows[0].reason, "the baseline is not comparable");
  EXPECT_EQ(diff.outcome, "inconclusive");
  Report slow = run_of(20e6, 30);
  slow.scenario->iterations = 10;
  EXPECT_EQ(judge_stored(run_of(10e6, 30), slow, {}).outcome, "fail");
}

TEST(Stored, AReportWithoutArmsIsNoAccident) {
  Report empty = run_of(10e6, 30);
  empty.arms.clear();
  EXPECT_EQ(judge_stored(empty, run_of(10e6, 30), {}).outcome, "inconclusive");
  EXPECT_EQ(judge_stored(run_of(10e6, 30), empty, {}).outcome, "inconclusive");
  EXPECT_EQ(missing_baseline(run_of(10e6, 30)).outcome, "missing");
}

// The chance of error is shared out: two tolerances make each interval wider.
TEST(Stored, MoreTolerancesWidenEachInterval) {
  const std::vector one = {wall("p50", 0.2)};
  const std::vector two = {wall("p50", 0.2), wall("mean", 0.2)};
  const auto alone = judge_stored(run_of(10e6, 30), run_of(10e6, 30), one).rows[0].interval;
  const auto shared = judge_stored(run_of(10e6, 30), run_of(10e6, 30), two).rows[0].interval;
  EXPECT_LT(shared.lower, alone.lower);
  EXPECT_GT(shared.upper, alone.upper);
}

}  // namespace
}  // namespace assay::gate
