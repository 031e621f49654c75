// SPDX-License-Identifier: Apache-2.0
#include "codec/report_json.hpp"

#include "model/testing/sample_report.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>

namespace assay::codec {
namespace {

using model::Report;
using model::testing::sample_report;

std::string written(const Report& report) {
  std::string out;
  const auto done = write_report(report, [&](std::string_view bytes) -> Result<void> {
    out += bytes;
    return {};
  });
  EXPECT_TRUE(done) << done.error().text();
  return out;
}

Report read_back(const std::string& text) {
  auto report = read_report(text);
  EXPECT_TRUE(report) << report.error().text();
  return report ? std::move(*report) : Report{};
}

// `text` with the first `from` replaced.
std::string with(std::string text, std::string_view from, std::string_view to) {
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

std::string refusal(const std::string& text) {
  auto report = read_report(text);
  EXPECT_FALSE(report) << "was read: " << text.substr(0, 200);
  if (report) return "";
  EXPECT_EQ(report.error().fault, Fault::usage);
  return report.error().text();
}

TEST(ReportJson, WritingWhatWasReadGivesTheSameBytes) {
  const std::string once = written(sample_report());
  EXPECT_TRUE(written(read_back(once)) == once);
}

TEST(ReportJson, EveryFieldSurvivesTheRoundTrip) {
  Report report = sample_report();
  report.status = model::Status::interrupted;
  report.failure = "interrupted by SIGINT";
  model::Summary summary;
  summary.metric = "wall";
  summary.count = 46;
  summary.median = 10.3e6;
  report.arms[0].summaries = {summary};
  const Report back = read_back(written(report));
  EXPECT_EQ(back.seed, report.seed);
  EXPECT_EQ(back.status, report.status);
  EXPECT_EQ(back.failure, report.failure);
  EXPECT_EQ(back.plan.pinned_cpus, report.plan.pinned_cpus);
  EXPECT_EQ(back.plan.min_effect_relative, report.plan.min_effect_relative);
  EXPECT_FALSE(back.plan.min_effect_absolute);
  ASSERT_EQ(back.arms.size(), 2U);
  EXPECT_EQ(back.arms[1].command.argv, report.arms[1].command.argv);
  EXPECT_EQ(back.arms[1].command.env, report.arms[1].command.env);
  EXPECT_EQ(back.arms[1].samples.round, report.arms[1].samples.round);
  EXPECT_EQ(back.arms[1].samples.position, report.arms[1].samples.position);
  for (std::size_t k = 0; k < 4; ++k)
    for (std::size_t i = 0; i < 46; ++i) {
      const double was = report.arms[1].samples.values[k][i];
      const double is = back.arms[1].samples.values[k][i];
      EXPECT_TRUE(was == is || (std::isnan(was) && std::isnan(is))) << k << " " << i;
    }
  EXPECT_EQ(back.arms[0].summaries[0].median, 10.3e6);
  EXPECT_FALSE(back.arms[0].summaries[0].mean);
  EXPECT_EQ(back.metrics[4].absent, report.metrics[4].absent);
  EXPECT_EQ(back.comparisons[0].interval.upper, 1.039);
  EXPECT_EQ(back.comparisons[3].interval.lower, -std::numeric_limits<double>::infinity());
  EXPECT_FALSE(back.comparisons[3].estimate);
  EXPECT_EQ(back.verdict, report.verdict);
  EXPECT_EQ(back.harness.trials, 92U);
}

TEST(ReportJson, AnUnboundedRatioIsNullOnBothSides) {
  Report report = sample_report();
  report.comparisons[0].interval = {0, std::numeric_limits<double>::infinity()};
  const std::string text = written(report);
  const auto json = nlohmann::json::parse(text);
  EXPECT_TRUE(json["comparisons"][0]["lower"].is_null());
  EXPECT_TRUE(json["comparisons"][0]["upper"].is_null());
  EXPECT_EQ(read_back(text).comparisons[0].interval.lower, 0);
}

TEST(ReportJson, WholeNumbersAreWholeAndOthersAreShortest) {
  Report report = sample_report();
  report.arms[0].samples.values[0] = {};
  for (const double value :
       {10312345.0, 0.1, 1e300, -3.0, model::kAbsent, std::numeric_limits<double>::infinity()})
    report.arms[0].samples.values[0].push(value);
  report.arms[0].samples.values[0].pad_to(46);
  EXPECT_NE(written(report).find("\"wall_ns\": [10312345,0.1,1e+300,-3,null,null,"),
            std::string::npos);
}

TEST(ReportJson, HostileTextComesOutAsValidJson) {
  Report report = sample_report();
  report.arms[1].name = "a\"b\\c\x1b[31m\n\xff\x7f日本";
  report.arms[1].command.argv = {std::string("\0x", 2), "\xed\xa0\x80"};
  report.metrics[0].metric.about = "</script>\xe2\x80\xae";
  const std::string text = written(report);
  for (const char c : text) EXPECT_TRUE(std::uint8_t(c) >= 0x20 || c == '\n') << int(c);
  EXPECT_TRUE(nlohmann::json::accept(text));
  EXPECT_EQ(read_back(text).arms[1].name, "a\"b\\c\x1b[31m\n\xef\xbf\xbd\x7f日本");
}

TEST(ReportJson, AMetricMayBeNamedLikeAFixedColumn) {
  Report report = sample_report();
  report.metrics[3].metric.name = "round";
  report.metrics[3].metric.unit = "count";
  const std::string text = written(report);
  EXPECT_EQ(nlohmann::json::parse(text)["metrics"][3]["key"], "round_2");
  const Report back = read_back(text);
  EXPECT_EQ(back.metrics[3].metric.name, "round");
  EXPECT_EQ(back.arms[0].samples.values[3][1], report.arms[0].samples.values[3][1]);
}

TEST(ReportJson, ANewerSchemaIsNamedAsSuch) {
  const std::string text = with(written(sample_report()), "assay.report/1", "assay.report/2");
  EXPECT_NE(refusal(text).find("written by a newer assay"), std::string::npos);
}

TEST(ReportJson, OtherJsonIsNoReport) {
  for (const char* text : {"", " ", "{}", "[]", "1", "null", "{\"schema\": 1}", "{\"results\": []}",
                           "{\"schema\": \"assay.report/0\"}", "{\"schema\": \"assay.soak/1\"}"})
    refusal(text);
}

TEST(ReportJson, CutAtAnyByteItIsRefusedAndNothingWorse) {
  Report report = sample_report();
  for (auto& arm : report.arms) arm.samples = {};
  const std::string whole = written(report);
  const std::size_t end = whole.find_last_of('}');
  for (std::size_t cut = 0; cut <= end; ++cut) {
    SCOPED_TRACE(cut);
    // Exactly as long as it is, so that a sanitizer sees a read beyond the end.
    refusal(whole.substr(0, cut));
  }
}

TEST(ReportJson, AnyByteFlippedIsReadOrRefusedButNeverCrashes) {
  const std::string whole = written(sample_report());
  std::size_t refused = 0;
  for (std::size_t i = 0; i < whole.size(); i += 3) {
    std::string text = whole;
    text[i] = char(text[i] ^ 0x15);
    if (!read_report(text)) ++refused;
  }
  EXPECT_GT(refused, 0U);
}

TEST(ReportJson, ColumnsThatDisagreeAreRefusedWithTheirPlace) {
  const std::string whole = written(sample_report());
  EXPECT_NE(refusal(with(whole, "\"position\": [0,", "\"position\": [")).find("baseline"),
            std::string::npos);
  refusal(with(whole, "\"wall_ns\": [", "\"wall_ns\": [1,"));
  refusal(with(whole, "\"exit_code\": [0,", "\"exit_code\": [70000,"));
  refusal(with(whole, "\"round\": [0,", "\"round\": [-1,"));
  refusal(with(whole, "\"cpu_ns\": [", "\"cpu_parsecs\": ["));
  refusal(with(whole, "\"cpu_ns\": [", "\"wall_ns\": ["));
  refusal(with(whole, "\"foreign_cpu\": [", "\"foreign_cpu\": [1,"));
  refusal(with(whole, "\"index\": 0", "\"index\": 1"));
  refusal(with(whole, "\"candidate\": {", "\"baseline\": {"));
}

TEST(ReportJson, NumbersOutsideJsonAreRefused) {
  const std::string whole = written(sample_report());
  // In the place of a value, so that the column keeps its length.
  for (const char* bad : {"NaN", "Infinity", "1e999", "0x10", "01", "\"1\"", "[1]", "{}", "true"})
    refusal(with(whole, "\"steal\": [0,", fmt::format("\"steal\": [{},", bad)));
  EXPECT_TRUE(read_report(with(whole, "\"steal\": [0,", "\"steal\": [null,")));
}

TEST(ReportJson, WordsItDoesNotKnowAreRefused) {
  const std::string whole = written(sample_report());
  EXPECT_NE(
      refusal(with(whole, "\"verdict\": \"regression\"", "\"verdict\": \"fine\"")).find("fine"),
      std::string::npos);
  refusal(with(whole, "\"status\": \"complete\"", "\"status\": \"done\""));
  refusal(with(whole, "\"direction\": \"lower\"", "\"direction\": \"down\""));
}

TEST(ReportJson, MembersAddedLaterAreSkippedAndMissingOnesAreNamed) {
  const std::string whole = written(sample_report());
  EXPECT_TRUE(read_report(with(whole, "\"seed\":", "\"later\": {\"x\": [1, {}]}, \"seed\":")));
  EXPECT_NE(refusal(with(whole, "\"seed\":", "\"sead\":")).find("seed"), std::string::npos);
  EXPECT_NE(refusal(with(whole, "\"seed\":", "\"seed\": 1, \"seed\":")).find("twice"),
            std::string::npos);
}

TEST(ReportJson, AToolThatSortsKeysChangesNothing) {
  const std::string whole = written(sample_report());
  // nlohmann sorts the keys of objects, so "arms" comes before "metrics".
  std::string sorted = nlohmann::json::parse(whole).dump();
  ASSERT_LT(sorted.find("\"arms\""), sorted.find("\"metrics\""));
  EXPECT_TRUE(written(read_back(sorted)) == whole);
}

TEST(ReportJson, FilesOfEarlierVersionsAreStillRead) {
  const auto folder = std::filesystem::path(ASSAY_TEST_DATA);
  for (const char* name : {"compare", "interrupted", "time"}) {
    SCOPED_TRACE(name);
    std::ifstream file(folder / fmt::format("report-1-{}.json", name), std::ios::binary);
    ASSERT_TRUE(file);
    const std::string text((std::istreambuf_iterator<char>(file)), {});
    const Report report = read_back(text);
    ASSERT_FALSE(report.arms.empty());
    EXPECT_EQ(report.arms[0].name, "baseline");
    EXPECT_EQ(report.arms[0].samples.size(), 46U);
    ASSERT_EQ(report.arms[0].summaries.size(), 4U);
    EXPECT_EQ(report.arms[0].summaries[0].metric, "wall");
    EXPECT_EQ(report.metrics[4].absent, "this machine has no hardware counters");
  }
}

TEST(ReportJson, ScenariosOfEarlierVersionsAreStillRead) {
  const auto folder = std::filesystem::path(ASSAY_TEST_DATA);
  for (const auto& [file_name, scenario, target] :
       {std::tuple("run", "two", "process"), std::tuple("import", "hf", "import")}) {
    SCOPED_TRACE(file_name);
    std::ifstream file(folder / fmt::format("report-1-{}.json", file_name), std::ios::binary);
    ASSERT_TRUE(file);
    const std::string text((std::istreambuf_iterator<char>(file)), {});
    const Report report = read_back(text);
    ASSERT_TRUE(report.scenario);
    EXPECT_EQ(report.scenario->name, scenario);
    EXPECT_EQ(report.scenario->target, target);
    ASSERT_EQ(report.arms.size(), 1U);
    EXPECT_GT(report.arms[0].samples.size(), 0U);
    EXPECT_EQ(report.baseline.has_value(), report.kind == "run");
  }
}

TEST(ReportJson, DepthDoesNotOverflowTheStack) {
  refusal(std::string(200000, '['));
  const std::string whole = written(sample_report());
  const std::string deep = std::string(5000, '[') + std::string(5000, ']');
  refusal(with(whole, "\"seed\":", "\"later\": " + deep + ", \"seed\":x"));
}

TEST(ReportJson, AFewBytesCannotAskForMuchMemory) {
  // Each column of one value takes 32 KiB: 40 arms of 1000 columns would be 1.3 GB.
  Report report = sample_report();
  report.arms.clear();
  report.comparisons.clear();
  while (report.metrics.size() < 1000) {
    report.metrics.push_back(report.metrics[0]);
    report.metrics.back().metric.name = "m" + std::to_string(report.metrics.size());
  }
  for (int a = 0; a < 40; ++a) {
    model::Arm arm;
    arm.name = "arm" + std::to_string(a);
    arm.samples.round = {0};
    arm.samples.position = {0};
    arm.samples.exit_code = {0};
    report.arms.push_back(std::move(arm));
  }
  std::string text = written(report);
  for (std::size_t at = 0; (at = text.find("_ns\": null", at)) != std::string::npos;)
    text.replace(at, 10, "_ns\": [1]");
  EXPECT_NE(refusal(text).find("too many columns"), std::string::npos);
}

TEST(ReportJson, TheSinksErrorEndsTheWriting) {
  int calls = 0;
  Report report = sample_report();
  for (int i = 0; i < 40000; ++i)
    report.arms[0].samples.round.push_back(0), report.arms[0].samples.position.push_back(0),
        report.arms[0].samples.exit_code.push_back(0);
  const auto done = write_report(report, [&](std::string_view) -> Result<void> {
    ++calls;
    return Error{Fault::internal, "disk full", "", ""};
  });
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().what, "disk full");
  EXPECT_EQ(calls, 1);
}

TEST(ReportJson, TwoArmsOfOneNameAreNotWritten) {
  Report report = sample_report();
  report.arms[1].name = "baseline";
  EXPECT_FALSE(write_report(report, [](std::string_view) -> Result<void> { return {}; }));
}

}  // namespace
}  // namespace assay::codec
