// SPDX-License-Identifier: Apache-2.0
// Protects prove's answer: a claim must be able to fail, and must not pass on too few tries.
#include "app/claims.hpp"

#include <gtest/gtest.h>

namespace assay::app {
namespace {

TEST(Claims, AnErrorRateIsProvenOnlyByEnoughTries) {
  // 1 - 0.05^(1/n) <= 0.01 from n = 299 on.
  EXPECT_EQ(claim_at_most("x", 0, 298, 0.01).outcome, "inconclusive");
  EXPECT_EQ(claim_at_most("x", 0, 299, 0.01).outcome, "pass");
  EXPECT_EQ(claim_at_most("x", 0, 0, 0.01).outcome, "missing");
}

TEST(Claims, AnErrorRateThatIsTooHighFails) {
  EXPECT_EQ(claim_at_most("x", 129, 1000, 0.01).outcome, "fail");
  EXPECT_EQ(claim_at_most("x", 12, 1000, 0.01).outcome, "inconclusive");
}

TEST(Claims, PowerIsProvenExcludedOrOpen) {
  EXPECT_EQ(claim_at_least("x", 20, 20, 0.75).outcome, "pass");
  EXPECT_EQ(claim_at_least("x", 16, 20, 0.75).outcome, "inconclusive");
  EXPECT_EQ(claim_at_least("x", 8, 20, 0.75).outcome, "fail");
  EXPECT_NE(claim_at_least("x", 8, 20, 0.75).detail.find("8 of 20"), std::string::npos);
}

}  // namespace
}  // namespace assay::app
