// SPDX-License-Identifier: Apache-2.0
#include "app/instruction_counts.hpp"

#include <gtest/gtest.h>

namespace assay::app {
namespace {

TEST(ParseCounts, AddsUpTheProcessesOfARun) {
  const auto sum = parse_counts(
      "==12== Cachegrind, a cache and branch-prediction profiler\n"
      "==12== \n==12== I   refs:      139,870\n\n"
      "==13== I refs:        1,000,130\n");
  ASSERT_TRUE(sum);
  EXPECT_EQ(*sum, 1140000);
}

TEST(ParseCounts, HasNoAnswerWhereNothingWasCounted) {
  EXPECT_FALSE(parse_counts(""));
  EXPECT_FALSE(parse_counts("==1== Fatal error at startup\n"));
  EXPECT_FALSE(parse_counts("==1== I   refs:\n"));
  EXPECT_FALSE(parse_counts("==1== D   refs:      7\n"));
}

TEST(PlanCounts, TakesInstructionsOutOfWhatTheRoundsDecide) {
  measure::Plan plan;
  plan.gated = {"wall", "instructions"};
  EXPECT_TRUE(plan_counts(plan, {}).gated);
  EXPECT_EQ(plan.gated, std::vector<std::string>{"wall"});
  EXPECT_FALSE(plan.fixed);

  plan.gated = {"instructions"};
  EXPECT_TRUE(plan_counts(plan, {}).gated);
  EXPECT_TRUE(plan.gated.empty());
  EXPECT_EQ(plan.fixed, std::uint64_t(kCountRuns));

  plan = {};
  EXPECT_FALSE(plan_counts(plan, {}).gated);
}

}  // namespace
}  // namespace assay::app
