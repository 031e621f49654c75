// SPDX-License-Identifier: Apache-2.0
#include "workload/workload.hpp"

#include "stats/value_counts.hpp"
#include "sys/fd.hpp"
#include "sys/file.hpp"
#include "sys/self.hpp"
#include "workload/timing.hpp"

#include <gtest/gtest.h>

#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <thread>

namespace assay::workload {
namespace {

namespace fs = std::filesystem;

Spec small(std::string_view name) {
  Spec spec;
  spec.name = std::string(name);
  spec.iterations = name == "stat_walk" ? 3 : 25;
  spec.warmup = 2;
  return spec;
}

Fault fault_of(const Spec& spec) {
  const auto got = run(spec);
  EXPECT_FALSE(got) << spec.name;
  return got ? Fault::check : got.error().fault;
}

class File : public testing::Test {
 protected:
  void SetUp() override {
    auto made = sys::TemporaryFolder::create();
    ASSERT_TRUE(made);
    folder_ = std::make_unique<sys::TemporaryFolder>(*std::move(made));
  }
  std::string path(const std::string& name) const { return folder_->path() + "/" + name; }
  std::string written(const std::string& name, const std::string& text) const {
    EXPECT_TRUE(sys::write_file(path(name), text));
    return path(name);
  }

 private:
  std::unique_ptr<sys::TemporaryFolder> folder_;
};

TEST(Workloads, EachCountsWhatItDoes) {
  for (const Described& each : all()) {
    Spec spec = small(each.name);
    spec.repeats = 2;
    spec.burn_in = 1;
    const auto profile = run(spec);
    ASSERT_TRUE(profile) << each.name << ": " << profile.error().text();
    EXPECT_EQ(profile->workload, each.name);
    EXPECT_EQ(profile->iterations, *spec.iterations);
    EXPECT_EQ(profile->repeats, 2U);
    EXPECT_EQ(profile->burn_in, 1U);
    EXPECT_EQ(profile->warmup, 2U);
    EXPECT_EQ(profile->operations, *spec.iterations * 2 * profile->files.value_or(1)) << each.name;
    EXPECT_EQ(stats::count_of(profile->histogram), profile->operations);
    double sum = 0;
    for (const auto& [ns, count] : profile->histogram) sum += double(ns) * double(count);
    EXPECT_DOUBLE_EQ(profile->seconds * 1e9, sum) << each.name;
    EXPECT_TRUE(profile->p50_ns) << each.name;
    EXPECT_GT(profile->clock_ns, 0);
    EXPECT_EQ(profile->file.has_value(), each.file && !each.files) << each.name;
    EXPECT_EQ(profile->port.has_value(), each.address) << each.name;
    EXPECT_FALSE(profile->rate);
  }
}

TEST(Workloads, TheDefaultsAreThoseOfTheReference) {
  EXPECT_EQ(find("open_close")->iterations, 200000U);
  EXPECT_EQ(find("connect_loopback")->iterations, 50000U);
  EXPECT_EQ(find("full_read")->iterations, 50000U);
  EXPECT_EQ(find("stat_walk")->iterations, 50U);
  EXPECT_EQ(Spec{}.files, 400U);
  EXPECT_EQ(find("open"), nullptr);
}

TEST(Workloads, NoneLeavesADescriptorOpen) {
  const auto descriptors = [] {
    return std::distance(fs::directory_iterator("/proc/self/fd"), fs::directory_iterator());
  };
  const auto before = descriptors();
  for (const Described& each : all()) ASSERT_TRUE(run(small(each.name))) << each.name;
  EXPECT_EQ(descriptors(), before);
}

TEST(Workloads, StatWalkTakesNoMoreFilesThanItIsTold) {
  Spec spec = small("stat_walk");
  spec.files = 5;
  const auto profile = run(spec);
  ASSERT_TRUE(profile);
  EXPECT_EQ(*profile->files, 5U);
  EXPECT_EQ(profile->operations, 15U);
}

TEST(Workloads, BadInputIsRefusedBeforeAnythingRuns) {
  EXPECT_EQ(fault_of(small("open")), Fault::usage);
  for (const Described& each : all()) {
    Spec spec = small(each.name);
    spec.iterations = 0;
    EXPECT_EQ(fault_of(spec), Fault::usage) << each.name;
    spec = small(each.name);
    spec.repeats = 0;
    EXPECT_EQ(fault_of(spec), Fault::usage) << each.name;
  }
  Spec spec = small("connect_loopback");
  spec.port = 0;
  EXPECT_EQ(fault_of(spec), Fault::usage);
  spec = small("connect_loopback");
  spec.host = "256.1.1.1 ";
  EXPECT_EQ(fault_of(spec), Fault::usage);
  // A broadcast address needs leave to be connected to: found out before the warm-up.
  spec.host = "255.255.255.255";
  EXPECT_EQ(fault_of(spec), Fault::usage);
}

TEST_F(File, WhatCannotBeReadForEverIsRefused) {
  ASSERT_EQ(::mkfifo(path("pipe").c_str(), 0600), 0);
  for (const char* name : {"open_close", "full_read"}) {
    Spec spec = small(name);
    for (const std::string& bad :
         {path("missing"), path(""), path("pipe"), written("empty", ""), std::string("/dev/zero"),
          std::string("/etc/hosts\0x", 12), std::string()}) {
      spec.file = bad;
      EXPECT_EQ(fault_of(spec), Fault::usage) << name << " " << bad;
    }
  }
}

TEST_F(File, AFileThatVanishesMidwayEndsTheRunAndIsSaid) {
  Spec spec = small("open_close");
  spec.file = written("file", "x");
  spec.iterations = 1'000'000'000;
  std::thread remover([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(30));
    fs::remove(spec.file);
  });
  const auto got = run(spec);
  remover.join();
  ASSERT_FALSE(got);
  EXPECT_EQ(got.error().fault, Fault::program);
  EXPECT_NE(got.error().what.find("operation "), std::string::npos) << got.error().what;
  EXPECT_EQ(got.error().why, "open: No such file or directory");
}

TEST_F(File, AFullReadReadsAllOfIt) {
  Spec spec = small("full_read");
  spec.file = written("large", std::string(std::size_t{3} << 20, 'x'));
  const auto large = run(spec);
  spec.file = written("small", "x");
  const auto tiny = run(spec);
  ASSERT_TRUE(large && tiny);
  EXPECT_GT(*large->p50_ns, 10 * *tiny->p50_ns);
}

TEST(Workloads, RunningOutOfDescriptorsIsSaid) {
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
  rlimit none = before;
  none.rlim_cur = 0;
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &none), 0);
  const auto got = run(small("open_close"));
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &before), 0);
  ASSERT_FALSE(got);
  EXPECT_EQ(got.error().why, "open: Too many open files");
}

