// SPDX-License-Identifier: Apache-2.0
#include "target/library_runner.hpp"

#include "sys/self.hpp"
#include "target/testing/runner_fixture.hpp"

#include <gtest/gtest.h>

#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>

namespace assay::target {
namespace {

std::string part(const std::string& name) {
  const char* launcher = std::getenv("ASSAY_LAUNCHER");
  return (std::filesystem::path(launcher != nullptr ? launcher : "").parent_path() / name).string();
}

LibraryArm arm(const std::string& name, std::vector<std::string> args = {}) {
  return {.path = std::string(ASSAY_TEST_LIBRARIES) + "/" + name + ".so", .args = std::move(args)};
}

// Short slices: what is checked is what comes back, not how sharp it is.
LibraryOptions options(std::vector<LibraryArm> arms) {
  LibraryOptions out;
  out.worker = part("assay-worker");
  out.arms = std::move(arms);
  out.slice_ns = 100e3;
  out.slices = 4;
  out.env = {"PATH=/usr/bin:/bin", testing::token()};
  return out;
}

class Library : public ::testing::Test {
 protected:
  void start(LibraryOptions with) {
    auto started = LibraryRunner::start(std::move(with));
    ASSERT_TRUE(started) << started.error().text();
    runner_ = std::move(*started);
  }
  Error refused(LibraryOptions with) {
    auto started = LibraryRunner::start(std::move(with));
    EXPECT_FALSE(started);
    return started ? Error{} : started.error();
  }
  std::vector<model::TrialOutcome> run(std::vector<std::uint32_t> arms, std::uint64_t spin_ns = 0) {
    std::vector<model::TrialRequest> requests;
    for (const auto a : arms) requests.push_back({.arm = a, .spin_ns = a == 1 ? spin_ns : 0});
    auto ran = runner_->run(requests);
    EXPECT_TRUE(ran) << ran.error().text();
    return ran ? std::move(ran->trials) : std::vector<model::TrialOutcome>{};
  }
  const model::MeasuredMetric& metric(std::string_view name) const {
    for (const auto& measured : runner_->metrics())
      if (measured.metric.name == name) return measured;
    ADD_FAILURE() << name;
    return runner_->metrics().front();
  }
  double value(const model::TrialOutcome& trial, std::string_view name) const {
    const auto& metrics = runner_->metrics();
    for (std::size_t i = 0; i < metrics.size() && i < trial.values.size(); ++i)
      if (metrics[i].metric.name == name) return trial.values[i];
    return model::kAbsent;
  }
  std::unique_ptr<LibraryRunner> runner_;
};

TEST_F(Library, TellsTheTimeOfACallAndWhatItCostToBringUp) {
  start(options({arm("work"), arm("slower")}));
  // The least of several: neighbours may hold up any one of them.
  double work = 1e9;
  double slower = 1e9;
  for (int round = 0; round < 5; ++round) {
    const auto trials = run({1, 0, 0, 1});
    ASSERT_EQ(trials.size(), 4u);
    for (const auto& trial : trials) {
      EXPECT_EQ(trial.end, model::TrialEnd::exited);
      EXPECT_GT(value(trial, "cpu"), 20);
      EXPECT_GT(value(trial, "startup"), 0);
      EXPECT_TRUE(model::is_absent(value(trial, "peak_rss")));
    }
    slower = std::min({slower, value(trials[0], "wall"), value(trials[3], "wall")});
    work = std::min({work, value(trials[1], "wall"), value(trials[2], "wall")});
  }
  EXPECT_GT(work, 20);      // 100 steps of three dependent operations
  EXPECT_GT(slower, work);  // half as much work more: the outcomes stand where they were asked for
  EXPECT_LT(slower, 50e3);  // a call, not a slice
  EXPECT_FALSE(metric("peak_rss").absent.empty());
  EXPECT_LT(metric("wall").metric.floor, 1);  // a floor of a trial would hide every change
  EXPECT_EQ(runner_->backend().name, "library");
  EXPECT_GT(runner_->cost().trials_ns, 0);
  EXPECT_EQ(runner_->cost().trials, 20u);
}

TEST_F(Library, OneObjectCanBeBothArmsAndArgsTellThemApart) {
  start(options({arm("work"), arm("work", {"allocate", "1", "print"})}));
  const auto trials = run({0, 1});
  ASSERT_EQ(trials.size(), 2u);
  EXPECT_GT(value(trials[1], "wall"), 0);
}

TEST_F(Library, CountsAllocationsOfACall) {
  auto with = options({arm("work"), arm("work", {"allocate", "3"}), arm("plus")});
  with.interposer = part("libassay-alloc.so");
  start(std::move(with));
  const auto trials = run({2, 0, 1});
  ASSERT_EQ(trials.size(), 3u);
  EXPECT_DOUBLE_EQ(value(trials[0], "native_alloc_calls"), 1);  // operator new
  EXPECT_DOUBLE_EQ(value(trials[0], "native_alloc_bytes"), 128);
  EXPECT_DOUBLE_EQ(value(trials[1], "native_alloc_calls"), 0);
  EXPECT_DOUBLE_EQ(value(trials[2], "native_alloc_calls"), 3);
  EXPECT_DOUBLE_EQ(value(trials[2], "native_alloc_bytes"), 144);
}

TEST_F(Library, DoesNotCountUnlessAsked) {
  start(options({arm("work")}));
  const auto trials = run({0});
  EXPECT_TRUE(model::is_absent(value(trials[0], "native_alloc_calls")));
  EXPECT_NE(metric("native_alloc_calls").absent.find("allocations = true"), std::string::npos);
}

TEST_F(Library, ASpinIsPartOfTheCallItIsAddedTo) {
  start(options({arm("work"), arm("work")}));
  const auto trials = run({0, 1}, 20'000);  // many times what a call takes
  ASSERT_EQ(trials.size(), 2u);
  EXPECT_GE(value(trials[1], "wall"), 20e3);
  EXPECT_LT(value(trials[0], "wall"), 20e3);
}

TEST_F(Library, ACrashIsATrialKilledByItsSignalAndSaysWhose) {
  start(options({arm("work"), arm("crashes")}));
  const auto trials = run({0, 1});
  ASSERT_EQ(trials.size(), 2u);
  EXPECT_EQ(trials[1].end, model::TrialEnd::signaled);
  EXPECT_EQ(trials[1].code, SIGABRT);
  EXPECT_NE(trials[1].detail.find("SIGABRT"), std::string::npos) << trials[1].detail;
  EXPECT_NE(trials[1].detail.find("about to crash"), std::string::npos) << trials[1].detail;
  EXPECT_TRUE(model::is_absent(value(trials[0], "wall")));  // nobody finished that round
}

TEST_F(Library, WhatNeverReturnsIsStoppedAtItsTimeout) {
  auto with = options({arm("work"), arm("work", {"wait"})});
  with.timeout_ns = 50e6;
  start(std::move(with));
  const auto trials = run({1, 0});
  ASSERT_EQ(trials.size(), 1u);
  EXPECT_EQ(trials[0].end, model::TrialEnd::timed_out);
  runner_.reset();
  EXPECT_TRUE(testing::within_seconds(5, [] { return testing::living() == 0; }));
}

TEST_F(Library, AnInterruptionCancelsTheRound) {
  std::array<int, 2> ends{};
  ASSERT_EQ(::pipe(ends.data()), 0);
  auto with = options({arm("work", {"wait"})});
  with.interrupt_fd = ends[0];
  start(std::move(with));
  ASSERT_EQ(::write(ends[1], "x", 1), 1);
  const auto trials = run({0});
  ASSERT_EQ(trials.size(), 1u);
  EXPECT_EQ(trials[0].end, model::TrialEnd::cancelled);
  ::close(ends[0]);
  ::close(ends[1]);
}

TEST_F(Library, ALibraryThatEndsItsProcessIsAFailureOfTheProgram) {
  start(options({arm("leaves")}));
  const std::array<model::TrialRequest, 1> one{};
  const auto ran = runner_->run(one);
  ASSERT_FALSE(ran);
  EXPECT_EQ(ran.error().fault, Fault::program);
  EXPECT_NE(ran.error().text().find("exited with 0"), std::string::npos) << ran.error().text();
}

TEST_F(Library, EntryPointsHaveTheNameOneGives) {
  auto named = arm("named");
  named.symbol = "parse_small";
  auto another = arm("plus");
  another.symbol = "another";
  start(options({named, another}));
  EXPECT_EQ(run({0, 1}).size(), 2u);
}

TEST_F(Library, WhatCannotBeLoadedIsSaidBeforeAnythingRuns) {
  struct Case {
    LibraryArm arm;
    std::string says;
  };
  const testing::Scratch text(std::string(200, 'x'), 0755);
  const testing::Scratch empty("", 0755);
  const std::vector<Case> cases = {
      {arm("absent"), "No such file"},
      {{.path = ASSAY_TEST_LIBRARIES}, "no file"},
      {{.path = text.path()}, "invalid ELF header"},
      {{.path = empty.path()}, "file too short"},
      {{.path = "/proc/self/exe"}, "cannot dynamically load"},
      {arm("undefined"), "nobody_defines_this"},
      {arm("named"), "no entry point assay_bench"},
      {arm("no_abi"), "not built for assay"},
      {arm("other_abi"), "contract 99"},
      {{.path = arm("work").path, .symbol = "stdout"}, "not in the object"},
      {{.path = arm("work").path, .symbol = "exit"}, "not in the object"},
      {{.path = arm("work").path, .symbol = "assay_bench_abi"}, "no function"},
  };
  for (const auto& one : cases) {
    const Error error = refused(options({arm("work"), one.arm}));
    EXPECT_EQ(error.fault, Fault::program) << one.arm.path;
    EXPECT_NE(error.text().find(one.says), std::string::npos) << error.text();
    EXPECT_EQ(error.text().find("/proc/self/fd"), std::string::npos) << error.text();
    EXPECT_FALSE(error.hint.empty()) << error.text();
  }
}

TEST_F(Library, AFailingSetupIsToldWithItsNumber) {
  start(options({arm("work", {"fail", "7"})}));
  const std::array<model::TrialRequest, 1> one{};
  const auto ran = runner_->run(one);
  ASSERT_FALSE(ran);
  EXPECT_EQ(ran.error().fault, Fault::program);
  EXPECT_NE(ran.error().text().find("returned 7"), std::string::npos) << ran.error().text();
}

}  // namespace
}  // namespace assay::target
