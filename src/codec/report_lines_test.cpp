// SPDX-License-Identifier: Apache-2.0
#include "codec/report_lines.hpp"

#include "codec/report_json.hpp"
#include "model/testing/sample_report.hpp"

#include <gtest/gtest.h>

#include <string>

namespace assay::codec {
namespace {

using model::testing::sample_report;

Sink into(std::string& out) {
  return [&out](std::string_view bytes) -> Result<void> {
    out += bytes;
    return {};
  };
}

std::string line_of(const std::string& run_id) {
  model::Report report = sample_report();
  report.run_id = run_id;
  std::string out;
  EXPECT_TRUE(write_report_line(report, into(out)));
  return out;
}

std::vector<std::string> ids(const std::string& text) {
  auto reports = read_reports(text);
  EXPECT_TRUE(reports) << reports.error().text();
  std::vector<std::string> out;
  if (reports)
    for (const model::Report& report : *reports) out.push_back(report.run_id);
  return out;
}

std::string refusal(const std::string& text) {
  auto reports = read_reports(text);
  EXPECT_FALSE(reports);
  if (reports) return "";
  EXPECT_EQ(reports.error().fault, Fault::usage);
  return reports.error().text();
}

TEST(ReportLines, ALineIsAReportAndBlankLinesAreNone) {
  EXPECT_EQ(ids(line_of("a") + "\n  \r\n" + line_of("b")), (std::vector<std::string>{"a", "b"}));
  std::string without_end = line_of("a");
  without_end.pop_back();
  EXPECT_EQ(ids(without_end), std::vector<std::string>{"a"});
}

TEST(ReportLines, OneReportMayFillManyLines) {
  std::string text;
  ASSERT_TRUE(write_report(sample_report(), into(text)));
  EXPECT_EQ(ids("\n" + text), std::vector<std::string>{sample_report().run_id});
}

TEST(ReportLines, WhatWasWrittenIsReadBack) {
  std::vector<model::Report> reports(2);
  for (model::Report& report : reports) report = sample_report();
  reports[1].run_id = "second";
  std::string text;
  ASSERT_TRUE(write_reports(reports, into(text)));
  EXPECT_EQ(ids(text), (std::vector<std::string>{reports[0].run_id, "second"}));
  reports.pop_back();
  std::string single;
  ASSERT_TRUE(write_reports(reports, into(single)));
  EXPECT_TRUE(single.starts_with("{\n"));
}

TEST(ReportLines, ALineThatIsCutShortIsNamed) {
  const std::string line = line_of("a");
  const std::string half = line.substr(0, line.size() / 2);
  EXPECT_TRUE(refusal(line + line + half).starts_with("line 3: "));
  EXPECT_TRUE(refusal(line + "\n" + half + "\n" + line).starts_with("line 3: "));
  EXPECT_TRUE(refusal(half + "\n" + line).starts_with("line 1: "));
  EXPECT_TRUE(refusal(line + "{}\n").starts_with("line 2: "));
}

TEST(ReportLines, NoReportIsAnError) {
  for (const std::string text : {"", " \n\n", "[]", "{", "\"", "[1]\n", "}\n{"})
    EXPECT_FALSE(refusal(text).empty()) << text;
}

std::string scenario_line(const std::string& name, const std::string& target) {
  model::Report report = sample_report();
  report.scenario.emplace().name = name;
  report.scenario->target = target;
  std::string out;
  EXPECT_TRUE(write_report_line(report, into(out)));
  return out;
}

// With what index_reports() wants behind it.
struct Indexed {
  std::string text;
  Result<std::vector<ReportPlace>> places;
};
Indexed indexed(std::string text) {
  text.reserve(text.size() + kReadPadding);
  Indexed out{std::move(text), std::vector<ReportPlace>{}};
  out.places = index_reports(out.text);
  return out;
}

TEST(ReportLines, OtherKindsOfLinesAreSkipped) {
  const std::string diff = "{\"kind\":\"diff\",\"scenario\":\"a\"}\n";
  EXPECT_EQ(ids(diff + line_of("a") + diff + line_of("b")), (std::vector<std::string>{"a", "b"}));
  EXPECT_FALSE(refusal(diff).empty());
  EXPECT_TRUE(refusal(line_of("a") + "{\"knd\":\"diff\"}\n").starts_with("line 2: "));
  EXPECT_TRUE(refusal("{\"kind\":\"diff\",\n" + line_of("a")).starts_with("line 1: "));
}

TEST(ReportLines, AnIndexSaysWhichScenarioStandsWhere) {
  const std::string first = scenario_line("sort", "process");
  const auto found = indexed(first + "\n{\"kind\":\"diff\"}\n" + line_of("none") +
                             scenario_line("fib", "library"));
  ASSERT_TRUE(found.places) << found.places.error().text();
  ASSERT_EQ(found.places->size(), 3U);
  EXPECT_EQ((*found.places)[0].scenario, "sort");
  EXPECT_EQ((*found.places)[0].target, "process");
  EXPECT_EQ((*found.places)[0].line, 1U);
  EXPECT_EQ((*found.places)[0].text.size() + 1, first.size());
  EXPECT_EQ((*found.places)[1].scenario, "");
  EXPECT_EQ((*found.places)[2].scenario, "fib");
  EXPECT_EQ((*found.places)[2].line, 5U);
  EXPECT_EQ(read_report(std::string((*found.places)[2].text))->scenario->target, "library");
}

TEST(ReportLines, AnIndexOfOneReportOnManyLines) {
  model::Report report = sample_report();
  report.scenario.emplace().name = "fib";
  std::string text;
  ASSERT_TRUE(write_report(report, into(text)));
  const auto found = indexed("\n" + text);
  ASSERT_TRUE(found.places) << found.places.error().text();
  ASSERT_EQ(found.places->size(), 1U);
  EXPECT_EQ((*found.places)[0].line, 2U);
  EXPECT_EQ((*found.places)[0].scenario, "fib");
}

// Wherever a line is cut, the index names it: nobody finds out after an hour of measuring.
TEST(ReportLines, AnIndexNoticesACutAtEveryByte) {
  const std::string line = scenario_line("sort", "process");
  for (std::size_t kept = 1; kept + 1 < line.size(); kept += 7) {
    const auto found = indexed(line + line.substr(0, kept));
    ASSERT_FALSE(found.places) << kept;
    EXPECT_TRUE(found.places.error().text().starts_with("line 2: ")) << found.places.error().text();
  }
}

TEST(ReportLines, AnIndexRefusesANewerSchema) {
  std::string newer = scenario_line("sort", "process");
  newer.replace(newer.find("assay.report/1"), 14, "assay.report/9");
  const auto found = indexed(scenario_line("a", "process") + newer);
  ASSERT_FALSE(found.places);
  EXPECT_NE(found.places.error().text().find("line 2"), std::string::npos);
  EXPECT_NE(found.places.error().text().find("newer assay: assay.report/9"), std::string::npos);
}

TEST(ReportLines, TheTakersErrorEndsIt) {
  std::size_t seen = 0;
  auto read = each_report(line_of("a") + line_of("b"),
                          [&](model::Report&&, std::size_t line) -> Result<void> {
                            seen = line;
                            return Error{Fault::check, "enough", "", ""};
                          });
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().what, "enough");
  EXPECT_EQ(seen, 1U);
}

}  // namespace
}  // namespace assay::codec
