// SPDX-License-Identifier: Apache-2.0
// Hooks, and what is measured beside the launcher: output, events, cgroups.
#include "target/testing/runner_fixture.hpp"

#include <gtest/gtest.h>

#include <array>
#include <filesystem>

namespace assay::target {
namespace {

using model::TrialEnd;
using testing::command;
using testing::helper;
using testing::living;
using testing::RunnerTest;
using testing::Scratch;

class HookTest : public RunnerTest {};
class ExtrasTest : public RunnerTest {};

Command shell(const std::string& script) {
  return command({"/bin/sh", "-c", script});
}

TEST_P(HookTest, PrepareAndConcludeSurroundEveryTrialAndKnowItsIteration) {
  Scratch log("", 0644);
  const auto line = [&](const std::string& word) {
    return "echo " + word + " $HYPERFINE_ITERATION >> " + log.path();
  };
  auto with = options({{"/bin/sh", "-c", line("run")}});
  with.arms[0].prepare = shell(line("prepare"));
  with.arms[0].conclude = shell(line("conclude"));
  start(with);
  run({{.iteration = 0, .warmup = true}, {.iteration = 0}});
  EXPECT_EQ(log.text(),
            "prepare warmup-0\nrun warmup-0\nconclude warmup-0\nprepare 0\nrun 0\nconclude 0\n");
}

TEST_P(HookTest, APrepareThatFailsIsTheOutcomeAndTheTrialDoesNotRun) {
  Scratch log("", 0644);
  auto with = options({{"/bin/sh", "-c", "echo ran >> " + log.path()}});
  with.arms[0].prepare = shell("echo no disk >&2; exit 7");
  start(with);
  auto outcome = run({{}, {}});
  ASSERT_EQ(outcome.trials.size(), 1u);
  EXPECT_EQ(outcome.trials[0].end, TrialEnd::hook_failed);
  EXPECT_EQ(outcome.trials[0].code, 7);
  EXPECT_EQ(outcome.trials[0].detail, "no disk");
  EXPECT_EQ(log.text(), "");
}

TEST_P(HookTest, WhatAHookUsesIsNotTheTrials) {
  auto with = options({{"/bin/true"}});
  with.arms[0].prepare = command({helper("burn"), "100"});
  auto trial = run_with(with);
  EXPECT_EQ(trial.end, TrialEnd::exited);
  EXPECT_LT(value(trial, "cpu"), 50e6);
  EXPECT_LT(value(trial, "wall_main"), 100e6);
}

TEST_P(HookTest, ADaemonOfASetupLivesUntilTheRunEndsAndIsPartOfNoTrial) {
  auto with = options({{"/bin/true"}});
  start(with);
  auto hook = runner_->run_hook(command({helper("stubborn"), "background"}));
  ASSERT_TRUE(hook);
  EXPECT_EQ(hook->end, TrialEnd::exited);
  auto outcome = run({{}, {}});
  ASSERT_EQ(outcome.trials.size(), 2u);
  for (const auto& trial : outcome.trials) {
    EXPECT_EQ(trial.end, TrialEnd::exited);
    EXPECT_EQ(value(trial, "processes"), 1);
  }
  EXPECT_EQ(living(), 1);
  runner_.reset();
  EXPECT_EQ(living(), 0);
}

TEST_P(HookTest, AnInterruptionEndsASetupButNotACleanup) {
  std::array<int, 2> ends{};
  ASSERT_EQ(::pipe(ends.data()), 0);
  ASSERT_EQ(::write(ends[1], "!", 1), 1);
  auto with = options({{"/bin/true"}});
  with.interrupt_fd = ends[0];
  start(with);
  auto setup = runner_->run_hook(shell("sleep 5; exit 3"));
  ASSERT_TRUE(setup);
  EXPECT_EQ(setup->end, TrialEnd::cancelled);
  // As the terminal does it, before we could.
  auto signaled = runner_->run_hook(shell("kill -INT $$"));
  ASSERT_TRUE(signaled);
  EXPECT_EQ(signaled->end, TrialEnd::cancelled);
  auto cleanup = runner_->run_hook(shell("sleep 0.1; exit 0"), ProcessRunner::OnInterrupt::ignore);
  ASSERT_TRUE(cleanup);
  EXPECT_EQ(cleanup->end, TrialEnd::exited);
  EXPECT_EQ(cleanup->code, 0);
  for (int end : ends) ::close(end);
}

TEST_P(HookTest, ASetupThatCannotRunSaysWhy) {
  start(options({{"/bin/true"}}));
  auto hook = runner_->run_hook(command({"/nonexistent"}));
  ASSERT_TRUE(hook);
  EXPECT_EQ(hook->end, TrialEnd::not_started);
  EXPECT_EQ(hook->code, ENOENT);
}

TEST_P(ExtrasTest, ACapturedOutputIsThatOfTheLatestTrial) {
  auto with = options({{"/bin/sh", "-c", "echo trial $HYPERFINE_ITERATION"}});
  with.arms[0].command.output = Output::capture;
  start(with);
  run({{.iteration = 0}, {.iteration = 1}});
  EXPECT_EQ(runner_->captured().output, "trial 1\n");
}

TEST_P(ExtrasTest, OfAVeryLongOutputTheFirstAndTheLastPartAreKept) {
  auto with = options({{"/bin/sh", "-c", "echo first; head -c 50000000 /dev/zero; echo last"}});
  with.arms[0].command.output = Output::capture;
  auto trial = run_with(with);
  EXPECT_EQ(trial.end, TrialEnd::exited);
  const std::string& output = runner_->captured().output;
  EXPECT_LT(output.size(), 3u << 20);
  EXPECT_TRUE(output.starts_with("first\n"));
  EXPECT_TRUE(output.ends_with("last\n"));
  EXPECT_NE(output.find("bytes left out"), std::string::npos);
}

TEST_P(ExtrasTest, OfVeryLongErrorsTheLastPartIsKeptWithoutHoles) {
  auto trial = run_one(
      {"/bin/sh", "-c", "head -c 20000000 /dev/zero | tr '\\0' x >&2; sleep 0.1; echo last >&2"});
  EXPECT_EQ(trial.end, TrialEnd::exited);
  const std::string& errors = runner_->captured().errors;
  EXPECT_GT(errors.size(), 1000u);
  EXPECT_LE(errors.size(), 1u << 20);
  EXPECT_TRUE(errors.ends_with("xlast\n"));
  EXPECT_EQ(errors.find('\0'), std::string::npos);
}

TEST_P(ExtrasTest, ANumberInTheOutputIsAMetricAtTheEndOfTheTable) {
  auto with = options({{"/bin/sh", "-c", "echo did $((HYPERFINE_ITERATION + 40)) ops"},
                       {"/bin/sh", "-c", "echo nothing"}});
  with.metrics_from.push_back(*parse_metric_from("ops:higher=did ([0-9]+) ops"));
  start(with);
  EXPECT_EQ(runner_->metrics().back().metric.name, "ops");
  EXPECT_EQ(runner_->metrics().back().metric.direction, model::Direction::higher);
  auto outcome = run({{.arm = 0, .iteration = 2}, {.arm = 1}});
  ASSERT_EQ(outcome.trials.size(), 2u);
  EXPECT_EQ(value(outcome.trials[0], "ops"), 42);
  EXPECT_TRUE(model::is_absent(value(outcome.trials[1], "ops")));
}

TEST_P(ExtrasTest, EventsAreSummedOverATrialAndAbsentWhereNoneWasSent) {
  const std::string send = "echo '{\"metric\":\"dropped\",\"value\":3,\"unit\":\"events\"}' ";
  auto with = options({{"/bin/sh", "-c",
                        send + "> $ASSAY_EVENTS; (sleep 0.05; " + send +
                            "> $ASSAY_EVENTS) & echo junk > $ASSAY_EVENTS"},
                       {"/bin/true"}});
  with.events = true;
  start(with);
  auto outcome = run({{.arm = 0}, {.arm = 1}, {.arm = 0}});
  ASSERT_EQ(outcome.trials.size(), 3u);
  EXPECT_EQ(value(outcome.trials[0], "dropped"), 6);
  EXPECT_TRUE(model::is_absent(value(outcome.trials[1], "dropped")));
  EXPECT_EQ(value(outcome.trials[2], "dropped"), 6);
  EXPECT_EQ(runner_->metrics().back().metric.unit, "events");
  EXPECT_EQ(runner_->malformed_events(), 2u);
}

TEST_P(ExtrasTest, AnEventMayNotPassForAMetricOfAssay) {
  auto with =
      options({{"/bin/sh", "-c", "echo '{\"metric\":\"wall\",\"value\":1}' > $ASSAY_EVENTS"}});
  with.events = true;
  auto trial = run_with(with);
  EXPECT_GT(value(trial, "wall"), 1);
  EXPECT_EQ(runner_->malformed_events(), 1u);
}

TEST_P(ExtrasTest, ManyEventsAreTakenWhileTheProgramRuns) {
  auto with = options({{"/bin/sh", "-c",
                        "exec > $ASSAY_EVENTS; i=0; while [ $i -lt 20000 ]; do "
                        "echo '{\"metric\":\"n\",\"value\":1,\"unit\":\"a rather long unit that "
                        "fills the pipe sooner, because there is only so much room\"}'; "
                        "i=$((i+1)); done"}});
  with.events = true;
  with.timeout_ns = 30e9;
  auto trial = run_with(with);
  EXPECT_EQ(trial.end, TrialEnd::exited);
  EXPECT_EQ(value(trial, "n"), 20000);
}

TEST_P(ExtrasTest, TheFifoGoesWithTheRunner) {
  Scratch folder_holder("", 0644);
  const std::string folder = folder_holder.path() + ".d";
  std::filesystem::create_directory(folder);
  auto with = options({{"/bin/true"}});
  with.events = true;
  with.scratch = folder;
  start(with);
  EXPECT_FALSE(std::filesystem::is_empty(folder));
  runner_.reset();
  EXPECT_TRUE(std::filesystem::is_empty(folder));
  std::filesystem::remove(folder);
}

TEST_P(ExtrasTest, AFolderThatIsNoCgroupIsRefused) {
  auto with = options({{"/bin/true"}});
  with.extra_cgroups = {"/tmp"};
  auto started = ProcessRunner::start(with);
  ASSERT_FALSE(started);
  EXPECT_EQ(started.error().fault, Fault::usage);
}

// What `mallocs N` allocates in four threads of three programs, beyond what it does for N = 0.
TEST_P(ExtrasTest, CountsTheAllocationsOfTheWholeTree) {
  auto with = options({{helper("mallocs"), "0"}, {helper("mallocs"), "1000"}});
  const char* launcher = std::getenv("ASSAY_LAUNCHER");
  with.allocations = std::filesystem::path(launcher).parent_path() / "libassay-alloc.so";
  start(with);
  const auto trials = run({{.arm = 0}, {.arm = 1}, {.arm = 0}}).trials;
  ASSERT_EQ(trials.size(), 3u);
  const auto more = [&](std::string_view metric) {
    return value(trials[1], metric) - value(trials[0], metric);
  };
  EXPECT_EQ(more("native_alloc_calls"), 24e3);
  EXPECT_EQ(more("native_alloc_bytes"), 24e5);
  EXPECT_EQ(value(trials[2], "native_alloc_calls"), value(trials[0], "native_alloc_calls"));
}

TEST_P(ExtrasTest, WhatCannotBePreloadedHasNoCountsInsteadOfNone) {
  auto with = options({{helper("mallocs_static"), "1000"}});
  const char* launcher = std::getenv("ASSAY_LAUNCHER");
  with.allocations = std::filesystem::path(launcher).parent_path() / "libassay-alloc.so";
  const auto trial = run_with(with);
  EXPECT_EQ(trial.end, TrialEnd::exited);
  EXPECT_TRUE(model::is_absent(value(trial, "native_alloc_calls")));
  EXPECT_NE(runner_->metrics().back().absent.find("statically linked"), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(Tiers, HookTest, testing::most_and_least(), testing::tier_name);
INSTANTIATE_TEST_SUITE_P(Tiers, ExtrasTest, testing::most_and_least(), testing::tier_name);

}  // namespace
}  // namespace assay::target
