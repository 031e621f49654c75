// SPDX-License-Identifier: Apache-2.0
#include "app/baselines.hpp"

#include "model/testing/sample_report.hpp"
#include "sys/file.hpp"
#include "sys/self.hpp"

#include <gtest/gtest.h>

#include <string>

namespace assay::app {
namespace {

using model::Report;

Report run_of(const std::string& scenario, double wall_ns, std::size_t trials = 30) {
  Report report = model::testing::sample_report();
  report.kind = "run";
  report.run_id = scenario + std::to_string(wall_ns);
  report.scenario.emplace().name = scenario;
  report.scenario->target = "process";
  report.arms.clear();
  report.arms.push_back(model::testing::arm_of("command", "baseline", wall_ns, trials));
  report.comparisons.clear();
  report.checks.clear();
  report.verdict.reset();
  return report;
}

std::string outcome_of(const Report& report, const std::string& check) {
  for (const auto& each : report.checks)
    if (each.name == check) return each.outcome + (each.advisory ? ", advisory" : "");
  return "none";
}

class BaselinesTest : public testing::Test {
 protected:
  BaselinesTest() { options_.compare = path(); }
  std::string path() const { return folder_->path() + "/b.json"; }
  // Reports cannot be copied, so a list of names: each takes 10 ms.
  void save(const std::vector<std::string>& scenarios) const {
    std::vector<Report> reports;
    for (const auto& scenario : scenarios) reports.push_back(run_of(scenario, 10e6));
    BaselineOptions options;
    options.save = path();
    std::vector<ScenarioKey> keys;
    for (const auto& report : reports)
      keys.push_back({report.scenario->name, report.scenario->target});
    auto baselines = Baselines::open(options, keys);
    ASSERT_TRUE(baselines);
    for (const auto& report : reports) ASSERT_TRUE(baselines->keep(report));
    ASSERT_TRUE(baselines->save());
  }
  Judged judge(Report& report) const {
    auto baselines = Baselines::open(options_, {{report.scenario->name, "process"}});
    EXPECT_TRUE(baselines) << baselines.error().text();
    return baselines ? baselines->judge(report, {}) : Judged{};
  }
  Judged judge(Report&& report) const { return judge(report); }

