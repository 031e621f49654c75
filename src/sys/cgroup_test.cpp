// SPDX-License-Identifier: Apache-2.0
#include "sys/cgroup.hpp"

#include <gtest/gtest.h>

#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <string>

namespace assay::sys {
namespace {

using Texts = std::map<std::string, std::string>;

auto reader(const Texts& texts) {
  return [texts](const std::string& path) {
    const auto found = texts.find(path);
    return found == texts.end() ? std::string() : found->second;
  };
}

constexpr const char* kPureV2 =
    "29 23 0:26 / /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw,nsdelegate\n";

TEST(CgroupPlaces, APureV2MachineHasOneHierarchy) {
  const auto places = cgroup_places(kPureV2, "0::/user.slice/user-1000.slice/a.scope\n");
  EXPECT_EQ(places.v2, "/sys/fs/cgroup/user.slice/user-1000.slice/a.scope");
  EXPECT_EQ(places.v2_root, "/sys/fs/cgroup");
  EXPECT_EQ(places.v1_memory, "");
  EXPECT_EQ(places.v1_cpuacct, "");
}

TEST(CgroupPlaces, AHybridMachineHasBoth) {
  const auto places = cgroup_places(
      "31 23 0:28 / /sys/fs/cgroup rw - tmpfs tmpfs rw,mode=755\n"
      "33 31 0:30 / /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct\n"
      "35 31 0:32 / /sys/fs/cgroup/memory rw shared:9 - cgroup cgroup rw,memory\n"
      "41 31 0:38 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw\n",
      "4:memory:/job/7\n2:cpu,cpuacct:/\n0::/x\n");
  EXPECT_EQ(places.v2, "/sys/fs/cgroup/unified/x");
  EXPECT_EQ(places.v1_memory, "/sys/fs/cgroup/memory/job/7");
  EXPECT_EQ(places.v1_cpuacct, "/sys/fs/cgroup/cpu,cpuacct");
}

TEST(CgroupPlaces, AContainerSeesItsPartOfAHierarchy) {
  const auto places = cgroup_places(
      "41 31 0:38 /docker/abc /sys/fs/cgroup ro - cgroup2 cgroup rw\n", "0::/docker/abc/inner\n");
  EXPECT_EQ(places.v2, "/sys/fs/cgroup/inner");
}

TEST(CgroupPlaces, AGroupOutsideOfTheNamespaceCannotBeReached) {
  EXPECT_EQ(cgroup_places(kPureV2, "0::/../other\n").v2, "");
  EXPECT_EQ(cgroup_places(kPureV2, "").v2, "");
  EXPECT_EQ(cgroup_places("", "0::/\n").v2, "");
  EXPECT_EQ(cgroup_places("junk - \n - cgroup2\n1 2 - cgroup2 x y\n", ":\n::\n0:\n").v2, "");
}

TEST(V2Parents, TheNearestThatLendsMemoryComesFirstAndTheRootMayBeIt) {
  const CgroupPlaces places{.v2 = "/c/app.slice/run.scope", .v2_root = "/c"};
  EXPECT_EQ(v2_parents(places, reader({{"/c/app.slice/cgroup.subtree_control", "memory pids\n"}})),
            (std::vector<std::string>{"/c/app.slice", "/c/app.slice/run.scope", "/c"}));
  EXPECT_EQ(v2_parents(places, reader({})).front(), "/c/app.slice/run.scope");
}

TEST(V2Parents, NeverBeyondAGroupThatIsLimited) {
  const CgroupPlaces places{.v2 = "/c/app.slice/run.scope", .v2_root = "/c"};
  for (const char* file : {"memory.max", "cpu.max", "pids.max"})
    EXPECT_EQ(v2_parents(places, reader({{"/c/app.slice/run.scope/" + std::string(file), "100\n"},
                                         {"/c/app.slice/cgroup.subtree_control", "memory"}})),
              (std::vector<std::string>{"/c/app.slice/run.scope"}));
}

std::string any_of(const StandingGroups& groups) {
  if (!groups.v2().empty()) return groups.v2();
  return groups.v1_memory().empty() ? groups.v1_cpuacct() : groups.v1_memory();
}

TEST(StandingGroups, GoWithTheirOwner) {
  std::string folder;
  {
    const StandingGroups groups = StandingGroups::make();
    folder = any_of(groups);
    if (folder.empty()) GTEST_SKIP() << "this user may make no cgroups";
    EXPECT_TRUE(std::filesystem::is_directory(folder));
  }
  EXPECT_FALSE(std::filesystem::exists(folder));
}

TEST(StandingGroups, TwoInOneProcessDoNotMeet) {
  const StandingGroups first = StandingGroups::make();
  const StandingGroups second = StandingGroups::make();
  if (any_of(first).empty()) GTEST_SKIP() << "this user may make no cgroups";
  EXPECT_NE(any_of(first), any_of(second));
}

TEST(StandingGroups, WhatARunLeftBehindIsSweptWithItsProcesses) {
  std::string folder;
  {
    const StandingGroups groups = StandingGroups::make();
    folder = groups.v2();
  }
  if (folder.empty()) GTEST_SKIP() << "this user may make no v2 cgroups";
  const pid_t dead = ::fork();
  if (dead == 0) ::_exit(0);
  ::waitpid(dead, nullptr, 0);
  const std::filesystem::path own(folder);
  const std::string space = own.extension();
  const auto stale = own.parent_path() / ("assay-" + std::to_string(dead) + space);
  const auto foreign = own.parent_path() / ("assay-" + std::to_string(dead) + ".1");
  ASSERT_EQ(::mkdir(stale.c_str(), 0755), 0);
  ASSERT_EQ(::mkdir(foreign.c_str(), 0755), 0);
  const pid_t left = ::fork();
  if (left == 0) {
    ::sleep(60);
    ::_exit(0);
  }
  std::ofstream(stale / "cgroup.procs") << left << std::flush;
  {
    const StandingGroups groups = StandingGroups::make();
    int status = 0;
    EXPECT_EQ(::waitpid(left, &status, 0), left);
    EXPECT_TRUE(WIFSIGNALED(status));
  }
  // A group with processes goes once they have; another run sweeps it then.
  { const StandingGroups groups = StandingGroups::make(); }
  EXPECT_FALSE(std::filesystem::exists(stale));
  EXPECT_TRUE(std::filesystem::exists(foreign)) << "of another namespace of processes";
  ::rmdir(foreign.c_str());
}

TEST(CgroupCpu, AFolderThatIsNoneHasNoFigure) {
  EXPECT_LT(cgroup_cpu_ns("/tmp"), 0);
  EXPECT_LT(cgroup_cpu_ns(""), 0);
}

}  // namespace
}  // namespace assay::sys
