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
