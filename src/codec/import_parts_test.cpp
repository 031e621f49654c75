// SPDX-License-Identifier: Apache-2.0
// Units, filters and the reports that rows become.
#include "codec/import_filter.hpp"
#include "codec/import_report.hpp"
#include "codec/import_sources.hpp"
#include "codec/import_units.hpp"
#include "codec/report_json.hpp"
#include "model/samples.hpp"

#include <gtest/gtest.h>

namespace assay::codec {
namespace {

using Names = std::vector<std::string>;

ImportedRow timed(const std::string& name, double ns) {
  ImportedRow row;
  row.name = name;
  row.metrics.push_back({time_metric(), {ns}, {}});
  return row;
}

TEST(ImportUnits, AreConvertedByTheirExactFactor) {
  const auto factor = [](std::string_view word) {
    const auto unit = unit_named(word);
    return unit ? unit->factor : 0;
  };
  EXPECT_EQ(factor("ns/op"), 1);
  EXPECT_EQ(factor("us"), 1e3);
  EXPECT_EQ(factor("µs/iter"), 1e3);
  EXPECT_EQ(factor("μs"), 1e3);
  EXPECT_EQ(factor("ms"), 1e6);
  EXPECT_EQ(factor("s"), 1e9);
  EXPECT_EQ(factor("KiB"), 1024);
  EXPECT_EQ(factor("MB"), 1e6);
  EXPECT_EQ(factor("MB/sec"), 1e6);
  EXPECT_EQ(factor("ops/ms"), 1e3);
  for (const char* word : {"", "/", "x", "MS", "furlong/fortnight", "a/b/s", "ns/s", "s/op/s"})
    EXPECT_FALSE(unit_named(word)) << word;
  EXPECT_EQ(unit_named("MiB/s")->unit, "bytes/s");
  EXPECT_EQ(unit_named("ops/us")->unit, "ops/s");
}

TEST(ImportUnits, WholeNanosecondsComeOutWhole) {
  for (double ns = 1; ns < 1e15; ns = ns * 7 + 3) EXPECT_EQ(converted(ns / 1e9, 1e9), ns);
  EXPECT_EQ(converted(0.0019847610000000003, 1e9), 1984761);
  EXPECT_EQ(converted(1.25, 1e3), 1250);
  EXPECT_EQ(converted(0.0004, 1), 0.0004);
}

TEST(ImportTime, OnlyUtcBecomesTheTimeOfTheReport) {
  EXPECT_EQ(utc_time("2026-11-21T11:58:30+00:00"), "2026-11-21T11:58:30Z");
  EXPECT_EQ(utc_time("2026-11-21T11:58:36.289334"), "2026-11-21T11:58:36Z");
  EXPECT_EQ(utc_time("2026-11-21T11:58:30+02:00"), "");
  for (const char* text : {"", "x", "2026-11-21", "2026-11-21 11:58:30", "2026-1x-21T11:58:30Z"})
    EXPECT_EQ(utc_time(text), "") << text;
}

TEST(ImportFilter, MeansStayAndOtherAggregatesGo) {
  Imported imported;
  for (const char* aggregate : {"", "mean", "median", "stddev", "p99", "cv"}) {
    imported.rows.push_back(timed(std::string("a_") + aggregate, 1));
    imported.rows.back().aggregate = aggregate;
  }
  EXPECT_EQ(keep_means(imported), (Names{"a_median", "a_stddev", "a_p99", "a_cv"}));
  EXPECT_EQ(imported.rows.size(), 2U);
}

TEST(ImportFilter, TheFloorIsInRealUnits) {
  // 3.5 us and 51 us: the floor looks at neither's number as written.
  std::vector<ImportedRow> rows = {timed("short", 3500), timed("long", 51000), timed("at", 50000)};
  rows.push_back(timed("no time", 1));
  rows.back().metrics[0].metric = own_metric("size", "bytes");
  ImportedRow summary = timed("summary", 0);
  summary.metrics[0].samples.clear();
  summary.metrics[0].summary.mean = 49999;
  rows.push_back(summary);
  EXPECT_EQ(drop_below(rows, 50e3), (Names{"short", "summary"}));
  EXPECT_EQ(rows.size(), 3U);
}

TEST(ImportFilter, FocusKeepsWhatAPatternIsFoundInAndTellsWhichWereFound) {
  const auto patterns = read_focus("# the hot ones\n\n ^parse \nnowhere\r\n");
  ASSERT_TRUE(patterns);
  ASSERT_EQ(patterns->size(), 2U);
  EXPECT_EQ((*patterns)[1].text, "nowhere");
  EXPECT_EQ((*patterns)[1].line, 4U);
  std::vector<ImportedRow> rows = {timed("parse/1", 1), timed("unparse", 1)};
  std::vector<bool> matched(2, false);
  EXPECT_EQ(keep_focus(rows, *patterns, matched), Names{"unparse"});
  EXPECT_EQ(matched, (std::vector<bool>{true, false}));
}

TEST(ImportFilter, ABadPatternIsNamedByItsLine) {
  const auto bad = read_focus("ok\n(");
  ASSERT_FALSE(bad);
  EXPECT_NE(bad.error().text().find("line 2: '('"), std::string::npos);
  EXPECT_FALSE(read_focus("# nothing\n"));
}

TEST(ImportReport, IsAReportThatCanBeWrittenAndReadBack) {
  Imported imported;
  imported.source = Source::go;
  imported.file = "a\x1b.txt";
  imported.host.facts = {{"import.cpu", "Example"}};
  ImportedRow row = timed("a\x1b[31m\nb", 5);
  row.metrics[0].samples = {5, model::kAbsent, 7};
  row.metrics.push_back({time_metric("user"), {}, {.mean = 4}});
  row.metrics.push_back({own_metric("late", ""), {1}, {}});
  const model::Report report = report_of(row, imported);
  EXPECT_EQ(report.kind, "import");
  EXPECT_EQ(report.scenario->name, "a\\x1b[31m\\x0ab");
  EXPECT_EQ(report.arms[0].command.text, row.name);
  EXPECT_EQ(report.metrics[0].tier, "import.go");
  for (const model::HostFact& fact : report.host.facts) EXPECT_FALSE(fact.comparable);
  std::string text;
  ASSERT_TRUE(write_report(report, [&](std::string_view part) -> Result<void> {
    text += part;
    return {};
  }));
  const auto again = read_report(text);
  ASSERT_TRUE(again) << again.error().text();
  EXPECT_EQ(again->arms[0].samples.size(), 3U);
  EXPECT_EQ(model::find_summary(again->arms[0], "user")->mean, 4.0);
  EXPECT_FALSE(model::find_summary(again->arms[0], "user")->median);
  EXPECT_EQ(again->arms[0].samples.values[1].size(), 0U);
}

TEST(ImportReport, AMetricInTwoUnitsIsRefused) {
  Imported imported;
  imported.source = Source::go;
  imported.rows = {timed("a", 1), timed("a", 2)};
  imported.rows[1].metrics[0].metric.unit = "bytes";
  const auto rows = merged(imported);
  ASSERT_FALSE(rows);
  EXPECT_NE(rows.error().text().find("two units"), std::string::npos);
}

TEST(ImportReport, AMetricThatALaterRepetitionBringsWasAbsentBefore) {
  Imported imported;
  imported.source = Source::google_benchmark;
  imported.rows = {timed("a", 1), timed("a", 2)};
  imported.rows[1].metrics.push_back({own_metric("x", ""), {9}, {}});
  const auto rows = merged(imported);
  ASSERT_TRUE(rows);
  ASSERT_EQ(rows->size(), 1U);
  const auto& late = (*rows)[0].metrics[1].samples;
  ASSERT_EQ(late.size(), 2U);
  EXPECT_TRUE(model::is_absent(late[0]));
}

TEST(ImportReport, MetricsAndBenchmarksThatWouldShareANameAreNumbered) {
  const auto imported =
      import_file({"x", "BenchmarkA 1 2 ns/op 3 a/b 4 a.b/op 5 a_b\n"}, {Source::go, {}});
  ASSERT_TRUE(imported);
  std::vector<std::string> names;
  for (const ImportedMetric& metric : imported->rows[0].metrics)
    names.push_back(metric.metric.name);
  EXPECT_EQ(names, (Names{"wall", "a_b", "a.b", "a_b_2"}));
  Imported rows;
  rows.rows = {timed("a", 1), timed("a", 2), timed("a#2", 3)};
  const auto numbered = merged(rows);
  ASSERT_TRUE(numbered);
  EXPECT_EQ((*numbered)[1].name, "a#3");
}

}  // namespace
}  // namespace assay::codec
