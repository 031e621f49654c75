// SPDX-License-Identifier: Apache-2.0
#include "sys/host_counters.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace assay::sys {
namespace {

const std::string kStat =
    "cpu  1424 7 1975 191409 1109 11 49 9 300 20\n"
    "cpu0 571 0 678 96673 15 0 7 2 0 0\n"
    "intr 196747 0 0 0\n";

TEST(CpuTicks, BusyIsWorkAndNeitherIdleNorWaitingNorStolen) {
  const auto ticks = parse_cpu_ticks(kStat);
  ASSERT_TRUE(ticks);
  EXPECT_EQ(ticks->busy, 1424 + 7 + 1975 + 11 + 49);  // guest (300, 20) is in user and nice already
  EXPECT_EQ(ticks->steal, 9);
}

TEST(CpuTicks, OldKernelsTellLess) {
  const auto ticks = parse_cpu_ticks("cpu  10 20 30 40\n");
  ASSERT_TRUE(ticks);
  EXPECT_EQ(ticks->busy, 60);
  EXPECT_EQ(ticks->steal, 0);
}

TEST(CpuTicks, AFirstLineCutAtAnyByteIsNone) {
  const auto end = kStat.find('\n');
  for (std::size_t cut = 0; cut <= end; ++cut)
    EXPECT_FALSE(parse_cpu_ticks(std::string_view(kStat).substr(0, cut))) << cut;
  EXPECT_TRUE(parse_cpu_ticks(std::string_view(kStat).substr(0, end + 1)));
}

TEST(CpuTicks, WhatIsNotStatIsNone) {
  for (const char* text :
       {"", "\n", "cpu\n", "cpu 1 2 3\n", "cpu0 1 2 3 4 5 6 7 8\n", "cpu  -1 2 3 4 5 6 7 8\n",
        "cpu  a b c d e f g h\n", "cpu  99999999999999999999999 2 3 4\n"})
    EXPECT_FALSE(parse_cpu_ticks(text)) << text;
}

TEST(Pressure, TheTotalOfTheSomeLineIsTaken) {
  const std::string text =
      "some avg10=0.20 avg60=0.71 avg300=0.30 total=4731383\n"
      "full avg10=0.00 avg60=0.00 avg300=0.00 total=17\n";
  EXPECT_EQ(parse_pressure_us(text), 4731383);
  for (std::size_t cut = 0; cut < text.find('\n'); ++cut)
    EXPECT_FALSE(parse_pressure_us(std::string_view(text).substr(0, cut))) << cut;
  EXPECT_FALSE(parse_pressure_us("full avg10=0.00 total=17\n"));
  EXPECT_FALSE(parse_pressure_us("some avg10=0.00\nfull total=17\n"));
  EXPECT_FALSE(parse_pressure_us("some total=x\n"));
}

TEST(Swap, BothDirectionsAreAdded) {
  EXPECT_EQ(parse_swap_pages("nr_free 1\npswpin 30\npswpout 12\nx 1\n"), 42);
  EXPECT_FALSE(parse_swap_pages("pswpin 30\n"));
  EXPECT_FALSE(parse_swap_pages("pswpin 30\npswpout 12"));
  EXPECT_FALSE(parse_swap_pages("zpswpin 30\nzpswpout 12\n")) << "a key starts its line";
}

HostSnapshot snapshot(double at_ns, double busy_ns, double steal_ns = 0) {
  HostSnapshot snapshot;
  snapshot.at_ns = at_ns;
  snapshot.cpus = 2;
  snapshot.busy_ns = busy_ns;
  snapshot.steal_ns = steal_ns;
  snapshot.pressure_ns = at_ns / 4;
  snapshot.swap_pages = at_ns / 1e6;
  return snapshot;
}

TEST(Shares, ForeignCpuIsWhatNeitherTreeNorHarnessUsed) {
  const auto result = shares(snapshot(0, 0), snapshot(100e6, 150e6, 20e6), 90e6, 10e6);
  EXPECT_DOUBLE_EQ(*result.foreign_cpu, 0.25);  // 50 of 2 x 100 ms
  EXPECT_DOUBLE_EQ(*result.steal, 0.1);
  EXPECT_DOUBLE_EQ(*result.cpu_pressure, 0.25);
  EXPECT_DOUBLE_EQ(*result.swap_pages, 100);
}

TEST(Shares, RoundingOfTicksNeverMakesThemNegativeOrMoreThanAll) {
  EXPECT_EQ(*shares(snapshot(0, 0), snapshot(100e6, 90e6), 99e6, 1e6).foreign_cpu, 0);
  EXPECT_EQ(*shares(snapshot(0, 0), snapshot(100e6, 210e6), 0, 0).foreign_cpu, 1);
}

TEST(Shares, WhatASnapshotLacksOrThatWentBackwardsIsAbsent) {
  HostSnapshot before = snapshot(0, 500e6);
  HostSnapshot after = snapshot(100e6, 400e6);
  after.steal_ns.reset();
  const auto result = shares(before, after, 0, 0);
  EXPECT_FALSE(result.foreign_cpu);
  EXPECT_FALSE(result.steal);
  EXPECT_TRUE(result.cpu_pressure);
  EXPECT_FALSE(shares(after, after, 0, 0).cpu_pressure) << "no time passed";
}

TEST(ShareMeter, ShortBatchesAreJoinedUntilAWindowIsFull) {
  ShareMeter meter(snapshot(0, 0), 50e6);
  EXPECT_FALSE(meter.take().foreign_cpu) << "nothing is known before the first window";
  meter.add(10e6, 1e6);
  EXPECT_FALSE(meter.due(49e6));
  meter.add(10e6, 1e6);
  ASSERT_TRUE(meter.due(50e6));
  meter.close(snapshot(50e6, 72e6));
  const auto first = meter.take();
  EXPECT_DOUBLE_EQ(*first.foreign_cpu, 0.5);
  EXPECT_EQ(*first.swap_pages, 50);
  meter.add(5e6, 0);
  const auto meanwhile = meter.take();
  EXPECT_DOUBLE_EQ(*meanwhile.foreign_cpu, 0.5) << "the last window's, until the next";
  EXPECT_FALSE(meanwhile.swap_pages) << "a count is told once";
  meter.close(snapshot(100e6, 127e6));
  EXPECT_DOUBLE_EQ(*meter.take().foreign_cpu, 0.5) << "the next window starts from nothing";
}

TEST(HostCounters, ThisMachineIsReadAndOnlyGrows) {
  const HostCounters counters;
  const HostSnapshot before = counters.read();
  ASSERT_TRUE(before.busy_ns);
  HostSnapshot after = counters.read();
  while (*after.busy_ns == *before.busy_ns) after = counters.read();
  const auto result = shares(before, after, 0, 0);
  EXPECT_GT(*result.foreign_cpu, 0);
  EXPECT_LE(*result.foreign_cpu, 1);
}

TEST(HostCounters, AMachineWithoutTheFilesIsAbsentThroughout) {
  const HostSnapshot nothing = HostCounters("/nonexistent").read();
  EXPECT_FALSE(nothing.busy_ns);
  EXPECT_FALSE(nothing.steal_ns);
  EXPECT_FALSE(nothing.pressure_ns);
  EXPECT_FALSE(nothing.swap_pages);
}

}  // namespace
}  // namespace assay::sys
