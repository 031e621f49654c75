// SPDX-License-Identifier: Apache-2.0
#include "app/expand_scenario.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace assay::app {
namespace {

using model::NamedValues;
using model::Scenario;
using model::ScenarioArm;

Scenario plain() {
  Scenario s;
  s.folder = "/dir";
  s.name = "s";
  s.entry = "fib.sh";
  s.args = {"-x"};
  return s;
}

std::vector<Scenario> expand(const Scenario& s, std::span<const ArmFolder> folders = {}) {
  auto out = expand_scenario(s, folders);
  EXPECT_TRUE(out) << out.error().text();
  return out ? std::move(*out) : std::vector<Scenario>(1);
}

std::vector<std::string> names(const std::vector<Scenario>& instances) {
  std::vector<std::string> out;
  for (const Scenario& each : instances) out.push_back(each.name);
  return out;
}

TEST(ExpandScenario, WithoutParametersThereIsOneInstanceWithOneArm) {
  const auto all = expand(plain());
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].name, "s");
  EXPECT_TRUE(all[0].values.empty());
  EXPECT_EQ(all[0].entry, "/dir/fib.sh");
  EXPECT_EQ(all[0].cwd, "/dir");
  ASSERT_EQ(all[0].arms.size(), 1u);
  const ScenarioArm& arm = all[0].arms[0];
  EXPECT_EQ(arm.name, "baseline");
  EXPECT_EQ(arm.command.argv, (std::vector<std::string>{"/dir/fib.sh", "-x"}));
  EXPECT_EQ(arm.entry, "/dir/fib.sh");
  EXPECT_EQ(arm.cwd, "/dir");
  EXPECT_FALSE(arm.input);
}

TEST(ExpandScenario, TheFirstParameterChangesFastest) {
  Scenario s = plain();
  s.parameters.product = {{"a", {"1", "2"}}, {"b", {"x", "y"}}};
  EXPECT_EQ(names(expand(s)),
            (std::vector<std::string>{"s[a=1,b=x]", "s[a=2,b=x]", "s[a=1,b=y]", "s[a=2,b=y]"}));
}

TEST(ExpandScenario, ZippedParametersChangeTogetherAndExcludedOnesAreLeftOut) {
  Scenario s = plain();
  s.parameters.product = {{"a", {"1", "2"}}};
  s.parameters.zip = {{{"u", {"p", "q"}}, {"v", {"P", "Q"}}}};
  s.parameters.exclude = {{{"a", "2"}, {"v", "P"}}};
  EXPECT_EQ(names(expand(s)),
            (std::vector<std::string>{"s[a=1,u=p,v=P]", "s[a=1,u=q,v=Q]", "s[a=2,u=q,v=Q]"}));
  s.parameters.exclude = {{{"a", "1"}}, {{"a", "2"}}};
  const auto none = expand_scenario(s);
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().fault, Fault::usage);
}

TEST(ExpandScenario, ValuesMayHoldOtherParameters) {
  Scenario s = plain();
  s.parameters.product = {{"file", {"data-{size}.{kind}"}},
                          {"size", {"1{unit}"}},
                          {"unit", {"k"}},
                          {"kind", {"{literal}"}}};
  s.args = {"{file}"};
  const auto all = expand(s);
  EXPECT_EQ(all[0].args, std::vector<std::string>{"data-1k.{literal}"});
  EXPECT_EQ(all[0].values[0], (std::pair<std::string, std::string>("file", "data-1k.{literal}")));
}

TEST(ExpandScenario, GrowingValuesHaveAnEnd) {
  Scenario s = plain();
  for (int i = 0; i < 40; ++i) {
    const std::string next = "{p" + std::to_string(i + 1) + "}";
    s.parameters.product.push_back({"p" + std::to_string(i), {next + next}});
  }
  s.parameters.product.push_back({"p40", {"x"}});
  const auto out = expand_scenario(s);
  ASSERT_FALSE(out);
  EXPECT_NE(out.error().what.find("too long"), std::string::npos);
}

TEST(ExpandScenario, TooManyCombinationsAreAnError) {
  Scenario s = plain();
  const std::vector<std::string> many(101, "v");
  s.parameters.product = {{"a", many}, {"b", many}};
  const auto out = expand_scenario(s);
  ASSERT_FALSE(out);
  EXPECT_EQ(out.error().fault, Fault::usage);
}

