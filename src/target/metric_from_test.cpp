// SPDX-License-Identifier: Apache-2.0
#include "target/metric_from.hpp"

#include <gtest/gtest.h>

namespace assay::target {
namespace {

double read(const char* from, const char* output) {
  const auto parsed = parse_metric_from(from);
  EXPECT_TRUE(parsed) << from;
  auto number = read_metric(*parsed, output);
  EXPECT_TRUE(number) << number.error().text();
  return number ? *number : -1;
}

TEST(MetricFrom, TheFirstGroupOfAPatternIsTheNumber) {
  EXPECT_EQ(read("ops=([0-9.]+) ops/s", "ran\n12.5 ops/s\n"), 12.5);
  EXPECT_EQ(read("n=[0-9]+", "abc 7 def"), 7);
  EXPECT_EQ(read("e=x=(.*)", "x=-1.5e3"), -1500);
}

TEST(MetricFrom, TheLastMatchCounts) {
  EXPECT_EQ(read("p=progress ([0-9]+)", "progress 1\nprogress 2\nprogress 99\n"), 99);
}

TEST(MetricFrom, APointerLeadsIntoAJsonDocument) {
  EXPECT_EQ(read("ops=/result/0/ops", R"({"result":[{"ops":3}]})"), 3);
  EXPECT_EQ(read("ops=/a~1b", R"({"a/b":4})"), 4);
}

TEST(MetricFrom, WhatIsMissingHasAReason) {
  const auto reason = [](const char* from, const char* output) {
    auto number = read_metric(*parse_metric_from(from), output);
    EXPECT_FALSE(number);
    return number ? "" : number.error().why;
  };
  EXPECT_NE(reason("a=x([0-9]+)", "nothing").find("matched nothing"), std::string::npos);
  EXPECT_NE(reason("a=x(.*)", "xyz").find("not a number"), std::string::npos);
  EXPECT_NE(reason("a=/b", "{").find("JSON"), std::string::npos);
  EXPECT_NE(reason("a=/b", "{}").find("nowhere"), std::string::npos);
  EXPECT_NE(reason("a=/b/x", R"({"b":[1]})"), "");
  EXPECT_NE(reason("a=/b", R"({"b":"1"})").find("not a number"), std::string::npos);
}

TEST(MetricFrom, WhatCannotBeMeantIsRefusedWithAnExample) {
  for (const char* text : {"", "ops", "=x", "a b=x", "ops=", "ops=(", "ops=/a~", "wall=([0-9]+)",
                           "ops:upward=x", "ops:=x"}) {
    const auto parsed = parse_metric_from(text);
    ASSERT_FALSE(parsed) << text;
    EXPECT_EQ(parsed.error().fault, Fault::usage);
    EXPECT_NE(parsed.error().hint.find("name="), std::string::npos);
  }
}

TEST(MetricFrom, TheDirectionFollowsTheName) {
  EXPECT_EQ(parse_metric_from("a=x")->direction, model::Direction::lower);
  EXPECT_EQ(parse_metric_from("a:lower=x")->direction, model::Direction::lower);
  EXPECT_EQ(parse_metric_from("a:higher=x")->direction, model::Direction::higher);
  EXPECT_EQ(parse_metric_from("a:higher=x")->name, "a");
  EXPECT_EQ(parse_metric_from("a=x:higher=(.*)")->direction, model::Direction::lower);
}

}  // namespace
}  // namespace assay::target
