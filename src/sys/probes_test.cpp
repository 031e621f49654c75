// SPDX-License-Identifier: Apache-2.0
#include "sys/probes.hpp"

#include "sys/clock.hpp"

#include <gtest/gtest.h>

#include <sys/eventfd.h>
#include <unistd.h>

#include <cstdint>
#include <filesystem>
#include <fstream>

namespace assay::sys {
namespace {

namespace fs = std::filesystem;

TEST(Jitter, OnlyGapsAboveTheThresholdCount) {
  JitterMeter meter(0, 20);
  for (double now : {10.0, 30.0, 60.0, 160.0, 200.0}) meter.see(now);
  const JitterReading reading = meter.reading();
  EXPECT_EQ(reading.gaps, 3u);  // 30, 100, 40; a gap of just the threshold is none
  EXPECT_EQ(reading.worst_ns, 100);
  EXPECT_EQ(reading.duration_ns, 200);
  EXPECT_DOUBLE_EQ(reading.lost_share, 170.0 / 200);
}

TEST(Jitter, NothingSeenIsNothingLost) {
  const JitterReading reading = JitterMeter(5, 20).reading();
  EXPECT_EQ(reading.gaps, 0u);
  EXPECT_EQ(reading.lost_share, 0);
}

TEST(Jitter, TheProbeLastsAsLongAsAsked) {
  const JitterReading reading = probe_jitter(0.05);
  EXPECT_GE(reading.duration_ns, 50e6);
  EXPECT_GT(reading.worst_ns, 0);
  EXPECT_GE(reading.lost_share, 0);
  EXPECT_LE(reading.lost_share, 1);
  EXPECT_EQ(probe_jitter(0).gaps, 0u);
}

TEST(Jitter, AnInterruptEndsTheProbe) {
  const int event = ::eventfd(1, 0);
  const JitterReading reading = probe_jitter(600, event);
  ::close(event);
  EXPECT_LT(reading.duration_ns, 60e9);
}

TEST(Timer, StepsCostsAndLagsArePositive) {
  const TimerReading reading = probe_timer(5);
  EXPECT_GT(reading.claimed_ns, 0);
  EXPECT_GT(reading.step_ns, 0);
  EXPECT_GT(reading.read_ns, 0);
  EXPECT_GT(reading.lag_median_ns, 0) << "a sleep never ends early";
  EXPECT_GE(reading.lag_worst_ns, reading.lag_median_ns);
}

TEST(Spawn, TrueIsSpawnedAsOftenAsAsked) {
  const auto reading = probe_spawn(3);
  ASSERT_TRUE(reading);
  EXPECT_EQ(reading->times, 3u);
  EXPECT_GT(reading->median_ns, 0);
  EXPECT_FALSE(probe_spawn(0));
}

TEST(Perf, WhatIsMissingHasAReason) {
  const PerfReading reading = probe_perf();
  EXPECT_EQ(reading.why.empty(), reading.hardware && reading.software);
}

const char* kMounts =
    "tmpfs /sys/fs/cgroup tmpfs rw 0 0\n"
    "cgroup /sys/fs/cgroup/cpu,cpuacct cgroup rw,relatime,cpu,cpuacct 0 0\n"
    "cgroup /sys/fs/cgroup/systemd cgroup rw,name=systemd 0 0\n"
    "cgroup2 /sys/fs/cgroup/unified cgroup2 rw 0 0\n"
    "cgroup2 /again cgroup2 rw 0 0\n";
const char* kGroups = "4:memory:/m\n2:cpu,cpuacct:/job\n1:name=systemd:/\n0::/\n";

TEST(CgroupFolders, EachHierarchyGivesTheOwnGroup) {
  const auto folders = cgroup_folders(kMounts, kGroups);
  std::vector<std::string> told;
  for (const auto& one : folders) told.push_back(one.controller + "=" + one.path);
  EXPECT_EQ(told, (std::vector<std::string>{"cpu=/sys/fs/cgroup/cpu,cpuacct/job",
                                            "cpuacct=/sys/fs/cgroup/cpu,cpuacct/job",
                                            "=/sys/fs/cgroup/unified"}));
}

TEST(CgroupFolders, CutOrForeignTextGivesNothing) {
  EXPECT_TRUE(cgroup_folders("", "").empty());
  EXPECT_TRUE(cgroup_folders(kMounts, "").empty());
  EXPECT_TRUE(cgroup_folders("", kGroups).empty());
  EXPECT_TRUE(cgroup_folders("cgroup2 /x cgroup2\n", "0::/\n").empty());
  EXPECT_TRUE(cgroup_folders(kMounts, "0\n:\n::\n4:memory\n").empty());
}

TEST(Cgroups, WhetherGroupsCanBeMadeIsReadAndNotTried) {
  std::string pattern = (fs::temp_directory_path() / "assay-probe-XXXXXX").string();
  const std::string root = ::mkdtemp(pattern.data());
  fs::create_directories(root + "/proc/self");
  fs::create_directories(root + "/cg/job");
  std::ofstream(root + "/proc/self/mounts") << "cgroup2 /cg cgroup2 rw 0 0\n";
  std::ofstream(root + "/proc/self/cgroup") << "0::/job\n";
  std::ofstream(root + "/cg/job/cgroup.controllers") << "cpu memory\n";
  std::ofstream(root + "/proc/loadavg") << "1.25 0.70 0.65 2/345 678\n";
  const CgroupReading reading = probe_cgroups(root);
  EXPECT_EQ(reading.v2, "/cg/job");
  EXPECT_TRUE(reading.v2_writable);
  EXPECT_EQ(reading.v2_controllers, (std::vector<std::string>{"cpu", "memory"}));
  EXPECT_EQ(load_average(root), 1.25);
  EXPECT_EQ(std::distance(fs::directory_iterator(root + "/cg/job"), fs::directory_iterator()), 1)
      << "nothing was made";
  fs::remove_all(root);
  EXPECT_FALSE(probe_cgroups(root).v2);
  EXPECT_FALSE(load_average(root));
}

}  // namespace
}  // namespace assay::sys
