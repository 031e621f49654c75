// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"
#include "model/testing/sample_report.hpp"
#include "report/export_tables.hpp"
#include "report/render.hpp"
#include "report/summarise.hpp"

#include <gtest/gtest.h>

namespace assay::report {
namespace {

using model::Report;
using model::testing::sample_report;

// 21.0 ± 0.02 ms, then 11.1 ± 0.2 ms: numbers of a real run of hyperfine.
Report two_commands() {
  Report report;
  report.metrics = {model::testing::measured("wall", "clock")};
  const auto add = [&](const char* name, double mean, double stddev, double min, double max) {
    model::Arm& arm = report.arms.emplace_back();
    arm.name = name;
    model::Summary wall;
    wall.metric = "wall";
    wall.count = 3;
    wall.mean = mean;
    wall.stddev = stddev;
    wall.min = min;
    wall.max = max;
    arm.summaries = {wall};
  };
  add("sleep 0.02", 21019035, 19577, 20999053, 21038180);
  add("sleep 0.01", 11125774, 188607, 11008670, 11343347);
  return report;
}

TEST(ExportTables, MarkdownHasHyperfinesColumns) {
  EXPECT_EQ(to_markdown(two_commands(), {}),
            "| Command | Mean [ms] | Min [ms] | Max [ms] | Relative |\n"
            "|:---|---:|---:|---:|---:|\n"
            "| `sleep 0.02` | 21.0 ± 0.0 | 21.0 | 21.0 | 1.00 |\n"
            "| `sleep 0.01` | 11.1 ± 0.2 | 11.0 | 11.3 | 0.53 ± 0.01 |\n");
}

TEST(ExportTables, SortingMovesRowsButNotTheReference) {
  const std::string table = to_markdown(two_commands(), {TimeUnit::second, RowOrder::mean_time});
  EXPECT_LT(table.find("sleep 0.01"), table.find("sleep 0.02"));
  EXPECT_NE(table.find("| Command | Mean [s] |"), std::string::npos);
  EXPECT_NE(table.find("| `sleep 0.02` | 0.021 ± 0.000 | 0.021 | 0.021 | 1.00 |"),
            std::string::npos);
}

TEST(ExportTables, AsciiDocAndOrgModeHaveTheSameCells) {
  const std::string asciidoc = to_asciidoc(two_commands(), {TimeUnit::microsecond, {}});
  EXPECT_TRUE(asciidoc.starts_with("[cols=\"<,>,>,>,>\"]\n|===\n| Command \n| Mean [µs] \n"));
  EXPECT_NE(asciidoc.find("\n| `sleep 0.01` \n| 11125.8 ± 188.6 \n"), std::string::npos);
  EXPECT_TRUE(asciidoc.ends_with("|===\n"));
  EXPECT_NE(to_orgmode(two_commands(), {}).find("| =sleep 0.01=  |  11.1 ± 0.2 |  11.0 |"),
            std::string::npos);
}

TEST(ExportTables, NamesCannotBreakTheTable) {
  Report report = two_commands();
  report.arms[0].name = "a | b\n`c`";
  EXPECT_NE(to_markdown(report, {}).find("| `` a \\| b `c` `` |"), std::string::npos);
  EXPECT_NE(to_orgmode(report, {}).find("=a \\vert{} b `c`="), std::string::npos);
}

TEST(ExportTables, OneTrialHasNoSpread) {
  Report report = two_commands();
  for (auto& arm : report.arms) arm.summaries[0].stddev.reset();
  EXPECT_NE(to_markdown(report, {}).find("| `sleep 0.01` | 11.1 | 11.0 | 11.3 | 0.53 |"),
            std::string::npos);
}

std::size_t fields(const std::string& line) {
  std::size_t count = 1;
  bool quoted = false;
  for (const char c : line) {
    if (c == '"') quoted = !quoted;
    if (c == ',' && !quoted) ++count;
  }
  return count;
}

TEST(Csv, HasARowForEachArmAndMetricAndAsManyFieldsAsTitles) {
  Report report = sample_report();
  report.arms[1].name = "a,\"b\"";
  for (auto& c : report.comparisons) c.arm = report.arms[1].name;
  const auto lines = split(to_csv(report), '\n');
  ASSERT_EQ(lines.size(), 1U + 2 * 4 + 1);
  for (std::size_t i = 0; i + 1 < lines.size(); ++i)
    EXPECT_EQ(fields(lines[i]), fields(lines[0])) << lines[i];
  EXPECT_TRUE(lines[1].starts_with("baseline,baseline,wall,ns,clock,46,"));
  EXPECT_TRUE(lines[5].starts_with("\"a,\"\"b\"\"\",candidate,wall,"));
  EXPECT_NE(lines[5].find(",1.031,1.024,1.039,regression,true,0.01,46,"), std::string::npos);
}

TEST(Csv, ANameIsNoFormulaOfASpreadsheet) {
  Report report = sample_report();
  report.comparisons.clear();
  for (const std::string name : {"=1+1", "+A1", "-A1", "@SUM(A1)", "\tx"}) {
    report.arms[0].name = name;
    EXPECT_TRUE(split(to_csv(report), '\n')[1].starts_with("'" + name + ",")) << name;
  }
}

TEST(Csv, TheFirstComparisonOfAnArmSpeaksForIt) {
  Report report = sample_report();
  report.comparisons.push_back(report.comparisons[0]);
  report.comparisons.back().baseline = "stored baseline";
  report.comparisons.back().method = "unpaired";
  EXPECT_EQ(to_csv(report).find("stored baseline"), std::string::npos);
}

TEST(Csv, WhatIsAbsentIsEmpty) {
  const auto lines = split(to_csv(sample_report()), '\n');
  EXPECT_NE(lines[8].find(",difference,,,4,inconclusive,"), std::string::npos) << lines[8];
}

}  // namespace
}  // namespace assay::report
