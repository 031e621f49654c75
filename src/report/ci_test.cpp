// SPDX-License-Identifier: Apache-2.0
// Reports and gate results as continuous integration reads them.
#include "report/ci.hpp"

#include "base/text.hpp"
#include "model/testing/sample_report.hpp"
#include "report/github.hpp"
#include "report/junit.hpp"
#include "report/pull_request.hpp"
#include "report/tap.hpp"

#include <gtest/gtest.h>

namespace assay::report {
namespace {

using model::CheckOutcome;
using model::GateCheck;
using model::GateResult;
using model::Report;
using model::testing::sample_report;

Report scenario_report(const std::string& name) {
  Report report = sample_report();
  report.kind = "run";
  report.harness.elapsed_ns = 1.2e9;
  report.scenario.emplace();
  report.scenario->name = name;
  report.scenario->manifest = "scenarios/" + name + ".toml";
  return report;
}

CiDocument of(const Report& report) {
  return ci_document(std::span(&report, 1));
}

GateCheck check_of(std::string rule, CheckOutcome outcome) {
  GateCheck check;
  check.rule = std::move(rule);
  check.mode = model::RuleMode::budget;
  check.scenario = "gzip";
  check.metric = "wall";
  check.arm = "candidate";
  check.statistic = "p50";
  check.line = 7;
  check.outcome = outcome;
  check.detail = "wall p50 of candidate is 10.3 ms (10.2 … 10.4 ms), limit 10 ms";
  check.unit = "ns";
  check.value = 10.3e6;
  check.lower = 10.2e6;
  check.upper = 10.4e6;
  return check;
}

GateResult gate_result() {
  GateResult result;
  result.rules = "perf/rules.toml";
  result.checks = {check_of("budget wall", CheckOutcome::fail),
                   check_of("quiet", CheckOutcome::pass),
                   check_of("noisy", CheckOutcome::inconclusive),
                   check_of("known", CheckOutcome::fail), check_of("told", CheckOutcome::fail)};
  result.checks[3].mute = model::Mute{"2027-01-31", "see #12"};
  result.checks[4].advisory = true;
  GateCheck unmatched;
  unmatched.rule = "dead";
  unmatched.outcome = CheckOutcome::fail;
  unmatched.detail = "no scenario is named 'gizp'; the nearest is 'gzip'";
  result.checks.push_back(unmatched);
  result.verdict = CheckOutcome::fail;
  return result;
}

constexpr const char* kHostile = "<b>|`x`]]>&\"'\n::error::x\r%0A ##[y] # z\x01\xff @all";

// Golden texts: what CI systems parse must not change by accident.

TEST(Junit, AReportIsASuiteWithACaseForTheRunAndEachGatedComparison) {
  EXPECT_EQ(to_junit(of(scenario_report("gzip"))),
            R"x(<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="assay run" tests="3" failures="1" errors="0" skipped="0" time="1.200">
  <testsuite name="gzip" tests="3" failures="1" errors="0" skipped="0" time="1.200" timestamp="2026-11-21T08:28:22Z">
    <testcase classname="gzip" name="run" time="0">
      <system-out>46 rounds in 1.2 s</system-out>
    </testcase>
    <testcase classname="gzip" name="wall of candidate" time="0">
      <failure type="fail" message="candidate is 3.1 % slower than baseline (2.4 … 3.9 %)">candidate is 3.1 % slower than baseline (2.4 … 3.9 %)</failure>
    </testcase>
    <testcase classname="gzip" name="exit code" time="0"/>
  </testsuite>
</testsuites>
)x");
}

TEST(Junit, InconclusiveFailsMutedIsSkippedAndABrokenRunIsAnError) {
  const std::string gate = to_junit(ci_document(gate_result()));
  EXPECT_NE(gate.find(R"(tests="6" failures="3" errors="0" skipped="2")"), std::string::npos)
      << gate;
  EXPECT_NE(gate.find(R"(<failure type="inconclusive")"), std::string::npos);
  EXPECT_NE(gate.find(R"(<skipped message="muted until 2027-01-31: see #12: wall)"),
            std::string::npos);
  Report broken = scenario_report("gzip");
  broken.status = model::Status::failed;
  broken.failure = "candidate exited with 3";
  const std::string text = to_junit(of(broken));
  EXPECT_NE(text.find(R"(<error type="fail" message="candidate exited with 3">)"),
            std::string::npos)
      << text;
}

TEST(Junit, HostileNamesStayText) {
  const std::string text = to_junit(of(scenario_report(kHostile)));
  EXPECT_NE(text.find(R"(name="&lt;b&gt;|`x`]]&gt;&amp;&quot;'\x0a::error::x\x0d%0A ##[y])"),
            std::string::npos)
      << text;
  for (const char c : text) EXPECT_TRUE(std::uint8_t(c) >= 0x20 || c == '\n') << int(c);
}

TEST(Tap, ATestPointACheckAndTodoWhereItDoesNotDecide) {
  EXPECT_EQ(to_tap(ci_document(gate_result())), R"x(TAP version 14
1..6
# fail: 2 failed, 1 inconclusive, 2 muted or advisory of 6 checks
not ok 1 - gzip: budget wall: wall p50 of candidate
  ---
  message: "wall p50 of candidate is 10.3 ms (10.2 … 10.4 ms), limit 10 ms"
  outcome: fail
  ...
ok 2 - gzip: quiet: wall p50 of candidate
not ok 3 - gzip: noisy: wall p50 of candidate
  ---
  message: "wall p50 of candidate is 10.3 ms (10.2 … 10.4 ms), limit 10 ms"
  outcome: inconclusive
  ...
not ok 4 - gzip: known: wall p50 of candidate # TODO muted until 2027-01-31: see \#12
  ---
  message: "wall p50 of candidate is 10.3 ms (10.2 … 10.4 ms), limit 10 ms"
  outcome: fail
  ...
not ok 5 - gzip: told: wall p50 of candidate # TODO advisory
  ---
  message: "wall p50 of candidate is 10.3 ms (10.2 … 10.4 ms), limit 10 ms"
  outcome: fail
  ...
not ok 6 - gate: dead
  ---
  message: "no scenario is named 'gizp'; the nearest is 'gzip'"
  outcome: fail
  ...
)x");
}

TEST(Tap, ANameCannotBeADirectiveOrALine) {
  const std::string text = to_tap(of(scenario_report("x # SKIP\nok 9")));
  EXPECT_NE(text.find("ok 1 - x \\# SKIP\\\\x0aok 9: run\n"), std::string::npos) << text;
}

TEST(Github, ErrorsThenWarningsThenANotice) {
  const std::string text = to_github(ci_document(gate_result()));
  EXPECT_TRUE(
      text.starts_with("::error file=perf/rules.toml,line=7,title=gzip%3A budget wall%3A "
                       "wall p50 of candidate::fail: wall p50 of candidate is 10.3 ms "
                       "(10.2 … 10.4 ms), limit 10 ms\n::error file=perf/rules.toml,title="
                       "gate%3A dead::fail: no scenario"))
      << text;
  const auto lines = split(text, '\n');
  ASSERT_EQ(lines.size(), 7U);
  EXPECT_TRUE(lines[2].starts_with("::warning "));
  EXPECT_NE(lines[3].find("[muted until 2027-01-31: see #12]"), std::string::npos);
  EXPECT_EQ(lines[5],
            "::notice title=assay gate::fail: 2 failed, 1 inconclusive, 2 muted or advisory of 6 "
            "checks");
}

TEST(Github, NoNameEndsACommandOrBeginsAnother) {
  Report report = scenario_report(kHostile);
  report.comparisons[0].arm = kHostile;
  const std::string text = to_github(of(report));
  const auto lines = split(text, '\n');
  ASSERT_EQ(lines.size(), 3U) << text;
  EXPECT_TRUE(lines[0].starts_with("::error file=scenarios/"));
  EXPECT_NE(lines[0].find("%250A"), std::string::npos);
  // Of its own colons the command has two pairs; the properties hold none.
  EXPECT_EQ(lines[0].substr(2, lines[0].find("::", 2) - 2).find(':'), std::string::npos);
}

TEST(Github, AtMostTenAnnotationsOfAKind) {
  GateResult result;
  result.checks.assign(50, check_of("r", CheckOutcome::fail));
  EXPECT_EQ(split(to_github(ci_document(result)), '\n').size(), 12U);
}

TEST(PullRequest, TheVerdictComesFirstThenWhatIsWrongThenTheRestFolded) {
  const std::string text = to_pull_request(ci_document(gate_result()));
  EXPECT_TRUE(text.starts_with(
      "## assay gate: fail: 2 failed, 1 inconclusive, 2 muted or advisory of 6 checks\n\n"
      "| Outcome | Scenario | Check | Figure | |\n|:---|:---|:---|:---|:---|\n"
      "| **fail** | gzip | budget wall: wall p50 of candidate | 10.30 ms (10.20 … 10.40 ms) | "))
      << text;
  EXPECT_LT(text.find("**fail** | gate | dead"), text.find("**inconclusive**"));
  EXPECT_LT(text.find("**inconclusive**"), text.find("*(muted until 2027-01-31: see \\#12)*"));
  EXPECT_NE(text.find("<details><summary>1 passed</summary>\n\n| Outcome"), std::string::npos);
}

TEST(PullRequest, OfOneReportTheTableIsShownAndTheDetailsAreFolded) {
  const std::string text = to_pull_request(of(scenario_report("gzip")));
  EXPECT_LT(text.find("| wall | candidate | 10.3"), text.find("<summary>Details</summary>"));
  EXPECT_NE(text.find("**slower**"), std::string::npos);
  EXPECT_NE(text.find("seed 18446744073709551615"), std::string::npos);
  EXPECT_NE(text.find("instructions was not measured: this machine"), std::string::npos);
}

TEST(PullRequest, NamesAreTextAndNotMarkup) {
  const std::vector<Report> reports = [] {
    std::vector<Report> out;
    out.push_back(scenario_report(kHostile));
    out.push_back(scenario_report("other"));
    return out;
  }();
  const std::string text = to_pull_request(ci_document(reports));
  EXPECT_EQ(text.find("<b>"), std::string::npos) << text;
  EXPECT_NE(text.find("\\<b\\>\\|\\`x\\`"), std::string::npos);
  EXPECT_NE(text.find("<summary>&lt;b&gt;|`x`"), std::string::npos);
  EXPECT_EQ(text.find("@all |"), std::string::npos);
}

TEST(PullRequest, WhatDoesNotFitIsCounted) {
  GateResult result;
  result.checks.assign(3000, check_of("r", CheckOutcome::fail));
  const std::string text = to_pull_request(ci_document(result));
  EXPECT_LT(text.size(), kCommentBytes);
  EXPECT_GT(text.size(), kCommentBytes / 2);
  EXPECT_NE(text.find("… and "), std::string::npos);
}

TEST(Headline, SaysWhenAllHold) {
  GateResult result;
  result.checks = {check_of("a", CheckOutcome::pass), check_of("a", CheckOutcome::pass)};
  const CiDocument document = ci_document(result);
  EXPECT_EQ(headline(document), "pass: all 2 checks hold");
  EXPECT_EQ(overall(document), CheckOutcome::pass);
  EXPECT_EQ(document.suites[0].cases[1].name, "a: wall p50 of candidate (2)");
}

TEST(CiDocument, AHeadlineSaysPassOnlyWithWhatDidNotHold) {
  CiDocument document;
  document.suites.push_back({.name = "gzip", .cases = {{.name = "a"}, {.name = "b"}}});
  CiCase& told = document.suites[0].cases[1];
  told.outcome = CheckOutcome::fail;
  told.decides = false;
  EXPECT_EQ(headline(document), "pass, but 1 of 2 checks did not hold and is muted or advisory");
  told.decides = true;
  EXPECT_EQ(headline(document), "fail: 1 failed of 2 checks");
}

TEST(CiFormats, EachHasANameThatFindsIt) {
  for (const auto format : {CiFormat::markdown, CiFormat::junit, CiFormat::github,
                            CiFormat::github_summary, CiFormat::tap})
    EXPECT_EQ(ci_format_named(name(format)), format);
  EXPECT_FALSE(ci_format_named("jnuit"));
}

}  // namespace
}  // namespace assay::report
