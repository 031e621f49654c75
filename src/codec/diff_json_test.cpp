// SPDX-License-Identifier: Apache-2.0
#include "codec/diff_json.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <limits>

namespace assay::codec {
namespace {

using model::Diff;
using model::DiffRow;

DiffRow wall_row(const std::string& statistic) {
  DiffRow row;
  row.metric = *model::find_builtin("wall");
  row.statistic = statistic;
  row.baseline = 10e6;
  row.current = 12.5e6;
  row.interval = {1.2, 1.3};
  row.method = "permutation";
  row.tolerance = row.limit = 0.2;
  row.baseline_trials = 30;
  row.current_trials = 31;
  row.verdict = model::Verdict::regression;
  return row;
}

Diff regression() {
  Diff diff;
  diff.scenario = "fib";
  diff.target = "process";
  diff.outcome = "fail";
  diff.path = "b.json";
  diff.run_id = "01J";
  diff.rows = {wall_row("p50")};
  return diff;
}

nlohmann::json of(const Diff& diff) {
  const std::string line = diff_line(diff);
  EXPECT_EQ(line.find('\n'), line.size() - 1) << "one line";
  return nlohmann::json::parse(line);
}

TEST(DiffJson, HoldsWhatTheReferenceHolds) {
  const auto json = of(regression());
  EXPECT_EQ(json["kind"], "diff");
  EXPECT_EQ(json["schema"], "assay.diff/1");
  EXPECT_EQ(json["scenario"], "fib");
  EXPECT_EQ(json["regressed"], true);
  EXPECT_EQ(json["p50"]["baseline_ms"], 10);
  EXPECT_EQ(json["p50"]["current_ms"], 12.5);
  EXPECT_EQ(json["p50"]["delta_pct"], 25);
  EXPECT_EQ(json["p50"]["tolerance_pct"], 20);
  EXPECT_EQ(json["p50"]["regressed"], true);
  EXPECT_TRUE(json["p95"].is_null());
  EXPECT_TRUE(json["notes"].is_array());
}

TEST(DiffJson, AndTheEvidence) {
  const auto json = of(regression());
  EXPECT_NEAR(json["p50"]["lower_pct"].get<double>(), 20, 1e-9);
  EXPECT_NEAR(json["p50"]["upper_pct"].get<double>(), 30, 1e-9);
  EXPECT_EQ(json["p50"]["verdict"], "regression");
  EXPECT_EQ(json["comparable"], true);
  EXPECT_EQ(json["rows"][0]["lower"], 1.2);
  EXPECT_EQ(json["rows"][0]["method"], "permutation");
  EXPECT_EQ(json["rows"][0]["current_trials"], 31);
  EXPECT_EQ(json["baseline"]["run_id"], "01J");
}

TEST(DiffJson, WhatIsNotBoundedOrNotThereIsNull) {
  Diff diff = regression();
  diff.rows[0].interval = {0, std::numeric_limits<double>::infinity()};
  diff.rows[0].current.reset();
  diff.rows[0].method.clear();
  const auto json = of(diff);
  for (const char* key : {"lower_pct", "upper_pct", "current_ms", "delta_pct"})
    EXPECT_TRUE(json["p50"][key].is_null()) << key;
  for (const char* key : {"lower", "upper", "current", "method"})
    EXPECT_TRUE(json["rows"][0][key].is_null()) << key;
}

TEST(DiffJson, AMissingBaselineHasNoRows) {
  Diff diff;
  diff.scenario = "fib";
  diff.outcome = "missing";
  const auto json = of(diff);
  EXPECT_EQ(json["comparable"], false);
  EXPECT_EQ(json["regressed"], false);
  EXPECT_TRUE(json["p50"].is_null());
  EXPECT_TRUE(json["rows"].empty());
  EXPECT_TRUE(json["baseline"].is_null());
}

TEST(DiffJson, HostileTextStaysText) {
  Diff diff = regression();
  diff.scenario = "a\"\n\x1b\xff";
  diff.notes = {"\n"};
  EXPECT_EQ(of(diff)["notes"][0], "\n");
}

}  // namespace
}  // namespace assay::codec