TEST(Workloads, AnInterruptionEndsEachOfThem) {
  const sys::Fd event(::eventfd(1, EFD_CLOEXEC));
  for (const Described& each : all()) {
    Spec spec = small(each.name);
    spec.iterations = 1'000'000'000;
    spec.interrupt_fd = event.get();
    EXPECT_EQ(fault_of(spec), Fault::interrupted) << each.name;
  }
}

TEST(Workloads, APacedRunTellsWhatWasAskedAndWhatWasDone) {
  Spec spec;
  spec.name = "open_close";
  spec.warmup = 0;
  spec.rate = 1000;
  spec.duration_ns = 30e6;
  const auto profile = run(spec);
  ASSERT_TRUE(profile) << profile.error().text();
  EXPECT_EQ(profile->iterations, 30U);
  EXPECT_GE(profile->operations, 1U);
  EXPECT_LE(profile->operations, 30U);
  EXPECT_EQ(*profile->rate, 1000);
  EXPECT_GE(*profile->elapsed_seconds, 0.028);  // the last begins 1 ms before the end
}

TEST(Workloads, ARateNeedsADurationAndNothingElse) {
  Spec spec;
  spec.name = "open_close";
  spec.rate = 100;
  EXPECT_EQ(fault_of(spec), Fault::usage);
  spec.rate = 0;
  spec.duration_ns = 1e6;
  EXPECT_EQ(fault_of(spec), Fault::usage);
  spec.rate = 100;
  spec.iterations = 5;
  EXPECT_EQ(fault_of(spec), Fault::usage);
  spec.iterations.reset();
  spec.burn_in = 1;
  EXPECT_EQ(fault_of(spec), Fault::usage);
}

TEST_F(File, CreateUnlinkLeavesNoFolderBehind) {
  // Under a TMPDIR of its own, so that others' folders are not counted.
  const std::string home = path("tmp");
  ASSERT_TRUE(fs::create_directory(home));
  ASSERT_EQ(::setenv("TMPDIR", home.c_str(), 1), 0);
  const auto good = run(small("create_unlink"));
  const sys::Fd event(::eventfd(1, EFD_CLOEXEC));
  Spec spec = small("create_unlink");
  spec.interrupt_fd = event.get();
  const auto interrupted = run(spec);
  ::unsetenv("TMPDIR");
  EXPECT_TRUE(good);
  EXPECT_FALSE(interrupted);
  EXPECT_TRUE(fs::is_empty(home));
}

}  // namespace
}  // namespace assay::workload
