// SPDX-License-Identifier: Apache-2.0
#include "codec/verdict_json.hpp"

#include "model/testing/sample_report.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <limits>

namespace assay::codec {
namespace {

using model::Report;
using model::testing::sample_report;

nlohmann::json of(const Report& report) {
  return nlohmann::json::parse(verdict_json(report));
}

TEST(VerdictJson, TheTopIsTheSecondArmInTheFirstGatedMetric) {
  Report report = sample_report();
  report.plan.gated = {"peak_rss", "wall"};
  report.comparisons[2].gated = true;
  const auto json = of(report);
  EXPECT_EQ(json["verdict"], "equivalent");
  EXPECT_EQ(json["ratio"], 1);
  EXPECT_EQ(json["lower"], 0.998);
  EXPECT_EQ(json["upper"], 1.003);
  EXPECT_EQ(json["rounds"], 46);
  EXPECT_EQ(json["seconds"], 1.2);
}

TEST(VerdictJson, EveryComparisonIsListed) {
  const auto json = of(sample_report());
  ASSERT_EQ(json["comparisons"].size(), 4U);
  EXPECT_EQ(json["comparisons"][1]["metric"], "cpu");
  EXPECT_EQ(json["comparisons"][1]["ratio"], 1.03);
}

TEST(VerdictJson, DifferencesAreNotRatios) {
  Report report = sample_report();
  report.comparisons[3].estimate = 2;
  const auto json = of(report);
  EXPECT_TRUE(json["comparisons"][3]["ratio"].is_null());
  EXPECT_EQ(json["comparisons"][3]["difference"], 2);
  EXPECT_EQ(json["comparisons"][3]["upper"], 4);
}

TEST(VerdictJson, UnboundedEndsAreNull) {
  Report report = sample_report();
  report.comparisons[0].interval = {0, std::numeric_limits<double>::infinity()};
  report.comparisons[0].estimate.reset();
  const auto json = of(report);
  for (const char* key : {"ratio", "lower", "upper"}) EXPECT_TRUE(json[key].is_null()) << key;
}

TEST(VerdictJson, WithoutAComparisonNothingIsClaimed) {
  Report report = sample_report();
  report.comparisons.clear();
  const auto json = of(report);
  EXPECT_TRUE(json["verdict"].is_null());
  EXPECT_TRUE(json["comparisons"].empty());
}

}  // namespace
}  // namespace assay::codec
