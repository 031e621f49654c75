// SPDX-License-Identifier: Apache-2.0
#include "target/process_outcome.hpp"

#include "target/process_tiers.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cerrno>

namespace assay::target {
namespace {

using launcher::Field;
using launcher::Tier;

launcher::TrialResult result(launcher::End end, int code) {
  launcher::TrialResult out{};
  out.end = end;
  out.code = code;
  std::fill(std::begin(out.value), std::end(out.value), launcher::kNone);
  return out;
}

TEST(LastLines, AreTheLastOnesAndDriveNoTerminal) {
  EXPECT_EQ(last_lines("", 3), "");
  EXPECT_EQ(last_lines("one\n", 3), "one");
  EXPECT_EQ(last_lines("one\ntwo\nthree\nfour\n\n", 2), "three\nfour");
  EXPECT_EQ(last_lines("\none", 5), "\none");
  EXPECT_EQ(last_lines("a\x1b[2Jb", 1).find('\x1b'), std::string::npos);
}

TEST(Outcome, ASuccessQuotesNothingAndAFailureItsLastLines) {
  EXPECT_EQ(outcome_of(result(launcher::End::exited, 0), "x", "noise\n").detail, "");
  EXPECT_EQ(outcome_of(result(launcher::End::exited, 1), "x", "why\n").detail, "why");
  EXPECT_EQ(outcome_of(result(launcher::End::timed_out, 0), "x", "why\n").detail, "why");
}

TEST(Outcome, WhatCouldNotBeKilledIsSaid) {
  auto stuck = result(launcher::End::timed_out, 0);
  stuck.survivors = 1;
  EXPECT_NE(outcome_of(stuck, "x", "").detail.find("could not be killed"), std::string::npos);
}

TEST(Outcome, AScriptWithoutItsFirstLineIsToldSo) {
  auto failed = result(launcher::End::not_started, ENOEXEC);
  failed.stage = launcher::Stage::exec;
  EXPECT_NE(outcome_of(failed, "./x", "").detail.find("#!"), std::string::npos);
}

TEST(Tiers, EveryBuiltinOfATreeIsThereInItsOrderMeasuredOrWithAReason) {
  launcher::Ready ready{};
  ready.tier[std::uint32_t(Field::wall)] = Tier::clock;
  ready.error[std::uint32_t(Field::event_0)] = ENOENT;
  const auto metrics = metrics_of(ready);
  const auto builtin = model::builtin_metrics();
  ASSERT_LT(metrics.size(), builtin.size());
  EXPECT_EQ(builtin[metrics.size()].name, "startup");  // from here on: other targets'
  for (std::size_t i = 0; i < metrics.size(); ++i) {
    EXPECT_EQ(metrics[i].metric.name, builtin[i].name);
    EXPECT_NE(metrics[i].tier.empty(), metrics[i].absent.empty()) << builtin[i].name;
  }
  EXPECT_EQ(metrics[0].tier, "clock");
}

TEST(Tiers, WhatIsMissingIsAbsentAndNeverZero) {
  auto some = result(launcher::End::exited, 0);
  some.value[std::uint32_t(Field::wall)] = 1000;
  const auto values = values_of(some);
  EXPECT_EQ(values[0], 1000);
  for (std::size_t i = 1; i < values.size(); ++i) EXPECT_TRUE(model::is_absent(values[i])) << i;
}

TEST(Tiers, NetWallIsAbsentWhereWaitingSideBySideExceedsTheWall) {
  auto waited = result(launcher::End::exited, 0);
  waited.value[std::uint32_t(Field::wall)] = 1000;
  waited.value[std::uint32_t(Field::cpu_wait)] = 300;
  EXPECT_EQ(values_of(waited)[2], 700);
  waited.value[std::uint32_t(Field::cpu_wait)] = 1500;
  EXPECT_TRUE(model::is_absent(values_of(waited)[2]));
}

}  // namespace
}  // namespace assay::target
