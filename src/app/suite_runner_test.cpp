// SPDX-License-Identifier: Apache-2.0
// Suites whose workloads are scripts that print what the test wants: how trials are cut, put
// together, dropped and refused.
#include "app/suite_runner.hpp"

#include "codec/op_profile_json.hpp"
#include "sys/self.hpp"
#include "workload/drive.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <vector>

namespace assay::app {
namespace {

model::OpProfile profile(std::uint64_t ns) {
  model::OpProfile out;
  out.workload = "open_close";
  out.iterations = 1000;
  out.operations = 1000;
  out.clock_ns = 20;
  out.file = "/etc/hosts";
  out.histogram = {{ns, 900}, {2 * ns, 100}};
  out.seconds = double(900 * ns + 100 * 2 * ns) / 1e9;
  workload::settle(out);
  return out;
}

class SuiteRunnerTest : public testing::Test {
 protected:
  void SetUp() override {
    auto made = sys::TemporaryFolder::create();
    ASSERT_TRUE(made.has_value());
    folder_.emplace(std::move(*made));
    if (const char* launcher = std::getenv("ASSAY_LAUNCHER")) launcher_ = launcher;
  }
  std::string path(const std::string& name) const { return folder_->path() + "/" + name; }
  void write(const std::string& name, const std::string& text) const {
    std::ofstream(path(name)) << text;
  }

  target::Command shell(const std::string& line) const {
    target::Command out;
    out.argv = {"sh", "-c", line};
    out.executable = "/bin/sh";
    out.env = {"PATH=/usr/bin:/bin"};
    out.cwd = folder_->path();
    out.output = target::Output::capture;
    return out;
  }
  // Prints p0, p1, p0, ... by the turn; remembers who asked.
  target::Command turns(const std::string& arm) const {
    return shell("n=$(cat " + arm + ".n 2>/dev/null || echo 0); echo $((n + 1)) > " + arm +
                 ".n; echo " + arm + " >> order; cat p$((n % 2)).json");
  }
  SuiteOptions options(std::vector<target::Command> commands) const {
    SuiteOptions out;
    out.arms = {"baseline", "control", "with_agent"};
    out.workloads = {"open_close"};
    out.agent_arm = 2;
    out.no_agent = "it wraps";
    out.process.launcher = launcher_;
    for (auto& command : commands)
      out.process.arms.push_back({.command = std::move(command), .prepare = {}, .conclude = {}});
    return out;
  }
  std::vector<model::TrialRequest> round() const { return {{.arm = 2}, {.arm = 0}, {.arm = 1}}; }

