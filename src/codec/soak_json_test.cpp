// SPDX-License-Identifier: Apache-2.0
#include "codec/soak_json.hpp"

#include "model/testing/sample_soak.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <string>

namespace assay::codec {
namespace {

using model::CheckOutcome;
using model::testing::sample_soak;
using nlohmann::json;

std::string written(const model::SoakResult& result, int exit = 0) {
  std::string out;
  const auto ok = write_soak(result, exit, [&](std::string_view bytes) -> Result<void> {
    out += bytes;
    return {};
  });
  EXPECT_TRUE(ok);
  return out;
}

TEST(SoakJson, WritesColumnsAndTheNamesOfTheContract) {
  const auto document = json::parse(written(sample_soak()));
  EXPECT_EQ(document["schema"], "assay.soak/1");
  EXPECT_EQ(document["polls"]["counters"]["seen"], json({5000, 15000, 25000}));
  EXPECT_EQ(document["polls"]["events_per_second"], json({nullptr, 2000, 2000}));
  EXPECT_EQ(document["events"]["delivered"], 20000);
  const auto& reference = document["reference"];
  EXPECT_EQ(reference["rss_growth_kb"], 2048);
  EXPECT_EQ(reference["max_ringbuf_drops_total"], 2);
  EXPECT_EQ(reference["pass"], true);
  EXPECT_EQ(json::parse(soak_summary_json(sample_soak())), reference);
}

TEST(SoakJson, RowsComeOutAsTheyWentIn) {
  const auto rows = read_soak_rows(written(sample_soak()), "soak.json");
  ASSERT_TRUE(rows) << rows.error().text();
  ASSERT_EQ(rows->size(), 2U);
  const auto& growth = (*rows)[0];
  EXPECT_EQ(growth.scenario, "soak_runtime");
  EXPECT_EQ(growth.metric, "rss_growth_mb");
  EXPECT_EQ(growth.result, 2);
  EXPECT_EQ(growth.budget, 128);
  EXPECT_EQ(growth.status, CheckOutcome::pass);
  EXPECT_EQ(growth.evidence, "soak.json");
  const auto& drops = (*rows)[1];
  EXPECT_EQ(drops.metric, "ringbuf_drop_rate_pct");
  EXPECT_NEAR(*drops.result, 100 * 2.0 / 20002, 1e-12);
  EXPECT_EQ(drops.status, CheckOutcome::pass);
  EXPECT_LT(*drops.lower, *drops.result);
}

TEST(SoakJson, RowsAreHeldToTheBudgetsOfTheTable) {
  const auto strict =
      read_soak_rows(written(sample_soak()), "s", {.rss_growth_mb = 1, .drop_rate_pct = 0.02});
  ASSERT_TRUE(strict);
  EXPECT_EQ((*strict)[0].status, CheckOutcome::fail);
  EXPECT_EQ((*strict)[1].status, CheckOutcome::inconclusive);
}

TEST(SoakJson, WhatIsNoWholePassingSoakScoresNothing) {
  const auto rows_of = [](const model::SoakResult& result) {
    const auto rows = read_soak_rows(written(result), "s");
    EXPECT_TRUE(rows) << rows.error().text();
    return rows ? *rows : std::vector<model::SloRow>(2);
  };
  auto cut = sample_soak();
  cut.status = model::Status::interrupted;
  cut.verdict = CheckOutcome::missing;
  auto unsound = sample_soak();
  unsound.checks[0].outcome = CheckOutcome::fail;  // the agent died
  unsound.verdict = CheckOutcome::fail;
  auto quiet = sample_soak();
  quiet.checks[1].outcome = CheckOutcome::fail;  // too few events
  quiet.verdict = CheckOutcome::fail;
  for (const auto* result : {&cut, &unsound, &quiet})
    for (const auto& row : rows_of(*result)) {
      EXPECT_EQ(row.status, CheckOutcome::missing) << row.metric;
      EXPECT_FALSE(row.result);
      EXPECT_FALSE(row.detail.empty());
    }
  // Budgets of its own that it broke: what is within the table's is not told as holding.
  auto strict = sample_soak();
  strict.checks[2].outcome = CheckOutcome::fail;
  strict.verdict = CheckOutcome::fail;
  for (const auto& row : rows_of(strict)) EXPECT_EQ(row.status, CheckOutcome::missing);
}

TEST(SoakJson, WhatWasTamperedWithIsFound) {
  const std::string good = written(sample_soak());
  const auto refused = [&](const std::string& from, const std::string& to) {
    const std::size_t at = good.find(from);
    ASSERT_NE(at, std::string::npos) << from;
    std::string bad = good;
    bad.replace(at, from.size(), to);
    const auto rows = read_soak_rows(bad, "s");
    ASSERT_FALSE(rows) << from << " -> " << to;
    EXPECT_EQ(rows.error().fault, Fault::usage);
  };
  refused("\"assay.soak/1\"", "\"assay.soak/2\"");
  refused("\"drops\": 2,", "\"drops\": 0,");
  refused("\"delivered\": 20000", "\"delivered\": 2000000");
  refused("[5000,15000,25000]", "[5000,15000,2500000]");
  refused("[5000,15000,25000]", "[5000,25000,15000]");
  refused("[5000,15000,25000]", "[5000,null,25000]");
  refused("[5000,15000,25000]", "[5000,25000]");
  refused("\"growth_bytes\": 2097152", "\"growth_bytes\": 1");
  refused("\"drop_ratio\": 9.9", "\"drop_ratio\": 8.8");
  refused("\"verdict\": \"pass\"", "\"verdict\": \"fail\"");
  refused("\"outcome\": \"pass\"", "\"outcome\": \"fail\"");
  refused("\"checks\": [", "\"cheques\": [");
  for (const char* text : {"", "{}", "[]", "{\"schema\": 3}", "{\"pass\": true}"})
    EXPECT_FALSE(read_soak_rows(text, "s")) << text;
}

}  // namespace
}  // namespace assay::codec
