// SPDX-License-Identifier: Apache-2.0
// Exports, and what comes back when they are imported again.
#include "codec/export.hpp"

#include "codec/import.hpp"
#include "codec/import_report.hpp"
#include "codec/import_units.hpp"
#include "model/samples.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <span>

namespace assay::codec {
namespace {

using Values = std::vector<double>;

// One arm with samples of wall and peak_rss, and a mean of user.
model::Report scenario(const std::string& name, const Values& walls, const Values& memory = {}) {
  ImportedRow row;
  row.name = name;
  row.metrics.push_back({time_metric(), walls, {}});
  if (!memory.empty()) row.metrics.push_back({*model::find_builtin("peak_rss"), memory, {}});
  row.metrics.push_back({time_metric("user"), {}, {.count = walls.size(), .mean = 2e6}});
  model::Report report = report_of(row, {});
  model::Summary wall;
  wall.metric = "wall";
  wall.count = walls.size();
  wall.median = walls.at(walls.size() / 2);
  wall.mean = wall.median;
  wall.stddev = 1;
  wall.median_lower = walls.front();
  wall.median_upper = walls.back();
  report.arms[0].summaries.push_back(wall);
  if (!memory.empty()) {
    wall.metric = "peak_rss";
    wall.median = wall.mean = memory.front();
    wall.median_lower.reset();
    report.arms[0].summaries.push_back(wall);
  }
  return report;
}

std::string exported(ExportFormat format, std::span<const model::Report> reports,
                     std::vector<std::string> metrics = {}) {
  const auto exporter = make_exporter(format, std::move(metrics));
  for (const model::Report& report : reports) {
    const auto added = exporter->add(report);
    EXPECT_TRUE(added) << added.error().text();
  }
  return exporter->finish();
}

std::string exported(ExportFormat format, const model::Report& report,
                     std::vector<std::string> metrics = {}) {
  return exported(format, std::span(&report, 1), std::move(metrics));
}

std::vector<ImportedRow> back(const std::string& text, Source source) {
  auto imported = import_file({"x", text}, {source, {}});
  EXPECT_TRUE(imported) << imported.error().text() << text;
  if (!imported) return {};
  auto rows = merged(*imported);
  EXPECT_TRUE(rows);
  return rows ? *std::move(rows) : std::vector<ImportedRow>{};
}

Values samples(const ImportedRow& row, const std::string& metric) {
  for (const ImportedMetric& each : row.metrics)
    if (each.metric.name == metric) return each.samples;
  ADD_FAILURE() << row.name << " has no " << metric;
  return {};
}

const Values kWalls = {10007445, 9928606, 10078081};
const Values kMemory = {1392640, 1396736, 1388544};

TEST(Export, HyperfineHoldsEverySample) {
  std::vector<model::Report> reports;
  reports.push_back(scenario("a", kWalls, kMemory));
  reports.push_back(scenario("b c", {5}));
  const auto rows = back(exported(ExportFormat::hyperfine, reports), Source::hyperfine);
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].name, "a");
  EXPECT_EQ(rows[1].name, "b c");
  EXPECT_EQ(samples(rows[0], "wall"), kWalls);
  EXPECT_EQ(samples(rows[0], "peak_rss"), kMemory);
  EXPECT_EQ(rows[0].metrics[1].summary.mean, 2e6);
}

TEST(Export, GoogleBenchmarkHoldsEverySampleOfEveryMetric) {
  const auto rows = back(exported(ExportFormat::google_benchmark, scenario("a", kWalls, kMemory)),
                         Source::google_benchmark);
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(samples(rows[0], "wall"), kWalls);
  EXPECT_EQ(samples(rows[0], "peak_rss"), kMemory);
}

TEST(Export, GoogleBenchmarkHoldsASummaryAsAggregates) {
  ImportedRow row;
  row.name = "a";
  row.metrics.push_back({time_metric(), {}, {.count = 9, .mean = 7.5, .median = 7}});
  const auto rows =
      back(exported(ExportFormat::google_benchmark, report_of(row, {})), Source::google_benchmark);
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].metrics.at(0).summary.mean, 7.5);
  EXPECT_EQ(rows[0].metrics.at(0).summary.median, 7.0);
  EXPECT_FALSE(rows[0].metrics.at(0).summary.stddev);
}

TEST(Export, BmfAndCustomHoldTheMedians) {
  const model::Report report = scenario("a", kWalls, kMemory);
  const auto bmf = back(exported(ExportFormat::bmf, report), Source::bmf);
  ASSERT_EQ(bmf.size(), 1U);
  EXPECT_EQ(samples(bmf[0], "wall"), Values{9928606});
  EXPECT_EQ(samples(bmf[0], "peak_rss"), Values{1392640});
  EXPECT_EQ(samples(bmf[0], "user"), Values{2e6});  // no median: its mean
  const auto custom = back(exported(ExportFormat::custom_smaller, report), Source::custom_smaller);
  ASSERT_EQ(custom.size(), 3U);
  EXPECT_EQ(custom[0].name, "a");
  EXPECT_EQ(samples(custom[0], "wall"), Values{9928606});
  EXPECT_EQ(custom[1].name, "a/peak_rss");
}

