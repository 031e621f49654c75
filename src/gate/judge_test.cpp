// SPDX-License-Identifier: Apache-2.0
// Rules applied to reports whose answer is known.
#include "gate/judge.hpp"

#include "model/testing/sample_report.hpp"

#include <gtest/gtest.h>

#include <initializer_list>
#include <string>

namespace assay::gate {
namespace {

using model::CheckOutcome;
using model::GateCheck;
using model::GateResult;
using model::GateRule;
using model::GateRules;
using model::Report;
using model::RuleMode;
using model::Verdict;

constexpr const char* kToday = "2026-11-21";

// One arm, "main", of `rounds` wall times around `ns`, within 1 %.
Report run_of(const std::string& scenario, double ns, std::size_t rounds = 40) {
  Report r;
  r.kind = "run";
  r.run_id = scenario + "-run";
  r.scenario.emplace();
  r.scenario->name = scenario;
  r.scenario->target = "process";
  r.metrics = {model::testing::measured("wall", "clock"), model::testing::measured("cpu", "clock"),
               model::testing::measured("peak_rss", "rusage"),
               model::testing::measured("minor_faults", "rusage")};
  r.arms.push_back(model::testing::arm_of("main", "baseline", ns, rounds));
  for (std::size_t i = 0; i < rounds; ++i) r.rounds.started_ns.push_back(double(i));
  return r;
}

// Two arms, with the run's own comparison of wall.
Report pair_of(const std::string& scenario, double ratio, Verdict verdict,
               std::size_t rounds = 40) {
  Report r = run_of(scenario, 10e6, rounds);
  r.arms[0].name = "baseline";
  r.arms.push_back(model::testing::arm_of("candidate", "candidate", 10e6 * ratio, rounds));
  r.comparisons = {model::testing::comparison_of("candidate", "wall", verdict, ratio, ratio - 0.01,
                                                 ratio + 0.01)};
  r.comparisons[0].gated = true;
  return r;
}

GateRule rule_of(RuleMode mode) {
  GateRule rule;
  rule.name = "rule";
  rule.mode = mode;
  rule.line = 3;
  return rule;
}
GateRule budget(double limit, const std::string& statistic = "p50") {
  GateRule rule = rule_of(RuleMode::budget);
  rule.limit = limit;
  rule.limit_unit = "ns";
  rule.statistic = statistic;
  return rule;
}
GateRule regression(std::optional<double> pct = {}, std::optional<double> abs = {}) {
  GateRule rule = rule_of(RuleMode::regression);
  rule.pct = pct;
  rule.abs = abs;
  return rule;
}
GateRule slo(double limit, const std::string& statistic = "p50") {
  GateRule rule = rule_of(RuleMode::slo);
  rule.limit = limit;
  rule.statistic = statistic;
  return rule;
}

GateResult judged(const GateRule& rule, std::initializer_list<const Report*> reports,
                  FindBaseline baseline = {}) {
  GateRules rules;
  rules.file = "rules.toml";
  rules.rules = {rule};
  Judge judge(rules, kToday, std::move(baseline));
  for (const Report* report : reports) judge.add(*report, "r.ndjson:1");
  return judge.finish();
}
GateCheck only(const GateRule& rule, const Report& report, FindBaseline baseline = {}) {
  GateResult result = judged(rule, {&report}, std::move(baseline));
  EXPECT_EQ(result.checks.size(), 1U);
  EXPECT_EQ(result.verdict, result.checks.front().outcome);
  return result.checks.empty() ? GateCheck{} : result.checks.front();
}

TEST(Budget, IsHeldAgainstTheBoundAndNotThePoint) {
  const Report report = run_of("gzip", 10e6);
  EXPECT_EQ(only(budget(10.2e6), report).outcome, CheckOutcome::pass);
  EXPECT_EQ(only(budget(9.8e6), report).outcome, CheckOutcome::fail);
  const GateCheck near = only(budget(*only(budget(1e6), report).value + 1), report);
  EXPECT_EQ(near.outcome, CheckOutcome::inconclusive);  // the point is below the limit
  EXPECT_LT(*near.value, *near.limit);
  EXPECT_EQ(near.code, model::code::kUndecided);
}

TEST(Budget, AtLeastTurnsTheBoundRound) {
  GateRule rule = budget(9.8e6);
  rule.bound = model::Bound::at_least;
  EXPECT_EQ(only(rule, run_of("gzip", 10e6)).outcome, CheckOutcome::pass);
  rule.limit = 10.2e6;
  EXPECT_EQ(only(rule, run_of("gzip", 10e6)).outcome, CheckOutcome::fail);
}

TEST(Budget, APercentileNeedsTenTrialsBeyondIt) {
  const GateCheck few = only(budget(1e9, "p95"), run_of("gzip", 10e6, 199));
  EXPECT_EQ(few.outcome, CheckOutcome::inconclusive);
  EXPECT_EQ(few.code, model::code::kTooFew);
  EXPECT_EQ(only(budget(1e9, "p95"), run_of("gzip", 10e6, 200)).outcome, CheckOutcome::pass);
}

TEST(Budget, SevenTrialsProveNothingAboutAMedian) {
  EXPECT_EQ(only(budget(1e9), run_of("gzip", 10e6, 7)).outcome, CheckOutcome::inconclusive);
  EXPECT_EQ(only(budget(1e9), run_of("gzip", 10e6, 8)).outcome, CheckOutcome::pass);
}

TEST(Budget, ATrialWithoutAValueMayHaveBeenTheWorst) {
  GateRule rule = rule_of(RuleMode::budget);
  rule.metric = "minor_faults";  // a fifth of the trials lack it
  rule.limit = 100;
  EXPECT_EQ(only(rule, run_of("gzip", 10e6)).outcome, CheckOutcome::pass);
  rule.statistic = "p90";
  EXPECT_EQ(only(rule, run_of("gzip", 10e6, 150)).outcome, CheckOutcome::inconclusive);
  rule.statistic = "max";
  const GateCheck max = only(rule, run_of("gzip", 10e6));
  EXPECT_EQ(max.outcome, CheckOutcome::inconclusive);
  rule.limit = 1;  // what was seen is beyond it already
  EXPECT_EQ(only(rule, run_of("gzip", 10e6)).outcome, CheckOutcome::fail);
}

TEST(Budget, MeanAndExtremesAreStatisticsToo) {
  EXPECT_EQ(only(budget(10.1e6, "mean"), run_of("gzip", 10e6)).outcome, CheckOutcome::pass);
  EXPECT_EQ(only(budget(10.2e6, "max"), run_of("gzip", 10e6)).outcome, CheckOutcome::pass);
  EXPECT_EQ(only(budget(9.8e6, "min"), run_of("gzip", 10e6)).outcome, CheckOutcome::fail);
  EXPECT_EQ(only(budget(1e6, "sum"), run_of("gzip", 10e6)).outcome, CheckOutcome::fail);
}

TEST(Budget, ALimitInAnotherUnitIsNotHeldAgainstAnything) {
  GateRule rule = budget(10e6);
  rule.metric = "peak_*";
  const GateCheck check = only(rule, run_of("gzip", 10e6));
  EXPECT_EQ(check.outcome, CheckOutcome::missing);
  EXPECT_NE(check.detail.find("times"), std::string::npos);
}

TEST(Regression, WithoutATolerantNumberTheVerdictOfTheRunSpeaks) {
  EXPECT_EQ(only(regression(), pair_of("a", 1.05, Verdict::regression)).outcome,
            CheckOutcome::fail);
  EXPECT_EQ(only(regression(), pair_of("a", 0.95, Verdict::improvement)).outcome,
            CheckOutcome::pass);
  EXPECT_EQ(only(regression(), pair_of("a", 1.0, Verdict::equivalent)).outcome, CheckOutcome::pass);
  EXPECT_EQ(only(regression(), pair_of("a", 1.0, Verdict::inconclusive)).outcome,
            CheckOutcome::inconclusive);
}

TEST(Regression, BothFloorsMustBeExceeded) {
  const Report report = pair_of("a", 1.05, Verdict::regression);  // +4 … +6 %, about 0.5 ms
  EXPECT_EQ(only(regression(2), report).outcome, CheckOutcome::fail);
  EXPECT_EQ(only(regression(2, 0.2e6), report).outcome, CheckOutcome::fail);
  EXPECT_EQ(only(regression(2, 1e6), report).outcome, CheckOutcome::pass);
  EXPECT_EQ(only(regression(10), report).outcome, CheckOutcome::pass);
  EXPECT_EQ(only(regression(5), report).outcome, CheckOutcome::inconclusive);
  EXPECT_EQ(only(regression(10, 0.1e6), report).outcome, CheckOutcome::pass);
}

TEST(Regression, EitherDirectionAlsoCatchesWhatGotBetter) {
  GateRule rule = regression(2);
  const Report faster = pair_of("a", 0.9, Verdict::improvement);
  EXPECT_EQ(only(rule, faster).outcome, CheckOutcome::pass);
  rule.either_direction = true;
  EXPECT_EQ(only(rule, faster).outcome, CheckOutcome::fail);
}

TEST(Regression, OfWhatIsBetterWhenHigherLessIsWorse) {
  Report report = pair_of("a", 0.9, Verdict::regression);
  report.metrics[0].metric.direction = model::Direction::higher;
  EXPECT_EQ(only(regression(5), report).outcome, CheckOutcome::fail);
  EXPECT_EQ(only(regression(20), report).outcome, CheckOutcome::pass);
  report.comparisons[0].interval = {1.1, 1.2};
  EXPECT_EQ(only(regression(5), report).outcome, CheckOutcome::pass);
}

TEST(Regression, ASlowPathFailsAlthoughTheTypicalRunHolds) {
  Report report = pair_of("a", 1.0, Verdict::regression);
  report.comparisons[0].reason = "slow path";
  EXPECT_EQ(only(regression(10), report).outcome, CheckOutcome::fail);
}

TEST(Regression, AControlThatDiffersLetsNothingPass) {
  Report report = pair_of("a", 1.0, Verdict::equivalent);
  report.arms.push_back(model::testing::arm_of("control", "control", 10e6, 40));
  report.comparisons.push_back(report.comparisons[0]);
  report.comparisons[1].arm = "control";
  report.comparisons[1].gated = false;
  report.comparisons[1].control_check = true;
  EXPECT_EQ(only(regression(10), report).outcome, CheckOutcome::pass);
  report.comparisons[1].verdict = Verdict::improvement;
  EXPECT_EQ(only(regression(10), report).outcome, CheckOutcome::inconclusive);
  EXPECT_EQ(only(slo(1.5), report).outcome, CheckOutcome::inconclusive);
}

// Every trial of an arm counts the same.
void set_count(Report& report, std::size_t arm, double count) {
  report.metrics[3] = {*model::find_builtin("processes"), "cgroup", ""};
  model::Column column;
  for (std::size_t i = 0; i < report.arms[arm].samples.size(); ++i) column.push(count);
  report.arms[arm].samples.values[3] = std::move(column);
}

TEST(Regression, DeterministicCountsAreExact) {
  Report report = pair_of("a", 1.0, Verdict::equivalent);
  set_count(report, 0, 3);
  set_count(report, 1, 3);
  GateRule rule = regression();
  rule.metric = "processes";
  EXPECT_EQ(only(rule, report).outcome, CheckOutcome::pass);
  set_count(report, 1, 4);
  EXPECT_EQ(only(rule, report).outcome, CheckOutcome::fail);
  set_count(report, 1, 2);
  EXPECT_EQ(only(rule, report).outcome, CheckOutcome::pass);
  set_count(report, 1, 4);
  rule.abs = 1;  // both exceeded: more than one is not
  EXPECT_EQ(only(rule, report).outcome, CheckOutcome::pass);
}

FindBaseline stored(const Report& report) {
  return [&report](const Report& like) {
    const bool same = scenario_of(like) == scenario_of(report);
    return StoredBaseline{same ? &report : nullptr, "base.json"};
  };
}

TEST(Regression, AgainstAStoredBaselineItIsUnpaired) {
  const Report then = run_of("gzip", 10e6);
  const GateCheck same = only(regression(5), run_of("gzip", 10.05e6), stored(then));
  EXPECT_EQ(same.outcome, CheckOutcome::pass) << same.detail;
  EXPECT_NE(same.detail.find("unpaired"), std::string::npos);
  EXPECT_EQ(only(regression(5), run_of("gzip", 12e6), stored(then)).outcome, CheckOutcome::fail);
  EXPECT_EQ(only(regression(), run_of("gzip", 11.5e6), stored(then)).outcome, CheckOutcome::pass);
}

TEST(Regression, WithoutABaselineItIsMissingAndSaysWhichWasLookedFor) {
  const GateCheck none = only(regression(5), run_of("gzip", 10e6));
  EXPECT_EQ(none.outcome, CheckOutcome::missing);
  EXPECT_EQ(none.code, model::code::kNoBaseline);
  const Report other = run_of("sort", 10e6);
  const GateCheck lacking = only(regression(5), run_of("gzip", 10e6), stored(other));
  EXPECT_EQ(lacking.code, model::code::kNoBaseline);
  EXPECT_NE(lacking.detail.find("base.json"), std::string::npos);
}

TEST(Regression, ABaselineOfAnotherTargetIsNotCompared) {
  Report then = run_of("gzip", 10e6);
  then.scenario->target = "library";
  const GateCheck check = only(regression(5), run_of("gzip", 10e6), stored(then));
  EXPECT_EQ(check.code, model::code::kIncomparable);
  EXPECT_EQ(check.outcome, CheckOutcome::missing);
}

TEST(Slo, TheRatioIsHeldAgainstTheBoundOfItsInterval) {
  const Report report = pair_of("a", 1.04, Verdict::regression);  // 1.03 … 1.05
  EXPECT_EQ(only(slo(1.06), report).outcome, CheckOutcome::pass);
  EXPECT_EQ(only(slo(1.045), report).outcome, CheckOutcome::inconclusive);
  EXPECT_EQ(only(slo(1.02), report).outcome, CheckOutcome::fail);
}

TEST(Slo, WhereNoRatioFitsNoOtherTestIsTriedOnTheSameRounds) {
  Report report = pair_of("a", 1.04, Verdict::inconclusive);
  report.comparisons[0].estimate.reset();
  report.comparisons[0].reason = "the two distributions differ in shape";
  const GateCheck check = only(slo(1.5), report);
  EXPECT_EQ(check.outcome, CheckOutcome::inconclusive);
  EXPECT_EQ(check.detail, report.comparisons[0].reason);
  EXPECT_FALSE(check.value);
}

TEST(Slo, APercentileIsResampledByRounds) {
  const Report report = pair_of("a", 1.04, Verdict::regression, 220);
  EXPECT_EQ(only(slo(1.1, "p95"), report).outcome, CheckOutcome::pass);
  EXPECT_EQ(only(slo(1.01, "p95"), report).outcome, CheckOutcome::fail);
  const GateCheck few = only(slo(1.1, "p95"), pair_of("a", 1.04, Verdict::regression));
  EXPECT_EQ(few.code, model::code::kTooFew);
  EXPECT_EQ(few.outcome, CheckOutcome::inconclusive);
}

TEST(Slo, WithoutASecondArmItIsMissing) {
  EXPECT_EQ(only(slo(1.1), run_of("a", 10e6)).code, model::code::kNoArm);
}

TEST(Stability, EachConditionIsACheck) {
  GateRule rule = rule_of(RuleMode::stability);
  rule.max_cv = 0.05;
  rule.min_rounds = 40;
  rule.max_discarded = 0.0;
  const Report report = run_of("a", 10e6);
  const GateResult good = judged(rule, {&report});
  EXPECT_EQ(good.checks.size(), 3U);
  EXPECT_EQ(good.verdict, CheckOutcome::pass);
  rule.min_rounds = 41;
  EXPECT_EQ(judged(rule, {&report}).verdict, CheckOutcome::fail);
  rule.min_rounds = 10;
  rule.max_cv = 0.001;
  EXPECT_EQ(judged(rule, {&report}).verdict, CheckOutcome::fail);
  rule.max_cv = 0.05;
  rule.metric = "minor_faults";
  EXPECT_EQ(judged(rule, {&report}).checks[1].outcome, CheckOutcome::fail);  // 8 of 40 lack it
}

TEST(Matching, ARuleThatMatchedNothingFailsAndNamesTheNearest) {
  const Report report = run_of("gzip", 10e6);
  GateRule rule = budget(1e9);
  rule.scenario = "gizp";
  const GateCheck check = only(rule, report);
  EXPECT_EQ(check.outcome, CheckOutcome::fail);
  EXPECT_EQ(check.code, model::code::kNothingMatched);
  EXPECT_NE(check.detail.find("did you mean 'gzip'?"), std::string::npos) << check.detail;
  rule = budget(1e9);
  rule.arm = "mian";
  EXPECT_NE(only(rule, report).detail.find("did you mean 'main'?"), std::string::npos);
  rule = budget(1e9);
  rule.metric = "wal*x";
  EXPECT_EQ(only(rule, report).code, model::code::kNothingMatched);
  EXPECT_EQ(judged(rule, {&report}).unmatched, std::vector<std::string>{"rule"});
}

TEST(Matching, AMetricThatNoReportHasIsMissingAndThenMatchedNothing) {
  const Report report = run_of("gzip", 10e6);
  GateRule rule = budget(1e9);
  rule.metric = "wll";
  const GateResult result = judged(rule, {&report});
  ASSERT_EQ(result.checks.size(), 2U);
  EXPECT_EQ(result.checks[0].code, model::code::kNoMetric);
  EXPECT_NE(result.checks[1].detail.find("did you mean 'wall'?"), std::string::npos);
}

TEST(Matching, TheStarArmIsEveryArmButTheBaselineAndTheControl) {
  Report report = pair_of("a", 1.0, Verdict::equivalent);
  report.arms.push_back(model::testing::arm_of("control", "control", 10e6, 40));
  EXPECT_EQ(only(budget(1e9), report).arm, "candidate");
}

TEST(Matching, EveryReportOfAScenarioMustPass) {
  const Report good = run_of("gzip", 10e6);
  const Report bad = run_of("gzip", 20e6);
  const GateResult result = judged(budget(11e6), {&good, &bad, &good});
  EXPECT_EQ(result.checks.size(), 3U);
  EXPECT_EQ(result.verdict, CheckOutcome::fail);
}

TEST(Status, ARunThatFailedNeverPasses) {
  Report report = run_of("gzip", 10e6);
  report.status = model::Status::failed;
  report.failure = "exited with 3";
  const GateCheck check = only(budget(1e9), report);
  EXPECT_EQ(check.outcome, CheckOutcome::fail);
  EXPECT_EQ(check.code, model::code::kRunFailed);
}

TEST(Status, WhatWasInterruptedIsAtBestInconclusive) {
  Report report = run_of("gzip", 10e6);
  report.status = model::Status::interrupted;
  EXPECT_EQ(judged(budget(1e9), {&report}).verdict, CheckOutcome::inconclusive);
  EXPECT_EQ(judged(budget(1e6), {&report}).verdict, CheckOutcome::fail);
}

TEST(Status, AFailedCheckOfTheRunFailsTheGate) {
  Report report = run_of("gzip", 10e6);
  report.checks = {{"expected stdout", "fail", "it lacks 'ok'"}, {"baseline wall p50", "fail", ""}};
  const GateResult result = judged(budget(1e9), {&report});
  EXPECT_EQ(result.verdict, CheckOutcome::fail);
  ASSERT_EQ(result.checks.size(), 2U);  // the baseline's is for the rules to say
  EXPECT_EQ(result.checks[0].rule, "run: expected stdout");
  report.checks.clear();
  report.expected_match = false;
  EXPECT_EQ(judged(budget(1e9), {&report}).verdict, CheckOutcome::fail);
}

TEST(Mutes, AMutedCheckIsShownAndDecidesNothing) {
  const Report report = run_of("gzip", 10e6);
  GateRule rule = budget(1e6);
  rule.mute = model::Mute{kToday, "see #12"};  // inclusive
  const GateResult result = judged(rule, {&report});
  EXPECT_EQ(result.verdict, CheckOutcome::pass);
  ASSERT_EQ(result.checks.size(), 1U);
  EXPECT_EQ(result.checks[0].outcome, CheckOutcome::fail);
  EXPECT_FALSE(result.checks[0].decides());
}

TEST(Mutes, AMuteThatIsPastFailsTheGateEvenIfTheCheckHolds) {
  const Report report = run_of("gzip", 10e6);
  GateRule rule = budget(1e9);
  rule.mute = model::Mute{"2026-11-20", "see #12"};
  const GateResult result = judged(rule, {&report});
  EXPECT_EQ(result.verdict, CheckOutcome::fail);
  EXPECT_TRUE(result.mutes[0].expired);
  EXPECT_EQ(result.checks.back().code, model::code::kMuteExpired);
}

TEST(StrictnessOfRules, AnAdvisoryRuleIsSaidAndDecidesNothing) {
  const Report report = run_of("gzip", 10e6);
  GateRule rule = budget(1e6);
  rule.strictness = model::Strictness::advisory;
  EXPECT_EQ(judged(rule, {&report}).verdict, CheckOutcome::pass);
  EXPECT_TRUE(judged(rule, {&report}).checks[0].advisory);
}

}  // namespace
}  // namespace assay::gate
