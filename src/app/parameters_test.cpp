// SPDX-License-Identifier: Apache-2.0
#include "app/parameters.hpp"

#include <gtest/gtest.h>

namespace assay::app {
namespace {

using Texts = std::vector<std::string>;
using Filled = std::vector<std::pair<std::string, std::string>>;

Texts range(std::string_view min, std::string_view max,
            std::optional<std::string_view> step = std::nullopt) {
  auto values = range_values("x", min, max, step);
  EXPECT_TRUE(values) << min << ' ' << max;
  return values ? *values : Texts{};
}

// Expected values are what hyperfine 1.15 prints for the same flags.
TEST(RangeValues, CountExactlyInDecimals) {
  EXPECT_EQ(range("1", "3"), (Texts{"1", "2", "3"}));
  EXPECT_EQ(range("0.1", "0.3", "0.1"), (Texts{"0.1", "0.2", "0.3"}));
  EXPECT_EQ(range("1", "2", "0.5"), (Texts{"1", "1.5", "2.0"}));
  EXPECT_EQ(range("1.50", "2", "0.250"), (Texts{"1.50", "1.750", "2.000"}));
  EXPECT_EQ(range("-2", "1"), (Texts{"-2", "-1", "0", "1"}));
  EXPECT_EQ(range("0", "10", "3"), (Texts{"0", "3", "6", "9"}));
  EXPECT_EQ(range("-0.1", "0.1", "0.1"), (Texts{"-0.1", "0.0", "0.1"}));
  EXPECT_EQ(range("0", "1", "0.1").size(), 11U);
  EXPECT_EQ(range("5", "5"), (Texts{"5"}));
  EXPECT_EQ(range("9223372036854775", "9223372036854776").size(), 2U);
}

TEST(RangeValues, RefuseWhatCannotBeCounted) {
  const auto refused = [](std::string_view min, std::string_view max,
                          std::optional<std::string_view> step, std::string_view said) {
    const auto values = range_values("x", min, max, step);
    ASSERT_FALSE(values) << min << ' ' << max;
    EXPECT_EQ(values.error().fault, Fault::usage);
    EXPECT_NE(values.error().text().find(said), std::string::npos) << values.error().text();
    EXPECT_FALSE(values.error().hint.empty());
  };
  refused("3", "1", std::nullopt, "3 is more than 1");
  refused("a", "1", std::nullopt, "'a' is not a number");
  refused("1", "", std::nullopt, "'' is not a number");
  refused("1", "1e3", std::nullopt, "'1e3' is not a number");
  refused("1", "nan", std::nullopt, "'nan' is not a number");
  refused("1", "3", "0", "a step of 0 never");
  refused("1", "3", "-1", "a step of -1 never");
  refused("1", "3", "x", "'x' is not a number");
  refused("0.5", "1.5", std::nullopt, "no natural step");
  refused("0", "100000", std::nullopt, "100001 values");
  refused("-999999999999999999", "999999999999999999", "0.01", "more digits");
}

TEST(ListValues, SplitAtCommasThatAreNotEscaped) {
  EXPECT_EQ(*list_values("x", "gcc,clang"), (Texts{"gcc", "clang"}));
  EXPECT_EQ(*list_values("x", "1,,2"), (Texts{"1", "", "2"}));
  EXPECT_EQ(*list_values("x", "a\\,b,c\\\\,\\n"), (Texts{"a,b", "c\\", "\\n"}));
  EXPECT_FALSE(list_values("x", ""));
}

TEST(FillIn, ReplacesInOnePass) {
  const Filled values = {{"foo", "{bar} baz"}, {"bar", "quux"}};
  EXPECT_EQ(fill_in("echo {foo} {bar} {other} {", values), "echo {bar} baz quux {other} {");
}

TEST(Combinations, LetTheFirstParameterChangeFastest) {
  const std::vector<Parameter> parameters = {{"a", {"1", "2"}}, {"b", {"x", "y"}}};
  const auto all = combinations(parameters);
  ASSERT_TRUE(all);
  EXPECT_EQ(*all, (std::vector<Filled>{{{"a", "1"}, {"b", "x"}},
                                       {{"a", "2"}, {"b", "x"}},
                                       {{"a", "1"}, {"b", "y"}},
                                       {{"a", "2"}, {"b", "y"}}}));
  EXPECT_EQ(combinations({})->size(), 1U);
}

TEST(Combinations, AreBoundedAndNeedDistinctNames) {
  const std::vector<std::string> many(101, "v");
  const std::vector<Parameter> large = {{"a", many}, {"b", many}};
  EXPECT_FALSE(combinations(large));
  const std::vector<Parameter> twice = {{"a", {"1"}}, {"a", {"2"}}};
  EXPECT_FALSE(combinations(twice));
}

TEST(ParameterNames, HaveToFitBetweenBraces) {
  EXPECT_TRUE(check_parameter_name("num-threads"));
  for (const char* name : {"", "a b", "{a", "a}"}) EXPECT_FALSE(check_parameter_name(name));
}

}  // namespace
}  // namespace assay::app
