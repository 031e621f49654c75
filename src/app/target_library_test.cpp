// SPDX-License-Identifier: Apache-2.0
#include "app/scenario_target.hpp"

#include <gtest/gtest.h>

#include <functional>

namespace assay::app {
namespace {

model::Scenario pair() {
  model::Scenario s;
  s.name = "checksum";
  s.target = model::Target::library;
  s.arms.resize(2);
  s.arms[0].name = "baseline";
  s.arms[0].entry = "build/libold.so";
  s.arms[0].args = std::vector<std::string>{"64 KiB"};
  s.arms[1].name = "candidate";
  s.arms[1].entry = "/opt/libnew.so";
  s.arms[1].args = std::vector<std::string>{};
  return s;
}

Result<TargetPlan> plan(const model::Scenario& scenario) {
  Surroundings around;
  around.cwd = "/proj";
  const std::vector<std::string> folders = {"/proj/here", "/proj/here"};
  return plan_target({.scenario = scenario, .surroundings = around, .folders = folders});
}

TEST(LibraryTarget, PlansAnObjectAnArmByItsPathArgsAndEntryPoint) {
  const auto planned = plan(pair());
  ASSERT_TRUE(planned) << planned.error().text();
  ASSERT_EQ(planned->arms.size(), 2u);
  EXPECT_EQ(planned->arms[0].role, "baseline");
  EXPECT_EQ(planned->arms[0].command.executable, "/proj/build/libold.so");
  EXPECT_EQ(planned->arms[0].command.argv,
            (std::vector<std::string>{"/proj/build/libold.so", "64 KiB"}));
  EXPECT_EQ(planned->arms[0].command.cwd, "/proj/here");
  EXPECT_EQ(planned->arms[1].role, "candidate");
  EXPECT_EQ(planned->arms[1].command.executable, "/opt/libnew.so");
  ASSERT_EQ(planned->spawns.size(), 2u);
  EXPECT_NE(planned->spawns[0].find("assay_bench()"), std::string::npos) << planned->spawns[0];
}

TEST(LibraryTarget, AnArmOfARevisionIsFoundInItsWorktree) {
  auto scenario = pair();
  scenario.arms[1].rev = "main";
  scenario.arms[1].entry = "build/libnew.so";
  Surroundings around;
  around.cwd = "/proj";
  const auto planned = plan_target(
      {.scenario = scenario, .surroundings = around, .folders = {"/proj/here", "/cache/main"}});
  ASSERT_TRUE(planned) << planned.error().text();
  EXPECT_EQ(planned->arms[1].command.executable, "/cache/main/build/libnew.so");
}

TEST(LibraryTarget, WhatOneProcessForAllArmsCannotDoIsRefused) {
  const std::vector<std::pair<std::string, std::function<void(model::Scenario&)>>> cases = {
      {"command", [](auto& s) { s.arms[0].command.argv = {"/bin/true"}; }},
      {"no entry", [](auto& s) { s.arms[1].entry.reset(); }},
      {"stdin", [](auto& s) { s.arms[0].input = "words"; }},
      {"prepare", [](auto& s) { s.arms[0].prepare.shell = "true"; }},
      {"env of an arm",
       [](auto& s) {
         s.arms[1].env = {{"A", "b"}};
       }},
      {"cwd of an arm", [](auto& s) { s.arms[1].cwd = "/elsewhere"; }},
      {"to expect", [](auto& s) { s.expected.exit_code = 139; }},
      {"to expect", [](auto& s) { s.expected.same_across_arms = true; }},
      {"to expect", [](auto& s) { s.expected.errors.contains = {"words"}; }},
      {"program's own", [](auto& s) { s.events = true; }},
  };
  for (const auto& [word, spoil] : cases) {
    auto scenario = pair();
    spoil(scenario);
    const auto planned = plan(scenario);
    ASSERT_FALSE(planned) << word;
    EXPECT_EQ(planned.error().fault, Fault::usage) << word;
    EXPECT_NE(planned.error().what.find(word), std::string::npos) << planned.error().what;
    EXPECT_FALSE(planned.error().hint.empty()) << word;
  }
}

}  // namespace
}  // namespace assay::app
