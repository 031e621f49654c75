// SPDX-License-Identifier: Apache-2.0
// The loops under a clock that says what the test wants.
#include "workload/timing.hpp"

#include "sys/fd.hpp"
#include "workload/drive.hpp"

#include <gtest/gtest.h>

#include <sys/eventfd.h>

#include <map>

namespace assay::workload {
namespace {

// Stands still but for what an operation takes and what a reading does.
struct FakeClock {
  static inline std::uint64_t time = 0;
  static inline std::uint64_t reading = 0;
  static std::uint64_t now() { return time += reading; }
  static void start(std::uint64_t cost) {
    time = 1'000'000'000'000;
    reading = cost;
  }
};

// Takes the durations of a list, in turn; fails on one of them if asked to.
struct Scripted {
  std::vector<std::uint64_t> durations;
  std::uint64_t fail_on = 0;
  std::uint64_t done = 0;
  Failure operator()() {
    FakeClock::time += durations[done % durations.size()];
    return ++done == fail_on ? Failure{EMFILE, "open"} : Failure{};
  }
};

model::ValueCounts expected(const std::vector<std::uint64_t>& durations, std::uint64_t n,
                            std::uint64_t reading) {
  std::map<std::uint64_t, std::uint64_t> out;
  for (std::uint64_t i = 0; i < n; ++i) ++out[durations[i % durations.size()] + reading];
  return {out.begin(), out.end()};
}

TEST(Lap, EveryDurationIsCountedExactly) {
  // Short, at the borders of what is counted directly and of the buffer's width, and beyond.
  const std::vector<std::uint64_t> durations = {
      0,     1,      2500,      2500,          65535,         65536,          65537,         70000,
      70000, 999999, 5'000'001, 0xfffffffeULL, 0xffffffffULL, 0x100000000ULL, 90'000'000'000};
  constexpr std::uint64_t kOperations = 40000;  // more than the buffer holds
  FakeClock::start(0);
  Scripted operation{durations};
  Recorder recorder;
  const Ending ending = lap<FakeClock>(operation, kOperations, recorder, Stop(-1));
  EXPECT_EQ(ending.how, Ending::How::done);
  EXPECT_EQ(operation.done, kOperations);
  EXPECT_EQ(recorder.operations(), kOperations);
  EXPECT_EQ(recorder.counts(), expected(durations, kOperations, 0));
  std::uint64_t sum = 0;
  for (const auto& [ns, count] : recorder.counts()) sum += ns * count;
  EXPECT_EQ(recorder.total_ns(), sum);
}

TEST(Lap, ADurationHoldsOneReadingOfTheClockAndTheChainLosesNothing) {
  FakeClock::start(20);
  Scripted operation{{1000, 3000}};
  Recorder recorder;
  lap<FakeClock>(operation, 1000, recorder, Stop(-1));
  const model::ValueCounts both = {{1020, 500}, {3020, 500}};
  EXPECT_EQ(recorder.counts(), both);
}

TEST(Lap, LookingWhetherToStopIsInNoDuration) {
  // Every operation is longer than the time between two looks, so each is a chain of its own.
  FakeClock::start(7);
  Scripted operation{{kLookEveryNs}};
  Recorder recorder;
  lap<FakeClock>(operation, 50, recorder, Stop(-1));
  const model::ValueCounts all = {{kLookEveryNs + 7, 50}};
  EXPECT_EQ(recorder.counts(), all);
}

TEST(Lap, AFailureEndsItAndSaysWhichOperationItWas) {
  FakeClock::start(0);
  Scripted operation{{100'000}, 12345};
  Recorder recorder;
  const Ending ending = lap<FakeClock>(operation, 20000, recorder, Stop(-1));
  EXPECT_EQ(ending.how, Ending::How::failed);
  EXPECT_EQ(ending.operation, 12345U);
  EXPECT_EQ(ending.failure.error, EMFILE);
  EXPECT_STREQ(ending.failure.step, "open");
}

TEST(Lap, StopsWithinOneLookOfBeingAsked) {
  const sys::Fd event(::eventfd(1, EFD_CLOEXEC));
  FakeClock::start(0);
  Scripted operation{{kLookEveryNs / 10}};
  Recorder recorder;
  const Ending ending = lap<FakeClock>(operation, 1'000'000, recorder, Stop(event.get()));
  EXPECT_EQ(ending.how, Ending::How::interrupted);
  EXPECT_LE(operation.done, 11U);
}

TEST(Recorder, WhatIsClearedIsGone) {
  FakeClock::start(0);
  Scripted operation{{10, 100'000}};
  Recorder recorder;
  lap<FakeClock>(operation, 100, recorder, Stop(-1));
  recorder.clear();
  EXPECT_EQ(recorder.operations(), 0U);
  EXPECT_EQ(recorder.total_ns(), 0U);
  EXPECT_TRUE(recorder.counts().empty());
}

TEST(Pace, OperationsBeginAtTheirTimesAndOnlyTheirOwnTimeCounts) {
  // The clock moves by 10 ns a reading: waiting is over at once, so only the schedule is looked at.
  FakeClock::start(10);
  Scripted operation{{400}};
  Recorder recorder;
  // Each takes 400 ns and 30 or 40 ns of readings; one is due every 200 ns: it falls behind, does
  // what it can, and ends in time.
  const Ending ending = pace<FakeClock>(operation, 200, 100'000, recorder, Stop(-1));
  EXPECT_EQ(ending.how, Ending::How::done);
  const model::ValueCounts all = {{410, recorder.operations()}};
  EXPECT_EQ(recorder.counts(), all);
  EXPECT_EQ(recorder.operations(), operation.done);
  EXPECT_GE(recorder.operations(), 100'000U / 440);
  EXPECT_LE(recorder.operations(), 100'000U / 430 + 1);
}

TEST(Pace, WhatKeepsUpDoesExactlyWhatWasIntended) {
  // Operations end just when the next is due: there is never anything to wait for, and never a
  // backlog.
  FakeClock::start(0);
  Scripted operation{{1000}};
  Recorder recorder;
  pace<FakeClock>(operation, 1000, 50'000, recorder, Stop(-1));
  EXPECT_EQ(recorder.operations(), 50U);
}

TEST(Pace, WaitsAndStopsAsSoonAsItIsAsked) {
  const sys::Fd event(::eventfd(1, EFD_CLOEXEC));
  FakeClock::start(0);
  Scripted operation{{1}};
  Recorder recorder;
  // The second is due in an hour.
  const Ending ending =
      pace<FakeClock>(operation, 3.6e12, 7'200'000'000'000, recorder, Stop(event.get()));
  EXPECT_EQ(ending.how, Ending::How::interrupted);
  EXPECT_EQ(operation.done, 1U);
}

TEST(Settle, FiguresFollowFromTheHistogramLessTheClock) {
  model::OpProfile profile;
  profile.clock_ns = 20;
  profile.operations = 1000;
  profile.histogram = {{1000, 940}, {2000, 50}, {5000, 10}};
  profile.seconds = (1000.0 * 940 + 2000 * 50 + 5000 * 10) / 1e9;
  settle(profile);
  EXPECT_DOUBLE_EQ(profile.mean_ns, 1090 - 20);
  EXPECT_DOUBLE_EQ(*profile.p50_ns, 980);
  EXPECT_DOUBLE_EQ(*profile.p95_ns, 1980);
  // Rank 989.01: a hundredth of the way from 2000 to 5000.
  EXPECT_NEAR(*profile.p99_ns, 2030 - 20, 1e-6);
  EXPECT_FALSE(profile.p999_ns);
}

TEST(Settle, NothingIsBelowZeroAndNothingComesFromNothing) {
  model::OpProfile profile;
  profile.clock_ns = 50;
  profile.operations = 100;
  profile.histogram = {{30, 100}};
  profile.seconds = 3e-6;
  settle(profile);
  EXPECT_EQ(profile.mean_ns, 0);
  EXPECT_EQ(profile.p50_ns, 0);
  EXPECT_FALSE(profile.p95_ns);
}

TEST(ClockCost, IsThatOfAReading) {
  Recorder recorder;
  const double cost = clock_cost(recorder);
  EXPECT_EQ(recorder.operations(), 0U);
  EXPECT_GT(cost, 0);
  EXPECT_LT(cost, 100'000);
}

}  // namespace
}  // namespace assay::workload