TEST(ExpandScenario, ParametersAreFilledInEverywhere) {
  Scenario s = plain();
  s.parameters.product = {{"n", {"7\"7"}}};
  s.entry = "bin/{n}";
  s.command.argv = {"run", "{entry}", "{module_root}"};
  s.env = {{"N", "{n}"}};
  s.cwd = "work/{n}";
  s.input = "in/{n}";
  s.inputs = {"in/{n}"};
  s.setup.shell = "make {n} {entry}";
  s.prepare.argv = {"p", "{n}"};
  s.cleanup.argv = {"c", "{n}"};
  s.expected.output.equals = "{n}";
  s.expected.output.contains = {"{n}"};
  s.expected.output.matches = {"^{n}$"};
  s.expected.output.json = {{"/{n}", "[\"{n}\"]"}};
  s.expected.files = {{"out/{n}", "ab"}};
  s.server.path = "/{n}";
  s.server.body = "{n}{port}";
  s.server.headers = {{"X", "{n}"}};
  s.library.symbol = "f_{n}";
  const auto all = expand(s);
  const Scenario& i = all[0];
  EXPECT_EQ(i.entry, "/dir/bin/7\"7");
  EXPECT_EQ(i.cwd, "/dir/work/7\"7");
  EXPECT_EQ(i.input, "/dir/in/7\"7");
  EXPECT_EQ(i.inputs, std::vector<std::string>{"/dir/in/7\"7"});
  EXPECT_EQ(i.setup.shell, "make 7\"7 /dir/bin/7\"7");
  EXPECT_EQ(i.cleanup.argv[1], "7\"7");
  EXPECT_EQ(i.expected.output.equals, "7\"7");
  EXPECT_EQ(i.expected.output.contains[0], "7\"7");
  EXPECT_EQ(i.expected.output.matches[0], "^7\"7$");
  EXPECT_EQ(i.expected.output.json[0].pointer, "/7\"7");
  EXPECT_EQ(i.expected.output.json[0].equals, "[\"7\\\"7\"]");
  EXPECT_EQ(i.expected.files[0].path, "out/7\"7");
  EXPECT_EQ(i.server.path, "/7\"7");
  EXPECT_EQ(i.server.body, "7\"7{port}");
  EXPECT_EQ(i.server.headers[0].second, "7\"7");
  EXPECT_EQ(i.library.symbol, "f_7\"7");
  const ScenarioArm& arm = i.arms[0];
  EXPECT_EQ(arm.command.argv, (std::vector<std::string>{"run", "/dir/bin/7\"7", "/dir/bin", "-x"}));
  EXPECT_EQ(arm.env, (NamedValues{{"N", "7\"7"}}));
  EXPECT_EQ(arm.cwd, "/dir/work/7\"7");
  EXPECT_EQ(arm.input, "/dir/in/7\"7");
  EXPECT_EQ(arm.prepare.argv[1], "7\"7");
}

TEST(ExpandScenario, AnArmHasWhatItSaysOnTopOfTheScenario) {
  Scenario s = plain();
  s.module_root = "..";
  s.env = {{"A", "1"}, {"B", "2"}};
  s.prepare.shell = "sync";
  s.arms = {ScenarioArm{.name = "one"},
            ScenarioArm{.name = "two",
                        .entry = "/abs/other",
                        .args = std::vector<std::string>{},
                        .env = {{"B", "3"}},
                        .cwd = "w",
                        .input = "i"},
            ScenarioArm{.name = "three", .command = {.argv = {}, .shell = "{entry} | wc"}}};
  s.arms[2].args = std::vector<std::string>{};
  const auto all = expand(s);
  const auto& arms = all[0].arms;
  EXPECT_EQ(arms[0].command.argv, (std::vector<std::string>{"/dir/fib.sh", "-x"}));
  EXPECT_EQ(arms[0].cwd, "/dir/..");
  EXPECT_EQ(arms[0].env, (NamedValues{{"A", "1"}, {"B", "2"}}));
  EXPECT_EQ(arms[0].prepare.shell, "sync");
  EXPECT_EQ(arms[1].command.argv, std::vector<std::string>{"/abs/other"});
  EXPECT_EQ(arms[1].env, (NamedValues{{"A", "1"}, {"B", "3"}}));
  EXPECT_EQ(arms[1].cwd, "/dir/w");
  EXPECT_EQ(arms[1].input, "/dir/i");
  EXPECT_EQ(arms[2].command.shell, "/dir/fib.sh | wc");
}

TEST(ExpandScenario, TargetsWithoutCommandsGetNone) {
  Scenario s = plain();
  s.target = model::Target::library;
  s.command.argv = {"ignored"};
  const auto all = expand(s);
  EXPECT_TRUE(all[0].arms[0].command.empty());
  EXPECT_EQ(all[0].arms[0].entry, "/dir/fib.sh");
  EXPECT_EQ(all[0].arms[0].args, std::vector<std::string>{"-x"});
}

TEST(ExpandScenario, AnArmOfARevisionCountsFromItsWorktree) {
  Scenario s = plain();
  s.arms = {ScenarioArm{.name = "now"}, ScenarioArm{.name = "then", .rev = "main"}};
  const auto before = expand(s);
  EXPECT_EQ(before[0].arms[0].command.argv[0], "/dir/fib.sh");
  EXPECT_EQ(before[0].arms[1].command.argv[0], "./fib.sh");
  EXPECT_EQ(before[0].arms[1].cwd, "");
  const std::vector<ArmFolder> folders = {{"then", "/cache/main/dir"}};
  const auto after = expand(s, folders);
  EXPECT_EQ(after[0].arms[1].command.argv[0], "/cache/main/dir/fib.sh");
  EXPECT_EQ(after[0].arms[1].cwd, "/cache/main/dir");
}

TEST(ExpandScenario, AnEntryThatIsAskedForMustBeThere) {
  Scenario s = plain();
  s.entry.reset();
  s.command.argv = {"run", "{entry}"};
  EXPECT_FALSE(expand_scenario(s));
}

}  // namespace
}  // namespace assay::app