  BaselineOptions options_;
  Result<sys::TemporaryFolder> folder_ = sys::TemporaryFolder::create();
};

TEST_F(BaselinesTest, ARegressionFailsOnlyWhenAskedTo) {
  save({"fib"});
  Report slow = run_of("fib", 15e6);
  Judged judged = judge(slow);
  EXPECT_EQ(judged.exit, Exit::pass);
  ASSERT_TRUE(judged.diff);
  EXPECT_TRUE(judged.diff->regressed());
  ASSERT_EQ(judged.notes.size(), 1U);
  EXPECT_NE(judged.notes[0].find("--fail-on-regression"), std::string::npos);
  EXPECT_EQ(outcome_of(slow, "baseline wall p50"), "fail, advisory");

  options_.fail_on_regression = true;
  Report again = run_of("fib", 15e6);
  judged = judge(again);
  EXPECT_EQ(judged.exit, Exit::failed);
  EXPECT_EQ(outcome_of(again, "baseline wall p50"), "fail");
  EXPECT_EQ(again.verdict, model::Verdict::regression);
  ASSERT_TRUE(again.baseline);
  EXPECT_EQ(again.baseline->path, path());
  EXPECT_EQ(again.comparisons.at(0).method, "unpaired");
  EXPECT_EQ(again.comparisons.at(0).arm, "command");
  EXPECT_NEAR(*again.comparisons.at(0).estimate, 1.5, 0.02);

  EXPECT_EQ(judge(run_of("fib", 10e6)).exit, Exit::pass);
  EXPECT_EQ(judge(run_of("fib", 12e6)).exit, Exit::inconclusive);
}

TEST_F(BaselinesTest, AVerdictOfItsOwnStays) {
  save({"fib"});
  Report slow = run_of("fib", 15e6);
  slow.verdict = model::Verdict::equivalent;
  judge(slow);
  EXPECT_EQ(slow.verdict, model::Verdict::equivalent);
}

TEST_F(BaselinesTest, AMissingEntryIsLoudAndFailsWhenAskedTo) {
  save({"fib", "sort"});
  Report absent = run_of("new", 10e6);
  Judged judged = judge(absent);
  EXPECT_EQ(judged.exit, Exit::pass);
  EXPECT_EQ(judged.diff->outcome, "missing");
  EXPECT_FALSE(judged.notes.empty());
  EXPECT_EQ(outcome_of(absent, "baseline entry"), "missing, advisory");
  for (bool BaselineOptions::*flag :
       {&BaselineOptions::require, &BaselineOptions::fail_on_regression}) {
    BaselineOptions before = options_;
    options_.*flag = true;
    EXPECT_EQ(judge(run_of("new", 10e6)).exit, Exit::baseline);
    options_ = before;
  }
}

TEST_F(BaselinesTest, AFolderWithoutThisMachinesFileIsMissingANamedFileIsAnError) {
  options_.compare = folder_->path() + "/none.json";
  const auto opened = Baselines::open(options_, {{"fib", "process"}});
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().fault, Fault::baseline);
  options_.compare.reset();
  options_.folder = folder_->path();
  EXPECT_EQ(judge(run_of("fib", 10e6)).diff->outcome, "missing");
  const std::string own = baseline_path(folder_->path(), "process");
  EXPECT_TRUE(own.starts_with(folder_->path() + "/linux-"));
  EXPECT_TRUE(own.ends_with("-process.json"));
  save({"fib"});
  ASSERT_TRUE(sys::write_file(own, *sys::read_file(path())));
  EXPECT_EQ(judge(run_of("fib", 10e6)).diff->outcome, "pass");
}

TEST_F(BaselinesTest, WhatIsNotComparableIsExit4OrAdvice) {
  save({"fib"});
  const auto other = [] {
    Report report = run_of("fib", 10e6);
    report.scenario->warmup = report.plan.warmup = 7;
    return report;
  };
  Report refused = other();
  const Judged not_advised = judge(refused);
  EXPECT_EQ(not_advised.exit, Exit::baseline);
  EXPECT_FALSE(not_advised.diff->advisory);
  EXPECT_EQ(outcome_of(refused, "baseline wall p50"), "inconclusive, advisory");
  EXPECT_EQ(refused.baseline->incomparable, std::vector<std::string>{"warmup: then 0, now 7"});
  EXPECT_EQ(refused.verdict, model::Verdict::inconclusive);
  options_.allow_incomparable = options_.fail_on_regression = true;
  Report advised = other();
  const Judged judged = judge(advised);
  EXPECT_EQ(judged.exit, Exit::pass);
  EXPECT_TRUE(judged.diff->advisory);
  EXPECT_EQ(judged.diff->outcome, "inconclusive");
  EXPECT_TRUE(advised.baseline->advisory);
  EXPECT_EQ(outcome_of(advised, "baseline comparable"), "inconclusive, advisory");
  EXPECT_EQ(outcome_of(advised, "baseline wall p50"), "inconclusive, advisory");
}

TEST_F(BaselinesTest, AGateWithNothingToCompareWithIsNoPass) {
  options_.compare.reset();
  options_.fail_on_regression = true;
  Report alone = run_of("fib", 10e6);
  const Judged judged = judge(alone);
  EXPECT_EQ(judged.exit, Exit::baseline);
  EXPECT_EQ(outcome_of(alone, "baseline entry"), "missing");
  ASSERT_EQ(judged.notes.size(), 1U);
  EXPECT_NE(judged.notes[0].find("guards nothing"), std::string::npos);
  Report paired = run_of("fib", 10e6);
  paired.verdict = model::Verdict::equivalent;  // of its own arms
  EXPECT_EQ(judge(paired).exit, Exit::pass);
}

TEST_F(BaselinesTest, OnePathIsReadBeforeItIsWritten) {
  save({"fib"});
  options_.save = path();
  options_.fail_on_regression = true;
  Report slow = run_of("fib", 15e6);
  auto baselines = Baselines::open(options_, {{"fib", "process"}});
  ASSERT_TRUE(baselines);
  ASSERT_TRUE(baselines->keep(slow));
  EXPECT_EQ(baselines->judge(slow, {}).exit, Exit::failed) << "against the old content";
  const auto saved = baselines->save();
  ASSERT_TRUE(saved);
  EXPECT_EQ(saved->at(0), "Saved baseline → " + path());
  EXPECT_EQ(judge(run_of("fib", 15e6)).exit, Exit::pass) << "now against the new";
}

TEST_F(BaselinesTest, WhatFailedIsNotKept) {
  Report wrong = run_of("wrong", 10e6);
  wrong.expected_match = false;
  Report cut = run_of("cut", 10e6);
  cut.status = model::Status::interrupted;
  BaselineOptions options;
  options.save = path();
  const std::vector<ScenarioKey> keys = {{"fib", "process"}, {"wrong", "process"}};
  auto none = Baselines::open(options, keys);
  ASSERT_TRUE(none && none->keep(wrong) && none->keep(cut));
  EXPECT_TRUE(none->save()->at(0).starts_with("No baseline saved"));
  EXPECT_FALSE(sys::exists(path()));
  auto some = Baselines::open(options, keys);
  ASSERT_TRUE(some && some->keep(wrong) && some->keep(run_of("fib", 10e6)));
  EXPECT_TRUE(some->save()->at(1).ends_with(": wrong"));
  EXPECT_TRUE(sys::exists(path()));
}

TEST_F(BaselinesTest, FlagsThatContradictEachOtherAreBadUsage) {
  options_.folder = folder_->path();
  EXPECT_EQ(Baselines::open(options_, {}).error().fault, Fault::usage);
  for (bool BaselineOptions::*flag :
       {&BaselineOptions::require, &BaselineOptions::allow_incomparable}) {
    BaselineOptions options;
    options.*flag = true;
    EXPECT_EQ(Baselines::open(options, {}).error().fault, Fault::usage);
  }
  EXPECT_TRUE(Baselines::open({}, {}));
}

}  // namespace
}  // namespace assay::app
