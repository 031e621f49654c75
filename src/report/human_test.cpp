// SPDX-License-Identifier: Apache-2.0
#include "report/human.hpp"

#include "base/text.hpp"
#include "base/utf8.hpp"
#include "model/testing/sample_report.hpp"

#include <gtest/gtest.h>

#include <string>

namespace assay::report {
namespace {

using model::Diff;
using model::DiffRow;
using model::Report;
using model::Verdict;

// 200 trials of 93 to 118 µs, as in the reference's own example.
Report scenario_report() {
  Report r;
  r.created = "2026-11-21T08:28:22Z";
  r.kind = "run";
  r.tool = {"0.1.0", "Release", "g++ 12.2"};
  r.host.facts = {{"arch", "x86_64", true}, {"cpus_allowed", "12", true}};
  r.scenario = model::ScenarioRecord{};
  r.scenario->name = "fib";
  r.scenario->target = "process";
  r.scenario->entry = "bench/scenarios/fib.av";
  r.scenario->iterations = 200;
  r.scenario->warmup = 3;
  r.metrics = {model::testing::measured("wall", "clock")};
  model::Arm& arm = r.arms.emplace_back();
  arm.name = "fib";
  arm.role = "baseline";
  arm.samples.values.resize(1);
  for (std::size_t i = 0; i < 200; ++i) {
    arm.samples.round.push_back(std::uint32_t(i));
    arm.samples.position.push_back(0);
    arm.samples.exit_code.push_back(0);
    arm.samples.values[0].push(i == 0 ? 93e3 : i < 150 ? 94e3 : i < 199 ? 105e3 : 113e3);
  }
  return r;
}

Diff diff_of(double now, double lower, double upper, Verdict verdict) {
  Diff diff;
  diff.scenario = "fib";
  diff.outcome = verdict == Verdict::regression ? "fail" : "pass";
  diff.current_created = "2026-11-21T08:28:22Z";
  DiffRow& row = diff.rows.emplace_back();
  row.metric = *model::find_builtin("wall");
  row.statistic = "p50";
  row.baseline = 94e3;
  row.current = now;
  row.interval = {lower, upper};
  row.tolerance = row.limit = 0.2;
  row.verdict = verdict;
  return diff;
}

TEST(Human, AReportInTheColumnsOfTheReference) {
  Report report = scenario_report();
  report.response_bytes = 3;
  EXPECT_EQ(format_human(report, {}),
            "fib [process]\n"
            "  entry:        bench/scenarios/fib.av\n"
            "  backend:      assay 0.1.0 (release)\n"
            "  host:         linux/x86_64 (12 cpus)\n"
            "  iterations:   200 (warmup 3)\n"
            "  wall_time:    min=93µs  p50=94µs  p95=105µs  max=113µs  mean=97µs\n"
            "  response:     3 bytes\n");
}

TEST(Human, WhatIsAbsentHasNoLineAndWhatIsThereHasOne) {
  Report report = scenario_report();
  report.scenario->entry.clear();
  report.scenario->iterations.reset();
  report.arms[0].samples = {};
  report.backend = model::BackendRecord{"wasm-local", "wasm2c", "1.0.32", {}, {}};
  report.expected_match = false;
  report.baseline = model::BaselineRecord{"b.json", "01J", "2026-11-18T08:00:00Z", {}, false};
  report.diagnostics = {{model::Severity::note, "x", "not shown"},
                        {model::Severity::warning, "y", "the generator lagged"}};
  EXPECT_EQ(format_human(report, {}),
            "fib [process]\n"
            "  backend:      assay 0.1.0 (release), wasm2c 1.0.32\n"
            "  host:         linux/x86_64 (12 cpus)\n"
            "  iterations:   0 (warmup 3, until decided)\n"
            "  expected:     MISMATCH\n"
            "  warning:      the generator lagged\n");
}

TEST(Human, LongNamesKeepTheColumn) {
  Report report = scenario_report();
  report.scenario->name = "a_scenario_with_a_name_that_goes_on[size=10000,mode=日本語]";
  report.arms.insert(report.arms.begin(), model::Arm{});
  report.arms[0].name = "the_build_of_yesterday";
  report.arms[0].role = "baseline";
  report.arms[0].samples.round = {0};
  report.arms[0].samples.position = {0};
  report.arms[0].samples.exit_code = {0};
  report.arms[0].samples.values.resize(1);
  report.arms[0].samples.values[0].push(2.5e6);
  EXPECT_EQ(format_human(report, {}),
            "a_scenario_with_a_name_that_goes_on[size=10000,mode=日本語] [process]\n"
            "  entry:                  bench/scenarios/fib.av\n"
            "  backend:                assay 0.1.0 (release)\n"
            "  host:                   linux/x86_64 (12 cpus)\n"
            "  iterations:             200 (warmup 3)\n"
            "  wall_time:              min=93µs  p50=94µs  p95=105µs  max=113µs  mean=97µs\n"
            "  the_build_of_yesterday: min=2.50ms  p50=2.50ms  max=2.50ms  mean=2.50ms\n");
}

TEST(Human, ADiffInTheColumnsOfTheReference) {
  Diff diff = diff_of(118e3, 1.212, 1.301, Verdict::regression);
  diff.rows[0].current = 117.4e3;
  DiffRow p95 = diff.rows[0];
  p95.statistic = "p95";
  p95.baseline = 105e3;
  p95.current = 119.8e3;
  p95.interval = {1.08, 1.19};
  p95.verdict = Verdict::equivalent;
  diff.rows.push_back(p95);
  diff.notes = {"manifest: then 1234, now 5678"};
  diff.path = "base.json";
  diff.run_id = "01J";
  diff.created = "2026-11-21T06:28:22Z";
  EXPECT_EQ(format_diff(diff, {}),
            "fib: REGRESSION\n"
            "  p50    117µs (baseline 94µs, +24.9%, +21.2% … +30.1%)  REGRESSION (limit +20%)\n"
            "  p95    120µs (baseline 105µs, +14.1%, +8.0% … +19.0%)  ok\n"
            "  note: manifest: then 1234, now 5678\n"
            "  baseline: base.json, run 01J, 2026-11-21T06:28:22Z, 2 hours earlier\n");
}

TEST(Human, EveryOutcomeHasItsWord) {
  const auto first_line = [](const Diff& diff) { return split(format_diff(diff, {}), '\n')[0]; };
  Diff diff = diff_of(94e3, 0.98, 1.02, Verdict::equivalent);
  EXPECT_EQ(first_line(diff), "fib: ok");
  diff.outcome = "inconclusive";
  EXPECT_EQ(first_line(diff), "fib: inconclusive");
  diff.incomparable = {"iterations: then 10, now 30"};
  EXPECT_EQ(first_line(diff), "fib: not comparable");
  diff.advisory = true;
  EXPECT_EQ(first_line(diff), "fib: inconclusive, as advice only: not comparable");
  diff.outcome = "fail";
  EXPECT_EQ(first_line(diff), "fib: REGRESSION, as advice only: not comparable");
  Diff missing;
  missing.scenario = "fib";
  missing.outcome = "missing";
  EXPECT_EQ(format_diff(missing, {}), "fib: no baseline entry, nothing compared\n");
}

TEST(Human, WhatIsUndecidedSaysWhatToDo) {
  Diff diff = diff_of(110e3, 0, std::numeric_limits<double>::infinity(), Verdict::inconclusive);
  diff.rows[0].metric = *model::find_builtin("involuntary_switches");
  diff.rows[0].scale = model::Scale::difference;
  diff.rows[0].interval = {2, std::numeric_limits<double>::infinity()};
  diff.rows[0].baseline = 4;
  diff.rows[0].current = 9;
  diff.rows[0].reason = "set iterations = 200";
  diff.outcome = "inconclusive";
  diff.failures = {"response_bytes: baseline=3 current=4"};
  EXPECT_EQ(format_diff(diff, {}),
            "fib: inconclusive\n"
            "  involuntary_switches p50 9 (baseline 4, +5, ≥ +2)  inconclusive\n"
            "                           set iterations = 200\n"
            "  response_bytes: baseline=3 current=4  REGRESSION\n");
  EXPECT_EQ(diff_row_text(diff.rows[0]),
            "9 (baseline 4, +5, ≥ +2)  inconclusive: set iterations = 200");
}

TEST(Human, AFloorThatDecidesIsNamed) {
  Diff diff = diff_of(16e3, 1.5, 1.6, Verdict::regression);
  diff.rows[0].limit = 0.5;
  diff.rows[0].floor = 5e3;
  EXPECT_NE(format_diff(diff, {}).find("REGRESSION (limit +50%: 5.00µs)"), std::string::npos);
}

TEST(Human, ShortTimesKeepTheirDigits) {
  Report report = scenario_report();
  report.arms[0].samples = {};
  model::Summary wall;
  wall.metric = "wall";
  wall.min = 853;
  wall.median = 1534;
  wall.max = 1523.4e6;
  report.arms[0].summaries = {wall};
  EXPECT_NE(format_human(report, {}).find("min=853ns  p50=1.53µs  max=1523.40ms\n"),
            std::string::npos);
}

TEST(Human, ColoursAndSignsFollowTheStyle) {
  TextStyle ascii;
  ascii.unicode = false;
  Report report = scenario_report();
  report.scenario->name = "evil\x1b[31m";
  const std::string text = format_human(report, ascii) +
                           format_diff(diff_of(118e3, 1.2, 1.3, Verdict::regression), ascii);
  for (const char c : text) EXPECT_TRUE(c == '\n' || (c >= 0x20 && c < 0x7f)) << text;
  TextStyle colour;
  colour.color = true;
  EXPECT_NE(format_diff(diff_of(118e3, 1.2, 1.3, Verdict::regression), colour).find("\x1b[1;31m"),
            std::string::npos);
}

}  // namespace
}  // namespace assay::report
