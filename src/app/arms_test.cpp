// SPDX-License-Identifier: Apache-2.0
#include "app/arms.hpp"

#include <gtest/gtest.h>

namespace assay::app {
namespace {

using Texts = std::vector<std::string>;

ArmPlans plan(const CompareOptions& options) {
  auto plans = plan_arms(options);
  EXPECT_TRUE(plans) << (plans ? "" : plans.error().text());
  return plans ? *std::move(plans) : ArmPlans{};
}

std::string refusal(const CompareOptions& options) {
  const auto plans = plan_arms(options);
  EXPECT_FALSE(plans);
  if (plans) return "";
  EXPECT_EQ(plans.error().fault, Fault::usage);
  return plans.error().text();
}

Texts names(const ArmPlans& plans) {
  Texts out;
  for (const ArmPlan& arm : plans.arms) out.push_back(arm.name);
  return out;
}

bool holds(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

CompareOptions commands(Texts texts) {
  CompareOptions options;
  options.commands = std::move(texts);
  return options;
}

TEST(PlanArms, RunsAllCommandsForEachCombinationInTurn) {
  CompareOptions options = commands({"echo {a} {b}", "printf {a} {b}"});
  options.parameters = {{"a", {"1", "2"}}, {"b", {"x", "y"}}};
  const ArmPlans plans = plan(options);
  EXPECT_EQ(names(plans), (Texts{"echo 1 x", "printf 1 x", "echo 2 x", "printf 2 x", "echo 1 y",
                                 "printf 1 y", "echo 2 y", "printf 2 y"}));
  EXPECT_EQ(plans.arms.at(2).command.argv, (Texts{"echo", "2", "x"}));
  EXPECT_EQ(plans.arms.at(2).parameters.front().second, "2");
}

TEST(PlanArms, GivesEveryArmAShellAsSoonAsOneNeedsIt) {
  const ArmPlans plans = plan(commands({"sleep 1", "sleep 1 && true"}));
  EXPECT_TRUE(plans.arms.at(0).command.shell);
  EXPECT_EQ(plans.arms.at(0).command.argv, (Texts{"sh", "-c", "sleep 1"}));
  ASSERT_EQ(plans.diagnostics.size(), 1U);
  EXPECT_EQ(plans.diagnostics.at(0).code, "shell");
  EXPECT_TRUE(holds(plans.diagnostics.at(0).text, "'sleep 1 && true'"));
  EXPECT_TRUE(plan(commands({"sleep 1", "sleep 2"})).diagnostics.empty());
}

TEST(PlanArms, LetsHooksHaveAShellOfTheirOwn) {
  CompareOptions options = commands({"a", "b"});
  options.prepare = {"sync; true"};
  options.cleanup = "rm f";
  const ArmPlans plans = plan(options);
  EXPECT_FALSE(plans.arms.at(0).command.shell);
  EXPECT_TRUE(plans.arms.at(0).prepare->shell);
  EXPECT_FALSE(plans.arms.at(1).cleanup->shell);
  EXPECT_FALSE(plans.arms.at(1).conclude);
}

TEST(PlanArms, FillsParametersIntoHooksNamesAndOutput) {
  CompareOptions options = commands({"prog {n}"});
  options.parameters = {{"n", {"1", "2"}}};
  options.names = {"n={n}"};
  options.setup = "make N={n}";
  options.output = {{OutputTo::file, "./out-{n}"}};
  const ArmPlans plans = plan(options);
  EXPECT_EQ(names(plans), (Texts{"n=1", "n=2"}));
  EXPECT_EQ(plans.arms.at(1).setup->argv, (Texts{"make", "N=2"}));
  EXPECT_EQ(plans.arms.at(1).output.path, "./out-2");
}

TEST(PlanArms, PutsTheReferenceFirstAndCountsItForHooksButNotForNames) {
  CompareOptions options = commands({"b", "c"});
  options.reference = "a";
  options.names = {"B", "C"};
  options.prepare = {"pa", "pb", "pc"};
  const ArmPlans plans = plan(options);
  EXPECT_EQ(names(plans), (Texts{"a", "B", "C"}));
  EXPECT_EQ(plans.arms.at(0).prepare->text, "pa");
  EXPECT_EQ(plans.arms.at(2).prepare->text, "pc");
  options.prepare = {"pb", "pc"};
  EXPECT_TRUE(holds(refusal(options), "each of the 3 arms"));
}

TEST(PlanArms, RefusesAReferenceThatIsAlsoACommand) {
  CompareOptions options = commands({"a", "b"});
  options.reference = "a";
  EXPECT_TRUE(holds(refusal(options), "compared with itself"));
}

TEST(PlanArms, RefusesNamesThatFitNoCommand) {
  CompareOptions options = commands({"a", "b"});
  options.names = {"x", "y", "z"};
  EXPECT_TRUE(holds(refusal(options), "2 commands"));
  options.names = {"x", "x"};
  EXPECT_TRUE(holds(refusal(options), "two arms are named 'x'"));
  options.names = {"control"};
  options.control = true;
  EXPECT_TRUE(holds(refusal(options), "--control"));
  options = commands({"p {n}"});
  options.parameters = {{"n", {"1", "2", "3"}}};
  options.names = {"x", "y"};
  EXPECT_TRUE(holds(refusal(options), "each of the 3 arms"));
}

TEST(PlanArms, TellsArmsApartThatRunTheSame) {
  EXPECT_EQ(names(plan(commands({"a", "a", "a"}))), (Texts{"a", "a #2", "a #3"}));
  CompareOptions options = commands({"a"});
  options.parameters = {{"n", {"1", "2"}}};
  const ArmPlans plans = plan(options);
  EXPECT_EQ(names(plans), (Texts{"a (n = 1)", "a (n = 2)"}));
  ASSERT_EQ(plans.diagnostics.size(), 1U);
  EXPECT_EQ(plans.diagnostics.at(0).code, "parameter-unused");
}

TEST(PlanArms, MakesAnArmOfEachRevision) {
  CompareOptions options;
  options.argv = {"./prog", "a b"};
  options.revs = {"main", "HEAD"};
  const ArmPlans plans = plan(options);
  EXPECT_EQ(names(plans), (Texts{"main", "HEAD"}));
  EXPECT_EQ(plans.arms.at(1).command.argv, (Texts{"./prog", "a b"}));
  EXPECT_EQ(plans.arms.at(1).rev, "HEAD");
}

TEST(PlanArms, KeepsWordsAfterTheDashesWhole) {
  CompareOptions options;
  options.argv = {"prog", "a;b {n}"};
  options.parameters = {{"n", {"1 2"}}};
  const ArmPlans plans = plan(options);
  EXPECT_EQ(plans.arms.at(0).command.argv, (Texts{"prog", "a;b 1 2"}));
}

TEST(PlanArms, RefusesACommandThatCannotBeSplit) {
  EXPECT_TRUE(holds(refusal(commands({"echo 'a", "b"})), "never closed"));
  EXPECT_TRUE(holds(refusal(commands({"a", " "})), "empty"));
  CompareOptions options = commands({"a | b", "c"});
  options.execution.shell.use = ShellUse::none;
  EXPECT_TRUE(holds(refusal(options), "needs a shell"));
}

}  // namespace
}  // namespace assay::app
