// SPDX-License-Identifier: Apache-2.0
#include "target/process_runner.hpp"

#include "target/testing/runner_fixture.hpp"

#include <gtest/gtest.h>

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <pty.h>
#include <set>
#include <sstream>

namespace assay::target {
namespace {

using model::TrialEnd;
using testing::RunnerTest;
using testing::Scratch;

TEST_P(RunnerTest, TrueTakesTimeAndSucceeds) {
  auto trial = run_one({"/bin/true"});
  EXPECT_EQ(trial.end, TrialEnd::exited);
  EXPECT_EQ(trial.code, 0);
  EXPECT_GT(value(trial, "wall"), 0);
  EXPECT_GE(value(trial, "wall"), value(trial, "wall_main"));
  EXPECT_EQ(value(trial, "processes"), 1);
}

TEST_P(RunnerTest, AnExitCodeIsTold) {
  auto trial = run_one({"/bin/sh", "-c", "echo first; echo last >&2; exit 42"});
  EXPECT_EQ(trial.end, TrialEnd::exited);
  EXPECT_EQ(trial.code, 42);
  EXPECT_EQ(trial.detail, "last");
}

TEST_P(RunnerTest, WhatAnEarlierTrialSaidIsNotQuoted) {
  start(options({{"/bin/sh", "-c", "echo old >&2"}, {"/bin/sh", "-c", "exit 1"}}));
  auto outcome = run({{.arm = 0}, {.arm = 1}});
  ASSERT_EQ(outcome.trials.size(), 2u);
  EXPECT_EQ(outcome.trials[1].detail, "");
}

TEST_P(RunnerTest, ADeathBySignalIsTold) {
  auto trial = run_one({"/bin/sh", "-c", "kill -SEGV $$"});
  EXPECT_EQ(trial.end, TrialEnd::signaled);
  EXPECT_EQ(trial.code, SIGSEGV);
}

TEST_P(RunnerTest, ABatchStopsAtTheFirstCodeThatIsNotAccepted) {
  auto with = options({{"/bin/true"}, {"/bin/sh", "-c", "exit 3"}});
  with.accepted.codes = {0};
  start(with);
  auto outcome = run({{.arm = 0}, {.arm = 0}, {.arm = 1}, {.arm = 0}});
  ASSERT_EQ(outcome.trials.size(), 3u);
  EXPECT_EQ(outcome.trials[2].code, 3);

  with.accepted.codes = {0, 3};
  start(with);
  EXPECT_EQ(run({{.arm = 0}, {.arm = 1}, {.arm = 0}}).trials.size(), 3u);
}

TEST_P(RunnerTest, WhereAnyEndIsAcceptedSignalsDoNotStopABatch) {
  auto with = options({{"/bin/sh", "-c", "kill -KILL $$"}});
  with.accepted.any = true;
  start(with);
  EXPECT_EQ(run({{}, {}, {}}).trials.size(), 3u);
}

TEST_P(RunnerTest, BatchesLongerThanTheLauncherTakesAreSplit) {
  start(options({{"/bin/true"}}));
  const std::vector<model::TrialRequest> many(150);
  EXPECT_EQ(run(many).trials.size(), 150u);
}

TEST_P(RunnerTest, WhatCannotBeExecutedSaysWhy) {
  auto missing = run_one({"/nonexistent/program"});
  EXPECT_EQ(missing.end, TrialEnd::not_started);
  EXPECT_EQ(missing.code, ENOENT);
  EXPECT_NE(missing.detail.find("/nonexistent/program"), std::string::npos);

  auto denied = run_one({"/etc/passwd"});
  EXPECT_EQ(denied.end, TrialEnd::not_started);
  EXPECT_EQ(denied.code, EACCES);

  Scratch script("no interpreter, no magic\n", 0755);
  auto format = run_one({script.path()});
  EXPECT_EQ(format.end, TrialEnd::not_started);
  EXPECT_EQ(format.code, ENOEXEC);
}

TEST_P(RunnerTest, AFolderThatIsGoneAndAnInputThatIsMissingAreNamed) {
  auto with = options({{"/bin/true"}});
  with.arms[0].command.cwd = "/nonexistent";
  auto cwd = run_with(with);
  EXPECT_EQ(cwd.end, TrialEnd::not_started);
  EXPECT_NE(cwd.detail.find("folder"), std::string::npos);

  with.arms[0].command.cwd.clear();
  with.arms[0].command.input = "/nonexistent";
  auto input = run_with(with);
  EXPECT_EQ(input.end, TrialEnd::not_started);
  EXPECT_NE(input.detail.find("input"), std::string::npos);
}

TEST_P(RunnerTest, TheIterationAndTheOffsetStandInTheEnvironment) {
  Scratch out("", 0644);
  auto with = options(
      {{"/bin/sh", "-c",
        "echo $HYPERFINE_ITERATION ${#HYPERFINE_RANDOMIZED_ENVIRONMENT_OFFSET} >> " + out.path()}});
  with.arms[0].command.env.push_back("HYPERFINE_ITERATION=from outside");
  start(with);
  run({{.iteration = 0, .warmup = true}, {.iteration = 0}, {.iteration = 41}, {.iteration = 42}});
  std::istringstream lines(out.text());
  std::vector<std::string> names;
  std::set<int> lengths;
  std::string name;
  for (int length = 0; lines >> name >> length;) {
    names.push_back(name);
    lengths.insert(length);
    EXPECT_LT(length, 4096);
  }
  EXPECT_EQ(names, (std::vector<std::string>{"warmup-0", "0", "41", "42"}));
  EXPECT_GT(lengths.size(), 1u);
}

TEST_P(RunnerTest, ASpinBeforeTheProgramIsInWallAndCpu) {
  start(options({{"/bin/true"}}));
  auto outcome = run({{}, {.spin_ns = 30'000'000}});
  ASSERT_EQ(outcome.trials.size(), 2u);
  for (const char* metric : {"wall", "cpu"})
    EXPECT_GE(value(outcome.trials[1], metric), value(outcome.trials[0], metric) + 20e6) << metric;
}

TEST_P(RunnerTest, APinnedProgramSeesOneCpu) {
  auto with = options({{"/bin/sh", "-c", "test \"$(nproc)\" = 1"}});
  with.pinned_cpus = {0};
  EXPECT_EQ(run_with(with).code, 0);
}

TEST_P(RunnerTest, AGigabyteOfOutputOnBothStreamsIsNoTrouble) {
  auto with = options({{"/bin/sh", "-c",
                        "head -c 1000000000 /dev/zero; head -c 1000000000 /dev/zero >&2; "
                        "echo end >&2; exit 1"}});
  auto trial = run_with(with);
  EXPECT_EQ(trial.end, TrialEnd::exited);
  EXPECT_EQ(trial.code, 1);
  EXPECT_NE(trial.detail.find("end"), std::string::npos);
}

TEST_P(RunnerTest, ProgramsReadNothingUnlessAFileIsGiven) {
  auto with = options({{"/bin/sh", "-c", "test -z \"$(cat)\""}});
  EXPECT_EQ(run_with(with).code, 0);
  Scratch input("seven\n", 0644);
  with = options({{"/bin/sh", "-c", "test \"$(cat)\" = seven"}});
  with.arms[0].command.input = input.path();
  start(with);
  EXPECT_EQ(run({{}, {}}).trials.size(), 2u);  // read from its start each time
}

TEST_P(RunnerTest, AProgramStartsWithThreeDescriptorsAndNoSignalBlocked) {
  Scratch out("", 0644);
  auto with =
      options({{"/bin/sh", "-c",
                "ls /proc/self/fd | wc -l; grep SigBlk /proc/self/status | tr -d ' \\t0'"}});
  with.arms[0].command.output = Output::file;
  with.arms[0].command.output_path = out.path();
  start(with);
  run({{}, {}});                          // the file is emptied before each
  EXPECT_EQ(out.text(), "4\nSigBlk:\n");  // the fourth is the folder that ls reads
}

TEST_P(RunnerTest, AFifoWithoutAPartnerHangsNothing) {
  Scratch fifo("", 0644);
  std::filesystem::remove(fifo.path());
  ASSERT_EQ(::mkfifo(fifo.path().c_str(), 0600), 0);
  auto with = options({{"/bin/true"}});
  with.arms[0].command.input = fifo.path();
  EXPECT_EQ(run_with(with).end, TrialEnd::exited);
  with.arms[0].command.input.clear();
  with.arms[0].command.output = Output::file;
  with.arms[0].command.output_path = fifo.path();
  auto trial = run_with(with);
  EXPECT_EQ(trial.end, TrialEnd::not_started);
  EXPECT_NE(trial.detail.find("output"), std::string::npos);
}

TEST_P(RunnerTest, ACommandLongerThanTheSystemTakesIsNotStarted) {
  auto with = options({{"/bin/true", std::string(4u << 20, 'x')}});
  auto trial = run_with(with);
  EXPECT_EQ(trial.end, TrialEnd::not_started);
  EXPECT_EQ(trial.code, E2BIG);
  with.arms[0].command.argv[1].resize(20u << 20);
  EXPECT_FALSE(ProcessRunner::start(with));
}

// A harness with a terminal of its own: its trials are no foreground jobs of it.
TEST_P(RunnerTest, AProgramThatWantsTheTerminalIsKilledAndToldSo) {
  int master = -1;
  const pid_t harness = ::forkpty(&master, nullptr, nullptr, nullptr);
  ASSERT_GE(harness, 0);
  if (harness == 0) {
    auto with = options({{"/bin/sh", "-c", "read line < /dev/tty"}});
    with.timeout_ns = 20e9;
    auto trial = run_with(with);
    const bool told = trial.detail.find("terminal") != std::string::npos;
    ::_exit(trial.end == TrialEnd::signaled && trial.code == SIGTTIN && told ? 42 : 1);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(harness, &status, 0), harness);
  EXPECT_EQ(WEXITSTATUS(status), 42);
  ::close(master);
}

INSTANTIATE_TEST_SUITE_P(Tiers, RunnerTest, testing::most_and_least(), testing::tier_name);

}  // namespace
}  // namespace assay::target
