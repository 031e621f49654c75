// SPDX-License-Identifier: Apache-2.0
#include "codec/hyperfine_export.hpp"

#include "model/testing/sample_report.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace assay::codec {
namespace {

using model::Report;

// Three trials of 10, 20 and 30 ms; the second had no wall time.
Report small_report() {
  Report report;
  report.metrics = {model::testing::measured("wall", "clock"),
                    model::testing::measured("user", "rusage"),
                    model::testing::measured("peak_rss", "rusage")};
  model::Arm& arm = report.arms.emplace_back();
  arm.name = "sleep, \"x\"";
  arm.role = "baseline";
  arm.parameters = {{"n", "1"}, {"m", "a,b"}};
  arm.samples.values.resize(3);
  const double walls[] = {10e6, model::kAbsent, 30e6};
  for (std::size_t i = 0; i < 3; ++i) {
    arm.samples.round.push_back(std::uint32_t(i));
    arm.samples.position.push_back(0);
    arm.samples.exit_code.push_back(std::int16_t(i == 2 ? 137 : 0));
    arm.samples.values[0].push(walls[i]);
    arm.samples.values[1].push(1e6);
    arm.samples.values[2].push(4096);
  }
  model::Summary wall;
  wall.metric = "wall";
  wall.count = 2;
  wall.mean = wall.median = 20e6;
  wall.min = 10e6;
  wall.max = 30e6;
  wall.stddev = 14142135.6;
  model::Summary user;
  user.metric = "user";
  user.mean = 1e6;
  arm.summaries = {wall, user};
  return report;
}

nlohmann::json exported(const Report& report) {
  std::string text;
  const auto done = write_hyperfine_json(report, [&](std::string_view bytes) -> Result<void> {
    text += bytes;
    return {};
  });
  EXPECT_TRUE(done);
  return nlohmann::json::parse(text);
}

TEST(HyperfineExport, JsonHasItsMembersInSeconds) {
  const auto json = exported(small_report());
  ASSERT_EQ(json["results"].size(), 1U);
  const auto& result = json["results"][0];
  EXPECT_EQ(result["command"], "sleep, \"x\"");
  EXPECT_EQ(result["mean"], 0.02);
  EXPECT_EQ(result["median"], 0.02);
  EXPECT_EQ(result["min"], 0.01);
  EXPECT_EQ(result["max"], 0.03);
  EXPECT_EQ(result["user"], 0.001);
  EXPECT_NEAR(result["stddev"].get<double>(), 0.0141421, 1e-6);
  EXPECT_EQ(result["parameters"], (nlohmann::json{{"n", "1"}, {"m", "a,b"}}));
}

TEST(HyperfineExport, ListsRunInStepAndLeaveOutTrialsWithoutATime) {
  const auto json = exported(small_report());
  const auto& result = json["results"][0];
  EXPECT_EQ(result["times"], (nlohmann::json{0.01, 0.03}));
  EXPECT_EQ(result["exit_codes"], (nlohmann::json{0, 137}));
  EXPECT_EQ(result["memory_usage_byte"], (nlohmann::json{4096, 4096}));
}

TEST(HyperfineExport, WhatWasNotMeasuredIsNullNotZero) {
  Report report = small_report();
  report.arms[0].summaries[0].stddev.reset();
  report.arms[0].parameters.clear();
  const auto json = exported(report);
  EXPECT_TRUE(json["results"][0]["stddev"].is_null());
  EXPECT_TRUE(json["results"][0]["system"].is_null());
  EXPECT_FALSE(json["results"][0].contains("parameters"));
}

TEST(HyperfineExport, CsvQuotesWhatMustBeAndSortsParameters) {
  EXPECT_EQ(hyperfine_csv(small_report()),
            "command,mean,stddev,median,user,system,min,max,parameter_m,parameter_n\n"
            "\"sleep, \"\"x\"\"\",0.02,0.0141421356,0.02,0.001,,0.01,0.03,\"a,b\",1\n");
}

TEST(HyperfineExport, AnArmWithoutWallTimesHasNoRow) {
  Report report = small_report();
  report.arms[0].summaries.clear();
  EXPECT_TRUE(exported(report)["results"].empty());
  EXPECT_EQ(hyperfine_csv(report).find("sleep"), std::string::npos);
}

}  // namespace
}  // namespace assay::codec
