// SPDX-License-Identifier: Apache-2.0
#include "app/wrangler.hpp"

#include <gtest/gtest.h>

namespace assay::app {
namespace {

TEST(Wrangler, SaysWhetherNodeIsNewEnough) {
  EXPECT_TRUE(node_is_enough("v20.20.2", ">=16.17.0"));
  EXPECT_TRUE(node_is_enough("v16.17.0", ">=16.17.0"));
  EXPECT_FALSE(node_is_enough("v16.16.9", ">=16.17.0"));
  EXPECT_FALSE(node_is_enough("v18.20.4", ">= 22.12"));
  EXPECT_TRUE(node_is_enough("v100.0.0", ">=22"));
}

TEST(Wrangler, LeavesRangesOfAnotherFormToNpm) {
  EXPECT_TRUE(node_is_enough("v18.0.0", "^18.17.0 || >=21"));
  EXPECT_TRUE(node_is_enough("v18.0.0", ""));
  EXPECT_TRUE(node_is_enough("", ">=18"));
  EXPECT_TRUE(node_is_enough("v18.0.0", ">=18.x"));
}

}  // namespace
}  // namespace assay::app
