// SPDX-License-Identifier: Apache-2.0
#include "app/checking_runner.hpp"

#include "sys/sha256.hpp"

#include <gtest/gtest.h>

#include <deque>

namespace assay::app {
namespace {

using model::TrialEnd;

// Gives scripted results, and says how large the batches were.
class ScriptedRunner final : public target::ObservedRunner {
 public:
  struct Trial {
    std::string output;
    int code = 0;
    TrialEnd end = TrialEnd::exited;
  };
  std::deque<Trial> script;
  std::vector<std::size_t> batches;

  const std::vector<model::MeasuredMetric>& metrics() const override { return metrics_; }
  model::HarnessCost cost() const override { return {}; }
  const target::Captured& captured() const override { return captured_; }
  model::BackendRecord backend() const override { return {}; }
  Result<model::BatchOutcome> run(std::span<const model::TrialRequest> batch) override {
    batches.push_back(batch.size());
    model::BatchOutcome out;
    for (std::size_t i = 0; i < batch.size(); ++i) {
      const Trial trial = script.front();
      script.pop_front();
      captured_.output = trial.output;
      captured_.output_bytes = trial.output.size();
      captured_.output_sha256 = sys::sha256(trial.output);
      out.trials.push_back(
          {.end = trial.end, .code = trial.code, .values = {1.0}, .detail = "said"});
    }
    return out;
  }

 private:
  std::vector<model::MeasuredMetric> metrics_;
  target::Captured captured_;
};

class CheckingRunnerTest : public ::testing::Test {
 protected:
  void start(const model::Expected& expected) {
    auto expectations = Expectations::make(expected);
    ASSERT_TRUE(expectations);
    runner_.emplace(inner_, std::move(*expectations),
                    std::vector<CheckingRunner::Arm>{{"baseline", "."}, {"candidate", "."}});
  }
  std::vector<model::TrialOutcome> run(std::size_t rounds) {
    std::vector<model::TrialRequest> batch;
    for (std::size_t i = 0; i < rounds; ++i)
      for (const std::uint32_t arm : {0U, 1U}) batch.push_back({.arm = arm});
    auto out = runner_->run(batch);
    EXPECT_TRUE(out);
    return std::move(out->trials);
  }
  static model::Expected output(const std::string& text) {
    model::Expected expected;
    expected.output.equals = text;
    return expected;
  }

  ScriptedRunner inner_;
  std::optional<CheckingRunner> runner_;
};

TEST_F(CheckingRunnerTest, BatchesStayWholeWhereNoResultIsRead) {
  inner_.script = {{"x"}, {"y"}, {"x"}, {"y"}};
  start({});
  EXPECT_EQ(run(2).size(), 4u);
  EXPECT_EQ(inner_.batches, std::vector<std::size_t>{4});
  EXPECT_TRUE(runner_->checks().empty());
  EXPECT_FALSE(runner_->match());
}

TEST_F(CheckingRunnerTest, RightResultsPassAndAreCounted) {
  inner_.script = {{"ok"}, {"ok"}};
  start(output("ok"));
  const auto trials = run(1);
  ASSERT_EQ(trials.size(), 2u);
  EXPECT_EQ(trials[1].end, TrialEnd::exited);
  ASSERT_EQ(runner_->checks().size(), 1u);
  EXPECT_EQ(runner_->checks()[0].name, "expected stdout equals");
  EXPECT_EQ(runner_->checks()[0].outcome, "pass");
  EXPECT_EQ(runner_->match(), true);
  EXPECT_EQ(runner_->response_bytes(1), 2u);
}

TEST_F(CheckingRunnerTest, AWrongResultEndsTheBatchAndSaysHow) {
  inner_.script = {{"ok"}, {"no"}, {"ok"}, {"ok"}};
  start(output("ok"));
  const auto trials = run(2);
  ASSERT_EQ(trials.size(), 2u);
  EXPECT_EQ(trials[1].end, TrialEnd::wrong);
  EXPECT_NE(trials[1].detail.find("expected 'ok', got 'no'"), std::string::npos);
  EXPECT_NE(trials[1].detail.find("said"), std::string::npos) << "its last words";
  EXPECT_EQ(runner_->checks()[0].outcome, "fail");
  EXPECT_NE(runner_->checks()[0].detail.find("'candidate'"), std::string::npos);
  EXPECT_EQ(runner_->match(), false);
}

TEST_F(CheckingRunnerTest, AFailureOfTheProgramIsNoWrongResult) {
  inner_.script = {{"", 1}, {"ok"}};
  start(output("ok"));
  const auto trials = run(1);
  ASSERT_EQ(trials.size(), 1u) << "what went wrong ends the batch";
  EXPECT_EQ(trials[0].end, TrialEnd::exited);
  EXPECT_EQ(trials[0].code, 1);
  EXPECT_EQ(runner_->checks()[0].outcome, "missing") << "nothing was checked, so nothing passed";
  EXPECT_FALSE(runner_->match());
}

TEST_F(CheckingRunnerTest, WithAnExpectedCodeEveryOtherIsWrongZeroToo) {
  inner_.script = {{"", 3}, {"", 0}, {"", 3}, {"", 3}};
  start({.exit_code = 3});
  const auto trials = run(2);
  ASSERT_EQ(trials.size(), 2u);
  EXPECT_EQ(trials[0].end, TrialEnd::exited);
  EXPECT_EQ(trials[1].end, TrialEnd::wrong);
}

TEST_F(CheckingRunnerTest, ADeathBySignalHasTheCodeOfAShell) {
  inner_.script = {{"", 15, TrialEnd::signaled}, {"", 9, TrialEnd::signaled}};
  start({.exit_code = 128 + 15});
  const auto trials = run(1);
  ASSERT_EQ(trials.size(), 2u);
  EXPECT_EQ(trials[0].end, TrialEnd::signaled);
  EXPECT_EQ(trials[1].end, TrialEnd::wrong);
}

TEST_F(CheckingRunnerTest, WhatDidNotEndByItselfIsLeftAlone) {
  inner_.script = {{"", 0, TrialEnd::timed_out}, {"ok"}};
  start(output("ok"));
  const auto trials = run(1);
  ASSERT_EQ(trials.size(), 1u);
  EXPECT_EQ(trials[0].end, TrialEnd::timed_out);
}

// A server's slice: the wrong response was another than the last, which is all that is seen here.
TEST_F(CheckingRunnerTest, ATrialThatWasFoundWrongInsideMatchesNothing) {
  inner_.script = {{"ok"}, {"ok", 0, TrialEnd::wrong}, {"ok"}, {"ok"}};
  start(output("ok"));
  EXPECT_EQ(run(2).size(), 2u);
  EXPECT_EQ(runner_->match(), false);
  const auto checks = runner_->checks();
  ASSERT_EQ(checks.size(), 2u);
  EXPECT_EQ(checks[1].name, "expected right responses");
  EXPECT_EQ(checks[1].outcome, "fail");
  EXPECT_EQ(checks[1].detail, "'candidate': said");
}

TEST_F(CheckingRunnerTest, WhatWasFoundWrongInsideIsHeldAgainstTheExpectationsToo) {
  inner_.script = {{"no", 0, TrialEnd::wrong}};
  start(output("ok"));
  EXPECT_EQ(run(1).size(), 1u);
  EXPECT_EQ(runner_->checks()[0].outcome, "fail");
  EXPECT_EQ(runner_->match(), false);
}

}  // namespace
}  // namespace assay::app