  std::optional<sys::TemporaryFolder> folder_;
  std::string launcher_;
};

double value(const SuiteRunner& runner, const model::TrialOutcome& outcome,
             const std::string& metric) {
  for (std::size_t k = 0; k < runner.metrics().size(); ++k)
    if (runner.metrics()[k].metric.name == metric) return outcome.values[k];
  ADD_FAILURE() << "no metric " << metric;
  return model::kAbsent;
}

TEST_F(SuiteRunnerTest, SlicesTakeTurnsAndAreOneTrial) {
  write("p0.json", codec::write_op_profile(profile(1000)));
  write("p1.json", codec::write_op_profile(profile(3000)));
  auto wanted = options({turns("baseline"), turns("control"), turns("with_agent")});
  wanted.slices = {2};
  auto runner = SuiteRunner::start(std::move(wanted));
  ASSERT_TRUE(runner.has_value()) << runner.error().text();
  const auto ran = (*runner)->run(round());
  ASSERT_TRUE(ran.has_value()) << ran.error().text();
  ASSERT_EQ(ran->trials.size(), 3U);
  // Means of 1100 and 3300; the clock is taken off once.
  EXPECT_DOUBLE_EQ(value(**runner, ran->trials[0], "open_close.mean"), 2200 - 20);
  // Of 2,000 operations 900 took 1,000 ns, 100 2,000, 900 3,000 and 100 6,000.
  EXPECT_DOUBLE_EQ(value(**runner, ran->trials[0], "open_close.p50"), 2500 - 20);
  EXPECT_DOUBLE_EQ(value(**runner, ran->trials[0], "open_close.p99"), 6000 - 20);
  const auto* all = (*runner)->merged(2, 0);
  ASSERT_NE(all, nullptr);
  EXPECT_EQ(all->iterations, 2000U);
  EXPECT_EQ(all->operations, 2000U);
  std::ifstream order(path("order"));
  std::string text, line;
  while (std::getline(order, line)) text += line + " ";
  EXPECT_EQ(text, "with_agent baseline control control baseline with_agent ");
}

TEST_F(SuiteRunnerTest, TheFirstOfABlockIsDropped) {
  write("p0.json", codec::write_op_profile(profile(1000)));
  write("p1.json", codec::write_op_profile(profile(3000)));
  const auto first_is_other = [this](const std::string& arm) {
    return shell("n=$(cat " + arm + ".n 2>/dev/null || echo 0); echo $((n + 1)) > " + arm +
                 ".n; cat p$((n > 0)).json");
  };
  auto wanted = options(
      {first_is_other("baseline"), first_is_other("control"), first_is_other("with_agent")});
  wanted.block = 2;
  auto runner = SuiteRunner::start(std::move(wanted));
  ASSERT_TRUE(runner.has_value()) << runner.error().text();
  const auto ran = (*runner)->run(round());
  ASSERT_TRUE(ran.has_value()) << ran.error().text();
  EXPECT_NEAR(value(**runner, ran->trials[0], "open_close.mean"), 3280, 1e-6);
  EXPECT_EQ((*runner)->merged(0, 0)->operations, 2000U);
  EXPECT_GT((*runner)->merged(0, 0)->histogram.front().first, 2000U) << "it counts nowhere";
}

TEST_F(SuiteRunnerTest, ABlockIsTheMedianOfItsRounds) {
  write("p0.json", codec::write_op_profile(profile(1000)));
  write("p1.json", codec::write_op_profile(profile(3000)));
  auto wanted = options({turns("baseline"), turns("control"), turns("with_agent")});
  wanted.block = 2;
  auto runner = SuiteRunner::start(std::move(wanted));
  ASSERT_TRUE(runner.has_value()) << runner.error().text();
  const auto ran = (*runner)->run(round());
  ASSERT_TRUE(ran.has_value()) << ran.error().text();
  EXPECT_NEAR(value(**runner, ran->trials[0], "open_close.mean"), std::sqrt(1080.0 * 3280.0), 1e-6)
      << "of the logarithms";
}

TEST_F(SuiteRunnerTest, WarmUpCountsNowhere) {
  write("p0.json", codec::write_op_profile(profile(1000)));
  auto runner = SuiteRunner::start(
      options({shell("cat p0.json"), shell("cat p0.json"), shell("cat p0.json")}));
  ASSERT_TRUE(runner.has_value()) << runner.error().text();
  auto batch = round();
  for (auto& request : batch) request.warmup = true;
  ASSERT_TRUE((*runner)->run(batch).has_value());
  EXPECT_EQ((*runner)->merged(0, 0), nullptr);
  EXPECT_NE((*runner)->latest(0, 0), nullptr);
}

TEST_F(SuiteRunnerTest, AnAgentWithoutALifeOfItsOwnHasNoUseOfItsOwn) {
  write("p0.json", codec::write_op_profile(profile(1000)));
  auto runner = SuiteRunner::start(
      options({shell("cat p0.json"), shell("cat p0.json"), shell("cat p0.json")}));
  ASSERT_TRUE(runner.has_value()) << runner.error().text();
  std::size_t absent = 0;
  for (const auto& each : (*runner)->metrics())
    if (each.metric.name.starts_with("agent_")) {
      ++absent;
      EXPECT_EQ(each.absent, "it wraps");
    }
  EXPECT_EQ(absent, 4U);
}

TEST_F(SuiteRunnerTest, WhatGoesWrongIsNoSample) {
  write("p0.json", codec::write_op_profile(profile(1000)));
  struct Case {
    std::string line;
    Fault fault;
    std::string said;
  };
  for (const auto& each :
       {Case{"echo oops >&2; exit 3", Fault::program, "exited with code 3 in arm control"},
        Case{"exit 64", Fault::usage, "cannot run like this"},
        Case{"kill -9 $$", Fault::program, "was killed by signal 9"},
        Case{"echo hello", Fault::program, "is no result of it"},
        Case{"true", Fault::program, "is no result of it"}}) {
    auto runner =
        SuiteRunner::start(options({shell("cat p0.json"), shell(each.line), shell("cat p0.json")}));
    ASSERT_TRUE(runner.has_value()) << runner.error().text();
    const auto ran = (*runner)->run(round());
    ASSERT_FALSE(ran.has_value()) << each.line;
    EXPECT_EQ(ran.error().fault, each.fault) << each.line;
    EXPECT_NE(ran.error().text().find(each.said), std::string::npos) << ran.error().text();
  }
}

TEST_F(SuiteRunnerTest, OtherWorkIsNoSample) {
  write("p0.json", codec::write_op_profile(profile(1000)));
  auto fewer = profile(1000);
  fewer.histogram = {{1000, 100}};
  fewer.operations = fewer.iterations = 100;
  fewer.seconds = 100 * 1000 / 1e9;
  workload::settle(fewer);
  auto elsewhere = profile(1000);
  elsewhere.file = "/etc/passwd";
  auto another = profile(1000);
  another.workload = "full_read";
  for (const auto& other : {fewer, elsewhere, another}) {
    write("other.json", codec::write_op_profile(other));
    auto runner = SuiteRunner::start(
        options({shell("cat p0.json"), shell("cat p0.json"), shell("cat other.json")}));
    ASSERT_TRUE(runner.has_value()) << runner.error().text();
    const auto ran = (*runner)->run(round());
    ASSERT_FALSE(ran.has_value());
    EXPECT_EQ(ran.error().fault, Fault::program);
    EXPECT_NE(ran.error().text().find("did not do the same"), std::string::npos)
        << ran.error().text();
  }
}

}  // namespace
}  // namespace assay::app
