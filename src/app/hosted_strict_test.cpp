// SPDX-License-Identifier: Apache-2.0
#include "app/hosted_strict.hpp"

#include "app/testing/artifact_folder.hpp"
#include "codec/gate_json.hpp"
#include "codec/json_schema.hpp"
#include "model/testing/sample_overhead.hpp"

#include <gtest/gtest.h>

namespace assay::app {
namespace {

using model::CheckOutcome;
using model::GateSide;
using model::HostedCase;
using testing::ArtifactFolder;

model::HostedStrict judged(CheckOutcome hosted, CheckOutcome strict) {
  return judge_hosted({"h.json", "gate", hosted, false, ""}, {"s.json", "gate", strict, false, ""});
}

TEST(HostedStrict, TheFourCasesHaveTheirMeaningAndTheStrictHostDecides) {
  constexpr auto kPass = CheckOutcome::pass;
  constexpr auto kFail = CheckOutcome::fail;
  const auto expect = [](CheckOutcome hosted, CheckOutcome strict, HostedCase which,
                         std::string_view says, Exit exit) {
    const auto found = judged(hosted, strict);
    EXPECT_EQ(found.which, which);
    EXPECT_NE(found.meaning.find(says), std::string::npos) << found.meaning;
    EXPECT_EQ(exit_of(found), exit);
  };
  expect(kPass, kPass, HostedCase::none_pass, "no regression", Exit::pass);
  expect(kFail, kPass, HostedCase::alert_pass, "no release blocker", Exit::pass);
  expect(kFail, kFail, HostedCase::alert_fail, "real regression", Exit::failed);
  expect(kPass, kFail, HostedCase::none_fail, "too coarse to see", Exit::failed);
}

TEST(HostedStrict, WhatIsNotDecidedIsACaseOfItsOwn) {
  for (const auto open : {CheckOutcome::inconclusive, CheckOutcome::missing})
    for (const auto other : {CheckOutcome::pass, CheckOutcome::fail}) {
      const auto hosted = judged(open, other);
      EXPECT_EQ(hosted.which, HostedCase::undecided);
      EXPECT_EQ(exit_of(hosted), other == CheckOutcome::pass ? Exit::pass : Exit::failed);
      const auto strict = judged(other, open);
      EXPECT_EQ(strict.which, HostedCase::undecided);
      EXPECT_EQ(exit_of(strict),
                open == CheckOutcome::missing ? Exit::baseline : Exit::inconclusive);
      EXPECT_NE(strict.meaning.find("strict host"), std::string::npos);
    }
}

TEST(HostedStrict, AnAdvisoryHostClearsNothing) {
  const GateSide hosted{"h.json", "gate", CheckOutcome::fail, true, ""};
  const auto passed = judge_hosted(hosted, {"s.json", "gate", CheckOutcome::pass, true, ""});
  EXPECT_EQ(passed.which, HostedCase::undecided);
  EXPECT_EQ(exit_of(passed), Exit::inconclusive);
  const auto failed = judge_hosted(hosted, {"s.json", "gate", CheckOutcome::fail, true, ""});
  EXPECT_EQ(failed.which, HostedCase::alert_fail);
}

TEST(HostedStrict, EachKindOfFileIsRead) {
  const ArtifactFolder folder(model::testing::sample_overhead());
  const auto summary = gate_side(folder.path(model::artifact::kSloSummary));
  ASSERT_TRUE(summary) << summary.error().text();
  EXPECT_EQ(summary->outcome, CheckOutcome::pass);
  EXPECT_TRUE(summary->advisory);
  const auto report = gate_side(folder.path(model::artifact::kReport));
  ASSERT_TRUE(report) << report.error().text();
  EXPECT_EQ(report->kind, "report");
  EXPECT_EQ(report->outcome, CheckOutcome::pass);
  EXPECT_TRUE(report->advisory);  // as the table of the same run

  model::GateResult result;
  result.date = "2026-11-21";
  result.verdict = CheckOutcome::inconclusive;
  std::string text;
  ASSERT_TRUE(codec::write_gate(result, 3, [&](std::string_view part) -> Result<void> {
    text += part;
    return {};
  }));
  folder.write("gate.json", text);
  EXPECT_EQ(gate_side(folder.path("gate.json")).value().outcome, CheckOutcome::inconclusive);

  folder.write("plain.json",
               R"({"gate_pass": true, "violations": [], "input_errors": [], "rows": [)"
               R"({"scenario": "a", "metric": "m", "result": 2, "budget": 3, "unit": "%",)"
               R"( "status": "PASS", "evidence": "x"}]})");
  // The reference's file lacks rows that its own contract wants.
  EXPECT_FALSE(gate_side(folder.path("plain.json")));
}

TEST(HostedStrict, WhatCannotBeBelievedIsRefused) {
  const ArtifactFolder folder(model::testing::sample_overhead());
  std::string text = folder.read(model::artifact::kSloSummary);
  const auto put = [&](std::string_view what, std::string_view with) {
    std::string changed = text;
    changed.replace(changed.find(what), what.size(), with);
    folder.write("s.json", changed);
    const auto side = gate_side(folder.path("s.json"));
    ASSERT_FALSE(side) << with;
    EXPECT_EQ(side.error().fault, Fault::usage);
  };
  put("\"gate_pass\": true", "\"gate_pass\": false");
  put("\"status\": \"PASS\"", "\"status\": \"FAIL\"");
  put("\"budget\": 10", "\"budget\": true");
  put("assay.slo-summary/1", "assay.other/1");
  folder.write("s.json", "nonsense");
  EXPECT_FALSE(gate_side(folder.path("s.json")));
  EXPECT_FALSE(gate_side(folder.path("none.json")));
}

TEST(HostedStrict, OneFileCannotBeBothSides) {
  const ArtifactFolder folder(model::testing::sample_overhead());
  const std::string report = folder.path(model::artifact::kReport);
  folder.link("link.json", report);
  for (const std::string& other : {report, folder.path("link.json")}) {
    const auto out = hosted_strict(report, other, false);
    ASSERT_FALSE(out) << other;
    EXPECT_EQ(out.error().fault, Fault::usage);
  }
}

TEST(HostedStrict, ItsJsonHoldsToItsSchema) {
  const ArtifactFolder hosted(model::testing::sample_overhead());
  auto run = model::testing::sample_overhead();
  run.strict = true;
  run.advisory.clear();
  run.report.diagnostics.clear();
  const ArtifactFolder strict(run);
  const auto out = hosted_strict(hosted.path(model::artifact::kReport),
                                 strict.path(model::artifact::kReport), true);
  ASSERT_TRUE(out) << out.error().text();
  const auto read = codec::JsonDocument::read(out->out);
  ASSERT_TRUE(read.document);
  const auto schema = codec::JsonSchema::read(codec::published_schema("hosted-strict"));
  ASSERT_TRUE(schema);
  for (const auto& fault : schema->check(*read.document))
    ADD_FAILURE() << fault.pointer << " " << fault.what;
  EXPECT_EQ(read.document->text("/case"), "none+pass");
}

}  // namespace
}  // namespace assay::app
