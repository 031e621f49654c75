// SPDX-License-Identifier: Apache-2.0
#include "app/artifacts.hpp"

#include "app/artifact_pages.hpp"
#include "app/testing/artifact_folder.hpp"
#include "codec/json_schema.hpp"
#include "model/testing/sample_overhead.hpp"
#include "sys/sha256.hpp"

#include <gtest/gtest.h>

namespace assay::app {
namespace {

namespace artifact = model::artifact;
using model::testing::sample_overhead;
using testing::ArtifactFolder;

codec::JsonDocument document(const std::string& text) {
  auto read = codec::JsonDocument::read(text);
  EXPECT_TRUE(read.document && read.faults.empty());
  return *read.document;
}

void expect_valid(const std::string& text, std::string_view schema) {
  const auto held = codec::JsonSchema::read(codec::published_schema(schema));
  ASSERT_TRUE(held) << held.error().text();
  for (const auto& fault : held->check(document(text)))
    ADD_FAILURE() << schema << " " << fault.pointer << " " << fault.what;
}

TEST(Artifacts, AllOfTheContractAndOursAreThere) {
  ArtifactFolder folder(sample_overhead());
  for (const std::string_view name : artifact::kContract)
    EXPECT_FALSE(folder.read(name).empty()) << name;
  EXPECT_EQ(folder.read(artifact::kFsType), "ext2/ext3\n");
  EXPECT_FALSE(folder.read(artifact::kReport).empty());
  const auto manifest = document(folder.read(artifact::kManifest));
  ASSERT_EQ(manifest.size("/files"), artifact::kContract.size() + 1);
  for (std::size_t i = 0; i < manifest.size("/files"); ++i) {
    const std::string at = codec::pointer_to("/files", i);
    const std::string text = folder.read(*manifest.text(at + "/name"));
    EXPECT_EQ(manifest.count(at + "/bytes"), text.size());
    EXPECT_EQ(manifest.text(at + "/sha256"), sys::sha256(text));
  }
}

TEST(Artifacts, EachHoldsToItsPublishedSchema) {
  ArtifactFolder folder(sample_overhead());
  expect_valid(folder.read(artifact::kOpenCompare), "open-compare");
  for (const auto name : {artifact::kOpenBaseline, artifact::kOpenWithAgent,
                          artifact::kConnectBaseline, artifact::kConnectWithAgent})
    expect_valid(folder.read(name), "arm-profile");
  expect_valid(folder.read(artifact::kWorkloadSuite), "workload-suite");
  expect_valid(folder.read(artifact::kSloSummary), "slo-summary");
  expect_valid(folder.read(artifact::kManifest), "artifacts");
}

TEST(Artifacts, FiguresOfTheAgentAreTheBaselinesTimesTheRatio) {
  ArtifactFolder folder(sample_overhead());
  const auto compare = document(folder.read(artifact::kOpenCompare));
  EXPECT_NEAR(*compare.number("/with_agent_us_per_op") / *compare.number("/baseline_us_per_op"),
              1.021, 1e-12);
  EXPECT_NEAR(*compare.number("/delta_pct"), 2.1, 1e-9);
  EXPECT_NEAR(*compare.number("/interval_pct/1"), 3.1, 1e-9);
  EXPECT_EQ(compare.flag("/pass"), true);
  const auto base = document(folder.read(artifact::kOpenBaseline));
  const auto with = document(folder.read(artifact::kOpenWithAgent));
  EXPECT_NEAR(*with.number("/p95_us") / *base.number("/p95_us"), 1.021, 1e-12);
  EXPECT_EQ(base.flag("/with_agent"), false);
  EXPECT_EQ(with.flag("/with_agent"), true);
}

TEST(Artifacts, PassIsTrueOnlyWhenItIsProven) {
  // 10 % is within the interval of the open's mean: neither proven nor refuted.
  ArtifactFolder folder(sample_overhead({{"open_close", 2700, 1.095},
                                         {"connect_loopback", 3100, 1.012},
                                         {"full_read", 4000, 1.2},
                                         {"stat_walk", 900, 1.005}}));
  const auto compare = document(folder.read(artifact::kOpenCompare));
  EXPECT_EQ(compare.flag("/pass"), false);
  EXPECT_EQ(compare.text("/status"), "inconclusive");
  const auto summary = document(folder.read(artifact::kSloSummary));
  EXPECT_EQ(summary.flag("/gate_pass"), false);
  EXPECT_EQ(summary.text("/verdict"), "FAIL");
  EXPECT_NE(folder.read(artifact::kSloReport).find("## Budget Violations"), std::string::npos);
  EXPECT_NE(folder.read(artifact::kSloReport).find("`INCONCLUSIVE`"), std::string::npos);
  EXPECT_NE(folder.read(artifact::kEvidence).find("gate_status: `fail`"), std::string::npos);
}

TEST(Artifacts, WhatHasNoRatioIsNullAndNotAGuess) {
  auto result = sample_overhead();
  auto& open = result.workloads[0].with_agent;
  open.mean = {std::nullopt, {0, std::numeric_limits<double>::infinity()}};
  result.slo.rows[0].result.reset();
  ArtifactFolder folder(result);
  const auto compare = document(folder.read(artifact::kOpenCompare));
  for (const char* key : {"/with_agent_us_per_op", "/delta_us_per_op", "/delta_pct", "/ratio",
                          "/interval_pct/0", "/interval_pct/1"})
    EXPECT_TRUE(compare.is_null(key)) << key;
  EXPECT_TRUE(document(folder.read(artifact::kOpenWithAgent)).is_null("/us_per_op"));
  EXPECT_NE(folder.read(artifact::kEvidence).find("- with_agent us_per_op: -\n"),
            std::string::npos);
}

TEST(Artifacts, AnAdvisoryRunSaysSoBeforeAnyFigure) {
  auto result = sample_overhead();
  result.advisory = {"no `governor` | at all"};
  ArtifactFolder folder(result);
  for (const auto name : {artifact::kSloReport, artifact::kEvidence}) {
    const std::string page = folder.read(name);
    const auto said = page.find("**ADVISORY");
    ASSERT_NE(said, std::string::npos) << name;
    EXPECT_LT(said, page.find("\n## ")) << name;
    EXPECT_NE(page.find("- no \\`governor\\` \\| at all\n"), std::string::npos) << name;
  }
  result.strict = true;
  result.advisory.clear();
  ArtifactFolder strict(result);
  EXPECT_EQ(strict.read(artifact::kSloReport).find("ADVISORY"), std::string::npos);
  EXPECT_NE(strict.read(artifact::kSloReport).find("- mode: `strict`\n"), std::string::npos);
}

TEST(Artifacts, AHostileWordBreaksNoTable) {
  auto result = sample_overhead();
  result.slo.rows[1].evidence = "a`b|c\n# d";
  ArtifactFolder folder(result);
  const std::string page = folder.read(artifact::kSloReport);
  EXPECT_EQ(page.find("\n# d"), std::string::npos);
  EXPECT_NE(page.find("a\\`b\\|c"), std::string::npos);
}

TEST(Artifacts, AnEarlierRunsFolderIsReplacedAndOtherFilesAreLeft) {
  ArtifactFolder folder(sample_overhead());
  folder.write("notes.txt", "mine");
  folder.write("elsewhere", "somebody else's");
  folder.link(artifact::kCpu, "elsewhere");
  auto result = sample_overhead();
  result.report.run_id = "01JOVERHEAD00002";
  ASSERT_TRUE(folder.put(result));
  EXPECT_EQ(document(folder.read(artifact::kManifest)).text("/run_id"), "01JOVERHEAD00002");
  EXPECT_EQ(document(folder.read(artifact::kOpenCompare)).text("/run_id"), "01JOVERHEAD00002");
  EXPECT_EQ(folder.read("notes.txt"), "mine");
  EXPECT_EQ(folder.read("elsewhere"), "somebody else's");
}

TEST(Artifacts, ARunThatCannotBeFinishedLeavesNoManifest) {
  ArtifactFolder folder(sample_overhead());
  // report.json cannot be replaced by a file; it comes last.
  folder.remove(artifact::kReport);
  folder.make_folder(artifact::kReport);
  EXPECT_FALSE(folder.put(sample_overhead()));
  EXPECT_FALSE(folder.has(artifact::kManifest));
}

TEST(Artifacts, ARunWithoutAWorkloadOfTheContractIsRefusedBeforeAnythingIsTouched) {
  ArtifactFolder folder(sample_overhead());
  auto result = sample_overhead();
  result.workloads.erase(result.workloads.begin() + 2);
  const auto put = folder.put(result);
  ASSERT_FALSE(put);
  EXPECT_EQ(put.error().fault, Fault::usage);
  EXPECT_NE(put.error().text().find("full_read"), std::string::npos);
  EXPECT_TRUE(folder.has(artifact::kManifest));
}

TEST(Artifacts, TheMachineIsDescribed) {
  const auto facts = machine_facts("/proc/self/stat");
  ASSERT_TRUE(facts) << facts.error().text();
  EXPECT_EQ(facts->fs_type, "proc");
  EXPECT_FALSE(facts->kernel.empty());
  EXPECT_FALSE(facts->cpu.empty());
  EXPECT_FALSE(machine_facts("/no/such/file"));
}

}  // namespace
}  // namespace assay::app
