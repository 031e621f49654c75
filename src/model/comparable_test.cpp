// SPDX-License-Identifier: Apache-2.0
#include "model/comparable.hpp"

#include "model/testing/sample_report.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

namespace assay::model {
namespace {

Report scenario_report() {
  Report report = testing::sample_report();
  report.scenario = ScenarioRecord{.name = "sort",
                                   .entry = "sort.py",
                                   .target = "process",
                                   .manifest = "sort.toml",
                                   .manifest_sha256 = std::string(64, 'c'),
                                   .tags = {},
                                   .parameters = {},
                                   .iterations = 30,
                                   .warmup = 1};
  report.backend = BackendRecord{"process", "", "", {}, {}};
  report.plan.warmup = 1;
  return report;
}

std::vector<std::string> fields(const std::vector<Difference>& differences) {
  std::vector<std::string> out;
  for (const Difference& each : differences) out.push_back(each.field);
  return out;
}

using Fields = std::vector<std::string>;
const Fields kWall = {"wall"};

// What `change` makes of a later run, against the run before.
Fields after(const std::function<void(Report&)>& change) {
  Report now = scenario_report();
  change(now);
  return fields(incomparable(scenario_report(), now, kWall));
}

TEST(Comparable, ARunOfTheSameIsComparable) {
  EXPECT_EQ(after([](Report&) {}), Fields{});
}

TEST(Comparable, WhateverMakesAnotherMeasurementIsNamed) {
  EXPECT_EQ(after([](Report& r) { r.host.facts[0].value = "Other CPU"; }),
            Fields{"host cpu_model"});
  EXPECT_EQ(after([](Report& r) { r.scenario->target = "server"; }), Fields{"target"});
  EXPECT_EQ(after([](Report& r) { r.backend->engine = "interp"; }), Fields{"engine"});
  EXPECT_EQ(after([](Report& r) { r.tool.build = "Debug"; }), Fields{"build type of assay"});
  EXPECT_EQ(after([](Report& r) { r.scenario->iterations = 10; }), Fields{"iterations"});
  EXPECT_EQ(after([](Report& r) { r.scenario->iterations.reset(); }), Fields{"iterations"});
  EXPECT_EQ(after([](Report& r) { r.plan.kind = "fixed"; }), Fields{"plan"});
  EXPECT_EQ(after([](Report& r) { r.plan.warmup = 0; }), Fields{"warmup"});
  EXPECT_EQ(after([](Report& r) { r.plan.tree = "main"; }), Fields{"tree"});
  EXPECT_EQ(after([](Report& r) { r.plan.pinned_cpus = {}; }), Fields{"pinned CPUs"});
  EXPECT_EQ(after([](Report& r) { r.arms[1].command.shell = true; }),
            Fields{"what executes the command"});
  EXPECT_EQ(after([](Report& r) { r.metrics[0].tier = "perf"; }), Fields{"tier of wall"});
  EXPECT_EQ(after([](Report& r) { r.arms[1].name = "another"; }), Fields{"arm"});
}

TEST(Comparable, WhatDoesNotMatterIsNotNamed) {
  EXPECT_EQ(after([](Report& r) { r.host.facts[1].value = "6.2.0"; }), Fields{});
  EXPECT_EQ(after([](Report& r) { r.metrics[1].tier = "rusage"; }), Fields{});
  EXPECT_EQ(after([](Report& r) { r.seed = 1; }), Fields{});
  EXPECT_EQ(after([](Report& r) { r.scenario->manifest_sha256 = std::string(64, 'd'); }), Fields{});
}

TEST(Comparable, TheKindOfExecutableCountsOnceBothAreKnown) {
  Report then = scenario_report();
  Report now = scenario_report();
  now.arms[1].command.kind = "script";
  EXPECT_TRUE(incomparable(then, now, kWall).empty()) << "an earlier report does not know its kind";
  then.arms[1].command.kind = "elf x86-64";
  const auto found = incomparable(then, now, kWall);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(text(found[0]), "kind of executable: then elf x86-64, now script");
}

TEST(Comparable, ATextSaysThenAndNow) {
  EXPECT_EQ(text(Difference{"iterations", "", "30"}), "iterations: then (none), now 30");
}

TEST(Comparable, WhatMayExplainAChangeIsANote) {
  Report now = scenario_report();
  EXPECT_TRUE(remarkable(scenario_report(), now).empty());
  now.tool.version = "0.2.0";
  now.scenario->manifest_sha256 = std::string(64, 'd');
  now.arms[1].command.text = "./other";
  now.arms[1].command.sha256 = std::string(64, 'e');
  now.inputs[0].sha256 = std::string(64, 'f');
  EXPECT_EQ(fields(remarkable(scenario_report(), now)),
            (Fields{"version of assay", "manifest", "command", "executable", "input data/in.txt"}));
}

TEST(Comparable, TheJudgedArmIsTheLastThatIsNoControl) {
  Report now = scenario_report();
  now.arms.push_back(testing::arm_of("control", "control", 10e6, 3));
  EXPECT_EQ(judged_arm(now)->name, "candidate");
  EXPECT_EQ(counterpart_of_judged(scenario_report(), now)->name, "candidate");
  Report single = scenario_report();
  single.arms.erase(single.arms.begin());
  single.arms[0].name = "sort";
  EXPECT_EQ(counterpart_of_judged(single, now)->name, "sort");
  EXPECT_EQ(judged_arm(Report{}), nullptr);
  EXPECT_EQ(counterpart_of_judged(single, Report{}), nullptr);
}

}  // namespace
}  // namespace assay::model