TEST(Export, BmfSaysTheIntervalOfTheMedian) {
  const auto json =
      nlohmann::json::parse(exported(ExportFormat::bmf, scenario("a", {1, 2, 4}, {8, 8, 8})));
  EXPECT_EQ(json["a"]["latency"],
            (nlohmann::json{{"value", 2}, {"lower_value", 1}, {"upper_value", 4}}));
  EXPECT_EQ(json["a"]["peak_rss_bytes"], (nlohmann::json{{"value", 8}}));
}

TEST(Export, WhatIsBetterBiggerIsNotSaidToBeBetterSmaller) {
  ImportedRow row;
  row.name = "a";
  row.metrics.push_back({own_metric("ops_per_second", "ops/s"), {}, {.mean = 5}});
  const auto exporter = make_exporter(ExportFormat::custom_smaller, {});
  const auto added = exporter->add(report_of(row, {}));
  ASSERT_TRUE(added);
  EXPECT_EQ(*added, 0U);
  EXPECT_EQ(nlohmann::json::parse(exporter->finish()), nlohmann::json::array());
}

TEST(Export, OnlyTheMetricsAskedFor) {
  const auto json = nlohmann::json::parse(
      exported(ExportFormat::bmf, scenario("a", kWalls, kMemory), {"peak_rss"}));
  EXPECT_EQ(json["a"].size(), 1U);
}

TEST(Export, TwoResultsOfOneNameAreRefused) {
  for (const auto format :
       {ExportFormat::bmf, ExportFormat::google_benchmark, ExportFormat::custom_smaller}) {
    const auto exporter = make_exporter(format, {});
    ASSERT_TRUE(exporter->add(scenario("a", {1})));
    const auto second = exporter->add(scenario("a", {1}));
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().fault, Fault::usage);
  }
}

TEST(Export, ArmsOfAComparisonAreNamedApart) {
  model::Report report = scenario("a", {3});
  report.arms.push_back(std::move(scenario("a", {4}).arms[0]));
  report.arms[0].name = "baseline";
  const auto with = back(exported(ExportFormat::hyperfine, report), Source::hyperfine);
  ASSERT_EQ(with.size(), 2U);
  EXPECT_EQ(with[0].name, "a/baseline");
  report.scenario.reset();
  const auto without = back(exported(ExportFormat::hyperfine, report), Source::hyperfine);
  EXPECT_EQ(without[1].name, "candidate");
}

TEST(OpenMetrics, BaseUnitsLabelsAndTheEnd) {
  std::vector<model::Report> reports;
  reports.push_back(scenario("a", {2500000}, {4096}));
  reports.push_back(scenario("z", {1500000}));
  reports[0].scenario->name = "a \"b\"\\\n\x1b";
  const std::string text = exported(ExportFormat::openmetrics, reports);
  EXPECT_NE(text.find("# TYPE assay_wall_seconds gauge\n# UNIT assay_wall_seconds seconds\n# HELP "
                      "assay_wall_seconds "),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("assay_wall_seconds{scenario=\"a \\\"b\\\"\\\\\\n\\\\x1b\",arm=\"candidate\","
                      "statistic=\"median\"} 0.0025\n"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("assay_peak_rss_bytes{"), std::string::npos);
  EXPECT_TRUE(text.ends_with("\n# EOF\n"));
  // The lines of a family stand together.
  const std::size_t last = text.rfind("assay_wall_seconds{scenario=\"z\"");
  EXPECT_EQ(text.find("# TYPE", text.find("assay_wall_seconds{")) > last, true);
}

TEST(OpenMetrics, MetricsThatWouldMeetGetNamesOfTheirOwn) {
  ImportedRow row;
  row.name = "a";
  for (const char* unit : {"words/op", "words.op", "count", "ops/s", "percent"})
    row.metrics.push_back({own_metric("x", unit), {}, {.mean = 50}});
  row.metrics[1].metric.name = "x-";
  row.metrics[2].metric.name = "n";
  row.metrics[3].metric.name = "r";
  row.metrics[4].metric.name = "p";
  row.metrics.push_back({own_metric("x.", "words/op"), {}, {.mean = 1}});
  row.metrics.push_back({own_metric("x-", "words-op"), {}, {.mean = 1}});
  row.metrics.back().metric.name = "x_";
  const std::string text = exported(ExportFormat::openmetrics, report_of(row, {}));
  for (const char* line :
       {"assay_x_words_op{", "assay_x__words_op{", "assay_x__2_words_op{", "assay_x__3_words_op{",
        "assay_n{", "assay_r_ops_per_second{", "assay_p_ratio{"})
    EXPECT_NE(text.find(line), std::string::npos) << line << "\n" << text;
  EXPECT_NE(text.find("statistic=\"mean\"} 0.5"), std::string::npos);
}

}  // namespace
}  // namespace assay::codec
