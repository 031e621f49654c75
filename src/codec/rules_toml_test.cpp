// SPDX-License-Identifier: Apache-2.0
// Rules files: what is read, what is refused and how, what is rewritten and what is left alone.
#include "codec/rules_toml.hpp"

#include <gtest/gtest.h>

#include <string>

namespace assay::codec {
namespace {

using model::RuleMode;

constexpr const char* kAll = R"(# our budgets
schema = "assay.rules/1"
strictness = "advisory"
baseline = "base.ndjson"
alpha = 0.05

[[rules]]
mode = "budget"
scenario = "gz*"
metric = "wall"
statistic = "p95"
limit = "12ms"   # agreed in March
mute = { until = 2027-01-31, reason = "see #12" }

[[rules]]
name = "memory"
mode = "regression"
metric = "peak_rss"
pct = 5
abs = "64KiB"
direction = "either"
strictness = "strict"

[[rules]]
mode = "slo"
arm = "with_agent"
baseline_arm = "without"
limit = 1.05

[[rules]]
mode = "stability"
max_cv = "10%"
max_discarded = 1
min_rounds = 20

[[history]]
date = 2026-11-21
reason = "new codec"
changes = ["limit"]
)";

std::string fault_of(const std::string& text) {
  const auto rules = read_rules(text, "rules.toml");
  EXPECT_FALSE(rules.has_value()) << text;
  return rules ? "" : rules.error().what + " | " + rules.error().why + " | " + rules.error().hint;
}
// A file of one rule with these lines.
std::string rule(const std::string& lines) {
  return "schema = \"assay.rules/1\"\n[[rules]]\n" + lines;
}

TEST(RulesToml, EveryKeyIsRead) {
  const auto read = read_rules(kAll, "rules.toml");
  ASSERT_TRUE(read.has_value()) << read.error().text();
  EXPECT_EQ(read->strictness, model::Strictness::advisory);
  EXPECT_EQ(read->baseline, "base.ndjson");
  EXPECT_EQ(read->alpha, 0.05);
  ASSERT_EQ(read->rules.size(), 4U);
  const auto& r = read->rules;
  EXPECT_EQ(r[0].name, "budget p95 wall of gz*");
  EXPECT_EQ(r[0].line, 7U);
  EXPECT_EQ(r[0].limit, 12e6);
  EXPECT_EQ(r[0].limit_unit, "ns");
  EXPECT_EQ(r[0].mute->until, "2027-01-31");
  EXPECT_EQ(r[1].name, "memory");
  EXPECT_EQ(r[1].pct, 5);
  EXPECT_EQ(r[1].abs, 65536);
  EXPECT_TRUE(r[1].either_direction);
  EXPECT_EQ(r[1].strictness, model::Strictness::strict);
  EXPECT_EQ(r[2].mode, RuleMode::slo);
  EXPECT_EQ(r[2].baseline_arm, "without");
  EXPECT_FALSE(r[2].strictness);
  EXPECT_EQ(r[3].max_cv, 0.1);
  EXPECT_EQ(r[3].max_discarded, 0.01);
  EXPECT_EQ(r[3].min_rounds, 20U);
}

TEST(RulesToml, WhatIsWrongIsNamedWithItsPlace) {
  EXPECT_NE(fault_of(rule("mode = \"budget\"\nlimt = \"1ms\"\nlimit = \"1ms\"\n"))
                .find("rules.toml:4:1: unknown key 'limt'"),
            std::string::npos);
  EXPECT_NE(fault_of(rule("mode = \"budget\"\nlimt = \"1ms\"\nlimit = \"1ms\"\n"))
                .find("did you mean 'limit'?"),
            std::string::npos);
  EXPECT_NE(fault_of(rule("mode = \"budgets\"\nlimit = \"1ms\"\n")).find("rules.toml:3:8"),
            std::string::npos);
  EXPECT_NE(fault_of(rule("mode = \"budget\"\n")).find("needs 'limit'"), std::string::npos);
  EXPECT_NE(fault_of(rule("mode = \"slo\"\nlimit = 1.05\npct = 5\n"))
                .find("rules.toml:5:1: 'pct' means nothing in a rule of mode slo"),
            std::string::npos);
  EXPECT_NE(fault_of(rule("mode = \"stability\"\n")).find("needs 'max_cv'"), std::string::npos);
  EXPECT_NE(fault_of(rule("mode = \"regression\"\npct = -1\n")).find("rules.toml:4:7"),
            std::string::npos);
  EXPECT_NE(fault_of(rule("mode = \"budget\"\nlimit = \"1ms\"\nstatistic = \"p200\"\n"))
                .find("rules.toml:5:13"),
            std::string::npos);
  EXPECT_NE(fault_of(rule("mode = \"slo\"\nlimit = 1.05\nstatistic = \"max\"\n"))
                .find("a percentile or mean"),
            std::string::npos);
}

TEST(RulesToml, ATimeNeedsAUnitAndTheRightOne) {
  EXPECT_NE(fault_of(rule("mode = \"budget\"\nlimit = 12\n")).find("needs a unit"),
            std::string::npos);
  EXPECT_NE(fault_of(rule("mode = \"budget\"\nlimit = \"12MiB\"\n")).find("wrong unit"),
            std::string::npos);
  EXPECT_NE(fault_of(rule("mode = \"budget\"\nmetric = \"processes\"\nlimit = \"3s\"\n"))
                .find("wrong unit"),
            std::string::npos);
  EXPECT_TRUE(read_rules(rule("mode = \"budget\"\nmetric = \"own\"\nlimit = 12\n"), "r"));
}

TEST(RulesToml, AMuteNeedsADateAndAReason) {
  const std::string budget = "mode = \"budget\"\nlimit = \"1ms\"\n";
  EXPECT_NE(fault_of(rule(budget + "mute = { until = \"2027-02-30\", reason = \"x\" }\n"))
                .find("a date such as"),
            std::string::npos);
  EXPECT_NE(fault_of(rule(budget + "mute = { until = 2027-02-01 }\n")).find("'reason' is missing"),
            std::string::npos);
  EXPECT_NE(fault_of(rule(budget + "mute = { until = 2027-02-01, reason = \"\" }\n"))
                .find("a mute needs a reason"),
            std::string::npos);
}

TEST(RulesToml, AFileThatGatesNothingIsRefused) {
  EXPECT_NE(fault_of("").find("'schema' is missing"), std::string::npos);
  EXPECT_NE(fault_of("schema = \"assay.rules/1\"\n").find("'rules' is missing"), std::string::npos);
  EXPECT_NE(fault_of("schema = \"assay.rules/1\"\nrules = []\n").find("there is no rule in it"),
            std::string::npos);
}

TEST(RulesToml, ANewerSchemaAndTwoRulesOfOneNameAreRefused) {
  EXPECT_NE(fault_of("schema = \"assay.rules/2\"\n[[rules]]\nmode = \"slo\"\nlimit = 1.1\n")
                .find("a newer assay wrote it"),
            std::string::npos);
  const std::string twice = "[[rules]]\nmode = \"slo\"\nlimit = 1.1\n";
  EXPECT_NE(fault_of("schema = \"assay.rules/1\"\n" + twice + twice)
                .find("rules.toml:5:1: two rules are named 'slo wall'"),
            std::string::npos);
}

TEST(EditRules, OnlyTheValueChanges) {
  const auto edited = edit_rules(kAll, {{0, "limit", "\"14.2ms\""}, {1, "pct", "7.5"}});
  ASSERT_TRUE(edited.has_value());
  std::string expected = kAll;
  expected.replace(expected.find("\"12ms\""), 6, "\"14.2ms\"");
  expected.replace(expected.find("pct = 5") + 6, 1, "7.5");
  EXPECT_EQ(*edited, expected);
}

TEST(EditRules, ValuesAreFoundBehindOtherAlphabetsAndInOneLine) {
  const std::string text =
      "schema = \"assay.rules/1\"\n"
      "rules = [{ name = \"größe\", mode = \"slo\", limit = 1.05 }, {mode=\"slo\",limit=2}]\n";
  const auto edited = edit_rules(text, {{0, "limit", "1.1"}, {1, "limit", "3"}});
  ASSERT_TRUE(edited.has_value());
  EXPECT_NE(edited->find("limit = 1.1 }"), std::string::npos) << *edited;
  EXPECT_NE(edited->find("limit=3}"), std::string::npos);
  EXPECT_FALSE(edit_rules(text, {{0, "pct", "1"}}));
}

TEST(HistoryEntry, WhateverIsTypedReadsBack) {
  const std::string text =
      rule("mode = \"slo\"\nlimit = 1.05\n") +
      history_entry("2026-11-21", "it's \"new\"\n[[rules]]\x01 \\", {"-limit = 1", "+limit = 2"});
  EXPECT_TRUE(read_rules(text, "rules.toml").has_value()) << text;
}

}  // namespace
}  // namespace assay::codec
