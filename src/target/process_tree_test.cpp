// SPDX-License-Identifier: Apache-2.0
// What belongs to a trial, what outlives it, and that nothing is left when it is stopped.
#include "target/testing/runner_fixture.hpp"

#include <gtest/gtest.h>

#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <thread>

namespace assay::target {
namespace {

using model::TrialEnd;
using testing::helper;
using testing::living;
using testing::RunnerTest;

constexpr double kSecond = 1e9;

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

class TreeTest : public RunnerTest {};

TEST_P(TreeTest, AChildThatOutlivesItsParentIsChargedInFull) {
  auto trial = run_one({helper("burn"), "300", "background"});
  EXPECT_EQ(trial.end, TrialEnd::exited);
  EXPECT_GE(value(trial, "cpu"), 0.3 * kSecond);
  EXPECT_GE(value(trial, "user") + value(trial, "sys"), 0.29 * kSecond);
  EXPECT_GE(value(trial, "wall"), 0.3 * kSecond);
  EXPECT_LT(value(trial, "wall_main"), value(trial, "wall") / 2);
  EXPECT_EQ(value(trial, "processes"), 2);
}

TEST_P(TreeTest, WithTreeMainTheTrialEndsWithTheMainProcessAndTheRestIsKilled) {
  auto with = options({{helper("stubborn"), "background"}});
  with.tree = Tree::main;
  const auto start = std::chrono::steady_clock::now();
  auto trial = run_with(with);
  EXPECT_EQ(trial.end, TrialEnd::exited);
  EXPECT_EQ(value(trial, "wall"), value(trial, "wall_main"));
  EXPECT_LT(seconds_since(start), 2);
  EXPECT_EQ(living(), 0);
}

TEST_P(TreeTest, WorkThatLingersIsKilledAndSaidSo) {
  auto with = options({{helper("stubborn"), "background"}});
  with.linger_ns = 0.2 * kSecond;
  const auto start = std::chrono::steady_clock::now();
  auto trial = run_with(with);
  EXPECT_LT(seconds_since(start), 2.2);
  EXPECT_EQ(trial.end, TrialEnd::lingered);
  EXPECT_EQ(living(), 0);
}

TEST_P(TreeTest, AProgramThatIgnoresSigtermIsGoneSoonAfterItsTimeout) {
  auto with = options({{helper("stubborn")}});
  with.timeout_ns = 0.2 * kSecond;
  const auto start = std::chrono::steady_clock::now();
  auto trial = run_with(with);
  EXPECT_EQ(trial.end, TrialEnd::timed_out);
  EXPECT_LT(seconds_since(start), 2.2);
  EXPECT_EQ(living(), 0);
}

TEST_P(TreeTest, AForkBombIsGoneSoonAfterItsTimeout) {
  auto with = options({{helper("forkbomb"), "500"}});
  with.timeout_ns = 0.5 * kSecond;
  const auto start = std::chrono::steady_clock::now();
  auto trial = run_with(with);
  EXPECT_EQ(trial.end, TrialEnd::timed_out);
  EXPECT_LT(seconds_since(start), 2.5);
  EXPECT_EQ(living(), 0);
}

TEST_P(TreeTest, ThreeConcurrentChildrenWeighTogether) {
  auto trial = run_one({helper("alloc"), "150", "3", "400"});
  EXPECT_EQ(trial.end, TrialEnd::exited);
  EXPECT_GE(value(trial, "peak_tree"), 450.0 * (1 << 20));
  EXPECT_GE(value(trial, "peak_rss"), 150.0 * (1 << 20));
  EXPECT_LT(value(trial, "peak_rss"), 200.0 * (1 << 20));
  EXPECT_EQ(value(trial, "processes"), 4);
}

TEST_P(TreeTest, WhatTheHarnessHoldsIsNotTheProgramsMemory) {
  std::vector<char> ballast(600u << 20, 1);
  auto trial = run_one({"/bin/true"});
  EXPECT_LT(value(trial, "peak_rss"), 3.0 * (1 << 20));
  EXPECT_LT(value(trial, "peak_tree"), 3.0 * (1 << 20));
  EXPECT_EQ(ballast[12345], 1);
}

TEST_P(TreeTest, TrialsGoOnAfterOneThatHadToBeKilled) {
  auto with = options({{helper("stubborn")}, {helper("burn"), "30", "background"}});
  with.timeout_ns = 0.2 * kSecond;
  start(with);
  for (int i = 0; i < 2; ++i) {
    auto killed = run({{.arm = 0}});
    ASSERT_EQ(killed.trials.size(), 1u);
    EXPECT_EQ(killed.trials[0].end, TrialEnd::timed_out);
    auto after = run({{.arm = 1}, {.arm = 1}});
    ASSERT_EQ(after.trials.size(), 2u);
    for (const auto& trial : after.trials) {
      EXPECT_EQ(trial.end, TrialEnd::exited);
      EXPECT_GE(value(trial, "cpu"), 0.03 * kSecond);
      EXPECT_LT(value(trial, "cpu"), 0.15 * kSecond);
    }
  }
}

TEST_P(TreeTest, ACancelledTrialIsKilledAtOnce) {
  std::array<int, 2> ends{};
  ASSERT_EQ(::pipe(ends.data()), 0);
  auto with = options({{helper("stubborn")}});
  with.interrupt_fd = ends[0];
  const auto start = std::chrono::steady_clock::now();
  std::thread user([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    EXPECT_EQ(::write(ends[1], "!", 1), 1);
  });
  auto trial = run_with(with);
  user.join();
  EXPECT_EQ(trial.end, TrialEnd::cancelled);
  EXPECT_LT(seconds_since(start), 2);
  EXPECT_EQ(living(), 0);
  ::close(ends[0]);
  ::close(ends[1]);
}

TEST_P(TreeTest, NothingLivesOnWhenTheHarnessIsKilled) {
  const pid_t harness = ::fork();
  ASSERT_GE(harness, 0);
  if (harness == 0) {
    run_with(options({{helper("forkbomb"), "20"}}));
    ::_exit(0);
  }
  ASSERT_TRUE(testing::within_seconds(5, [] { return living() == 20; }));
  ::kill(harness, SIGKILL);
  ::waitpid(harness, nullptr, 0);
  EXPECT_TRUE(testing::within_seconds(5, [] { return living() == 0; }));
}

TEST_P(TreeTest, TheMainProcessDiesWhenHarnessAndLauncherAreKilledTogether) {
  const pid_t harness = ::fork();
  ASSERT_GE(harness, 0);
  if (harness == 0) {
    run_with(options({{helper("stubborn")}}));
    ::_exit(0);
  }
  ASSERT_TRUE(testing::within_seconds(5, [] { return living() == 1; }));
  ::kill(harness, SIGSTOP);  // so that it cannot do it
  const auto launchers = testing::children_named("assay-launcher", harness);
  EXPECT_EQ(launchers.size(), 1u);
  for (pid_t launcher : launchers) ::kill(launcher, SIGKILL);
  EXPECT_TRUE(testing::within_seconds(5, [] { return living() == 0; }));
  ::kill(harness, SIGKILL);
  ::waitpid(harness, nullptr, 0);
}

TEST_P(TreeTest, WhenTheLauncherIsKilledTheHarnessCleansUpAndSaysSo) {
  start(options({{helper("stubborn")}}));
  ASSERT_NE(runner_, nullptr);
  std::thread murderer([&] {
    testing::within_seconds(5, [] { return living() == 1; });
    for (pid_t pid : testing::children_named("assay-launcher")) ::kill(pid, SIGKILL);
  });
  const std::vector<model::TrialRequest> one(1);
  auto outcome = runner_->run(one);
  murderer.join();
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().fault, Fault::internal);
  EXPECT_TRUE(testing::within_seconds(2, [] { return living() == 0; }));
}

INSTANTIATE_TEST_SUITE_P(Tiers, TreeTest, testing::every_tier(), testing::tier_name);

}  // namespace
}  // namespace assay::target
