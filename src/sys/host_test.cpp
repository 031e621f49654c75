// SPDX-License-Identifier: Apache-2.0
#include "sys/host.hpp"

#include <gtest/gtest.h>

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <set>

namespace assay::sys {
namespace {

namespace fs = std::filesystem;

const char* kCpuinfo =
    "processor\t: 0\nvendor_id\t: AuthenticAMD\nmodel name\t: AMD EPYC\nmicrocode\t: 0x1000065\n"
    "flags\t\t: fpu vme hypervisor lahf_lm\n\nprocessor\t: 1\nmodel name\t: Other\n";

TEST(HostParsers, AFieldIsTheFirstLineOfThatName) {
  EXPECT_EQ(colon_field(kCpuinfo, "model name"), "AMD EPYC");
  EXPECT_EQ(colon_field(kCpuinfo, "microcode"), "0x1000065");
  EXPECT_FALSE(colon_field(kCpuinfo, "model"));
  EXPECT_FALSE(colon_field("model name\t:\n", "model name")) << "no value is no answer";
  EXPECT_FALSE(colon_field("", "x"));
}

TEST(HostParsers, OsReleaseMayQuoteOrNot) {
  EXPECT_EQ(assigned_field("ID=debian\nPRETTY_NAME=\"Debian 12\"\n", "PRETTY_NAME"), "Debian 12");
  EXPECT_EQ(assigned_field("ID=debian", "ID"), "debian");
  EXPECT_EQ(assigned_field("A='x y'\n", "A"), "x y");
  EXPECT_EQ(assigned_field("A=\"\n", "A"), "\"") << "one quote is no pair";
  EXPECT_FALSE(assigned_field("A=\"\"\n", "A"));
  EXPECT_FALSE(assigned_field("PRETTY_NAMES=x\n", "PRETTY_NAME"));
}

TEST(HostParsers, TheChoiceInForceStandsInBrackets) {
  EXPECT_EQ(bracketed("always [madvise] never\n"), "madvise");
  EXPECT_FALSE(bracketed("always madvise never\n"));
  EXPECT_FALSE(bracketed("always [madvise"));
  EXPECT_FALSE(bracketed("] [] ["));
}

TEST(HostParsers, CpuListsAreCounted) {
  EXPECT_EQ(count_cpus("0-1\n"), 2u);
  EXPECT_EQ(count_cpus("0-3,7,9-9"), 6u);
  EXPECT_EQ(count_cpus("5"), 1u);
  for (const char* text : {"", "a", "3-1", "-1", "0-", "0,,1", "0-99999999999"})
    EXPECT_FALSE(count_cpus(text)) << text;
}

TEST(HostParsers, AQuotaIsInCpus) {
  EXPECT_EQ(cpu_quota("150000 100000\n"), 1.5);
  for (const char* text : {"max 100000", "-1 100000", "1", "", "1 0", "a b", "1 2 3"})
    EXPECT_FALSE(cpu_quota(text)) << text;
}

TEST(HostParsers, HierarchiesAreToldApart) {
  EXPECT_EQ(cgroup_versions("cgroup2 /sys/fs/cgroup cgroup2 rw,nosuid 0 0\n"), "v2");
  EXPECT_EQ(cgroup_versions("cgroup /sys/fs/cgroup/cpu cgroup rw,relatime,cpu,cpuacct 0 0\n"
                            "cgroup /sys/fs/cgroup/systemd cgroup rw,name=systemd 0 0\n"
                            "cgroup2 /sys/fs/cgroup/unified cgroup2 rw 0 0\n"),
            "v1: cpu cpuacct; v2");
  EXPECT_FALSE(cgroup_versions("tmpfs /sys/fs/cgroup tmpfs rw,memory 0 0\nproc\n\n"));
}

class HostTest : public ::testing::Test {
 protected:
  HostTest() {
    std::string pattern = (fs::temp_directory_path() / "assay-host-XXXXXX").string();
    root_ = ::mkdtemp(pattern.data());
  }
  ~HostTest() override { fs::remove_all(root_); }
  void put(const std::string& path, const std::string& text) const {
    fs::create_directories(fs::path(root_ + path).parent_path());
    std::ofstream(root_ + path) << text;
  }
  std::optional<std::string> read(const std::string& key) const {
    return fact(host_facts(root_), key);
  }
  std::string root_;
};

TEST_F(HostTest, WhatTheMachineDoesNotTellIsOmitted) {
  for (const auto& one : host_facts(root_)) EXPECT_FALSE(one.value.empty()) << one.key;
  for (const char* key : {"cpu_model", "governor", "turbo", "smt", "memory", "thp", "cgroups",
                          "virtualization", "cpu_quota", "cpus_online"})
    EXPECT_FALSE(read(key)) << key;
  EXPECT_TRUE(read("kernel"));
}

TEST_F(HostTest, ProcessorsAreRead) {
  put("/proc/cpuinfo", kCpuinfo);
  put("/sys/devices/system/cpu/online", "0-3\n");
  put("/proc/self/status", "Name:\tx\nCpus_allowed_list:\t1,3\n");
  EXPECT_EQ(read("cpu_model"), "AMD EPYC");
  EXPECT_EQ(read("cpus_online"), "4");
  EXPECT_EQ(read("cpus_allowed"), "2");
  EXPECT_EQ(read("virtualization"), "yes");
  put("/sys/class/dmi/id/product_name", "KVM\n");
  EXPECT_EQ(read("virtualization"), "KVM");
  put("/proc/cpuinfo", "model name : X\nflags : fpu\n");
  EXPECT_EQ(read("virtualization"), "none");
  put("/proc/cpuinfo", "processor : 0\nCPU implementer : 0x41\nCPU part : 0xd0c\n");
  EXPECT_EQ(read("cpu_model"), "implementer 0x41 part 0xd0c");
}

TEST_F(HostTest, GovernorsThatDifferAreAllNamed) {
  put("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor", "powersave\n");
  put("/sys/devices/system/cpu/cpu1/cpufreq/scaling_governor", "performance\n");
  put("/sys/devices/system/cpu/cpu2/cpufreq/scaling_governor", "powersave\n");
  put("/sys/devices/system/cpu/cpufreq/cpufreq/scaling_governor", "not a cpu\n");
  EXPECT_EQ(read("governor"), "performance, powersave");
}

TEST_F(HostTest, TurboIsToldByEitherDriver) {
  put("/sys/devices/system/cpu/cpufreq/boost", "0\n");
  EXPECT_EQ(read("turbo"), "off");
  put("/sys/devices/system/cpu/intel_pstate/no_turbo", "0\n");
  EXPECT_EQ(read("turbo"), "on");
}

TEST_F(HostTest, MemoryAndItsPoliciesAreRead) {
  put("/proc/meminfo", "MemTotal:        8388608 kB\nSwapTotal: 0 kB\n");
  put("/sys/kernel/mm/transparent_hugepage/enabled", "[always] madvise never\n");
  put("/proc/sys/kernel/randomize_va_space", "2\n");
  EXPECT_EQ(read("memory"), "8.0 GiB");
  EXPECT_EQ(read("swap"), "0.0 GiB");
  EXPECT_EQ(read("thp"), "always");
  EXPECT_TRUE(read("aslr"));
  put("/proc/meminfo", "MemTotal: lots\n");
  EXPECT_FALSE(read("memory"));
}

TEST_F(HostTest, TheTightestQuotaOnTheWayToTheRootCounts) {
  put("/proc/self/cgroup", "1:cpu:/\n0::/user/job\n");
  put("/sys/fs/cgroup/user/job/cpu.max", "max 100000\n");
  put("/sys/fs/cgroup/user/cpu.max", "250000 100000\n");
  EXPECT_EQ(read("cpu_quota"), "2.50 CPUs");
  put("/sys/fs/cgroup/user/job/cpu.max", "50000 100000\n");
  EXPECT_EQ(read("cpu_quota"), "0.50 CPUs");
}

TEST_F(HostTest, AHostileFileCannotDriveATerminal) {
  put("/proc/cpuinfo", "model name : \x1b[2Jevil\n");
  EXPECT_EQ(read("cpu_model")->find('\x1b'), std::string::npos);
}

TEST(Host, ThisMachineHasAFingerprintWithoutDuplicates) {
  const auto facts = host_facts();
  std::set<std::string> keys;
  bool comparable = false;
  for (const auto& one : facts) {
    EXPECT_TRUE(keys.insert(one.key).second) << one.key;
    comparable = comparable || one.comparable;
  }
  EXPECT_TRUE(comparable);
  EXPECT_TRUE(fact(facts, "kernel"));
  EXPECT_TRUE(fact(facts, "cpus_allowed"));
}

}  // namespace
}  // namespace assay::sys
