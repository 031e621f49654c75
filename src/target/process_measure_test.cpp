// SPDX-License-Identifier: Apache-2.0
// What the figures of a trial mean, by whatever tier this machine has.
#include "sys/cgroup.hpp"
#include "target/testing/runner_fixture.hpp"

#include <gtest/gtest.h>

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <filesystem>

namespace assay::target {
namespace {

using model::TrialEnd;
using testing::helper;
using testing::RunnerTest;
using testing::Scratch;

constexpr double kMiB = 1 << 20;

class MeasureTest : public RunnerTest {
 protected:
  const model::MeasuredMetric& metric(std::string_view name) const {
    const auto& all = runner_->metrics();
    return *std::ranges::find(all, name, [](const auto& m) { return m.metric.name; });
  }
};

TEST_P(MeasureTest, ATrialAfterOneThatFilledThePageCacheShowsNothingOfIt) {
  Scratch big("", 0644);
  auto with =
      options({{"/bin/sh", "-c", "head -c 200000000 /dev/zero > " + big.path()}, {"/bin/true"}});
  start(with);
  auto outcome = run({{.arm = 0}, {.arm = 1}});
  ASSERT_EQ(outcome.trials.size(), 2u);
  const auto& filled = outcome.trials[0];
  const auto& after = outcome.trials[1];
  EXPECT_GE(value(filled, "io_write"), 200e6);
  EXPECT_LT(value(filled, "peak_rss"), 50 * kMiB);
  EXPECT_LT(value(after, "peak_rss"), 3 * kMiB);
  EXPECT_LT(value(after, "peak_tree"), 3 * kMiB);
  EXPECT_EQ(value(after, "io_write"), 0);
  EXPECT_LT(value(after, "io_read"), 1 * kMiB);
  if (!metric("peak_charged").measured()) return;
  EXPECT_GT(value(filled, "peak_charged"), 150e6);
  EXPECT_LT(value(after, "peak_charged"), 4 * kMiB);
}

TEST_P(MeasureTest, ThePeakOfASmallTrialAfterALargeOneIsItsOwn) {
  start(options({{helper("alloc"), "200", "0", "30"}, {"/bin/true"}}));
  auto outcome = run({{.arm = 0}, {.arm = 1}, {.arm = 0}});
  ASSERT_EQ(outcome.trials.size(), 3u);
  for (int i : {0, 2}) EXPECT_GE(value(outcome.trials[i], "peak_rss"), 200 * kMiB);
  EXPECT_LT(value(outcome.trials[1], "peak_tree"), 3 * kMiB);
  if (metric("peak_charged").measured()) {
    EXPECT_GE(value(outcome.trials[2], "peak_charged"), 190 * kMiB);
    EXPECT_LT(value(outcome.trials[1], "peak_charged"), 4 * kMiB);
  }
}

TEST_P(MeasureTest, IoIsTheSameToTheByteForTheSameWork) {
  start(options({{"/bin/true"}, {"/bin/sh", "-c", "cat /bin/sh > /dev/null; sleep 0.02"}}));
  auto outcome = run({{}, {.arm = 1}, {}, {.arm = 1}, {}});
  ASSERT_EQ(outcome.trials.size(), 5u);
  const auto read = [&](int i) { return value(outcome.trials[i], "io_read"); };
  EXPECT_EQ(read(0), read(2));
  EXPECT_EQ(read(0), read(4));
  EXPECT_EQ(read(1), read(3));
  EXPECT_GE(read(1), read(0) + double(std::filesystem::file_size("/bin/sh")));
}

TEST_P(MeasureTest, WorkThatNobodyWaitedForCountsWhereTheTierCanSeeIt) {
  auto trial = run_one({helper("careless"), "50", "4"});
  EXPECT_EQ(trial.end, TrialEnd::exited);
  if (metric("cpu").tier == "rusage") return;  // only what was waited for: docs say so
  EXPECT_GE(value(trial, "cpu"), 200e6);
}

TEST_P(MeasureTest, ShortLivedGrandchildrenAreCountedExactlyOrAsALowerBound) {
  auto trial = run_one({"/bin/sh", "-c", "for i in 1 2 3 4 5 6 7 8 9; do (/bin/true; :); done; :"});
  if (metric("processes").tier == "taskstats") {
    EXPECT_EQ(value(trial, "processes"), 19);
  } else {
    EXPECT_EQ(metric("processes").tier, "sampled");
    EXPECT_GE(value(trial, "processes"), 1);
    EXPECT_LE(value(trial, "processes"), 19);
  }
}

TEST_P(MeasureTest, ThreadsAreNoProcesses) {
  auto trial = run_one({helper("threads"), "4", "20"});
  EXPECT_EQ(trial.end, TrialEnd::exited);
  EXPECT_EQ(value(trial, "processes"), 1);
  EXPECT_GE(value(trial, "cpu"), 4 * 19e6);
}

TEST_P(MeasureTest, CompetitorsOnOneCpuMakeATrialWait) {
  const std::string burn = helper("burn") + " 60";
  auto with = options({{"/bin/sh", "-c", burn + " & exec " + burn}});
  with.pinned_cpus = {0};
  start(with);
  auto outcome = run({{.arm = 0}});
  ASSERT_EQ(outcome.trials.size(), 1u);
  ASSERT_TRUE(metric("cpu_wait").measured()) << metric("cpu_wait").absent;
  EXPECT_GE(value(outcome.trials[0], "cpu_wait"), 30e6);
  EXPECT_GE(value(outcome.trials[0], "involuntary_switches"), 2);
}

TEST_P(MeasureTest, EveryMetricIsMeasuredOrHasAReasonAndItsValueIsAccordingly) {
  auto trial = run_one({"/bin/true"});
  const auto& all = runner_->metrics();
  ASSERT_EQ(trial.values.size(), all.size());
  for (std::size_t i = 0; i < all.size(); ++i) {
    EXPECT_NE(all[i].tier.empty(), all[i].absent.empty()) << all[i].metric.name;
    EXPECT_EQ(model::is_absent(trial.values[i]), !all[i].measured()) << all[i].metric.name;
  }
  if (GetParam() == testing::Tiers::least) {
    EXPECT_EQ(metric("cpu").tier, "rusage");
    EXPECT_EQ(metric("cycles").absent, "hardware counters are off");
    EXPECT_FALSE(metric("peak_charged").measured());
    EXPECT_NE(metric("cpu_wait").tier, "taskstats");
  }
}

TEST_P(MeasureTest, WhatMeasuringCostsIsAccountedFor) {
  start(options({{"/bin/sleep", "0.05"}}));
  run({{}, {}});
  const model::HarnessCost cost = runner_->cost();
  EXPECT_EQ(cost.trials, 2u);
  EXPECT_GE(cost.trials_ns, 0.1e9);
  EXPECT_GT(cost.sampling_ns, 0);
  EXPECT_LT(cost.sampling_ns, 0.2 * cost.trials_ns);
  EXPECT_GT(cost.bookkeeping_ns, 0);
}

TEST_P(MeasureTest, TheDisturbanceOfABatchIsAskedForWithTheCpuTimeItUsed) {
  auto with = options({{helper("burn"), "40"}});
  double told = 0;
  with.disturbance = [&](double tree_cpu_ns) {
    told = tree_cpu_ns;
    return model::Disturbance{.foreign_cpu = 0.25};
  };
  start(with);
  auto outcome = run({{}, {}});
  EXPECT_GE(told, 80e6);
  EXPECT_EQ(outcome.disturbance.foreign_cpu, 0.25);
}

// Where this user's standing groups are made.
std::vector<std::filesystem::path> places_of_groups() {
  std::vector<std::filesystem::path> out;
  const auto made = sys::StandingGroups::make();
  const auto first = sys::StandingGroups::make(sys::StandingGroups::Versions::first);
  for (const std::string& folder : {made.v2(), first.v1_memory(), first.v1_cpuacct()})
    if (!folder.empty()) out.push_back(std::filesystem::path(folder).parent_path());
  return out;
}

int groups_of(pid_t pid, const std::vector<std::filesystem::path>& places) {
  int found = 0;
  for (const auto& place : places)
    for (const auto& entry : std::filesystem::directory_iterator(place))
      found += entry.path().filename().string().starts_with("assay-" + std::to_string(pid));
  return found;
}

TEST_P(MeasureTest, NoCgroupIsLeftEvenWhenTheHarnessIsKilled) {
  const auto places = places_of_groups();
  const pid_t harness = ::fork();
  ASSERT_GE(harness, 0);
  if (harness == 0) {
    run_with(options({{"/bin/sleep", "60"}}));
    ::_exit(0);
  }
  ASSERT_TRUE(testing::within_seconds(5, [] { return testing::living() == 1; }));
  if (GetParam() != testing::Tiers::least && !places.empty()) {
    EXPECT_GT(groups_of(harness, places), 0);
  }
  ::kill(harness, SIGKILL);
  ::waitpid(harness, nullptr, 0);
  EXPECT_TRUE(testing::within_seconds(5, [&] { return groups_of(harness, places) == 0; }));
  EXPECT_TRUE(testing::within_seconds(5, [] { return testing::living() == 0; }));
}

INSTANTIATE_TEST_SUITE_P(Tiers, MeasureTest, testing::every_tier(), testing::tier_name);

}  // namespace
}  // namespace assay::target
