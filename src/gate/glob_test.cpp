// SPDX-License-Identifier: Apache-2.0
#include "gate/glob.hpp"

#include <gtest/gtest.h>

#include <string>

namespace assay::gate {
namespace {

TEST(Glob, StarsTakeAnyTextAndQuestionMarksOneByte) {
  EXPECT_TRUE(matches("*", ""));
  EXPECT_TRUE(matches("gzip", "gzip"));
  EXPECT_FALSE(matches("gzip", "gzip-9"));
  EXPECT_TRUE(matches("gz*", "gz"));
  EXPECT_TRUE(matches("*-p9?", "latency-p99"));
  EXPECT_FALSE(matches("*-p9?", "latency-p9"));
  EXPECT_TRUE(matches("a*b*c", "a-b-b-c"));
  EXPECT_FALSE(matches("a*b*c", "a-c-b"));
  EXPECT_TRUE(matches("sort[n=4]", "sort[n=4]"));
  EXPECT_FALSE(matches("", "x"));
}

TEST(Glob, ManyStarsTakeNoLongerThanTheProductOfTheLengths) {
  std::string pattern;
  for (int i = 0; i < 200; ++i) pattern += "*a";
  EXPECT_FALSE(matches(pattern + "b", std::string(2000, 'a')));
}

}  // namespace
}  // namespace assay::gate
