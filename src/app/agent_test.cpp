// SPDX-License-Identifier: Apache-2.0
#include "app/agent.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

namespace assay::app {
namespace {

using Words = std::vector<std::string>;

#define EXPECT_SAYS(text, part) EXPECT_NE((text).find(part), std::string::npos) << (text)

AgentOptions command(const std::string& line) {
  AgentOptions out;
  out.agent = line;
  return out;
}

AgentOptions hooks() {
  AgentOptions out;
  out.start = "systemctl start x";
  out.stop = "systemctl stop x";
  out.health = "systemctl is-active -q x";
  return out;
}

std::string refusal(const AgentOptions& options) {
  const auto checked = check_agent(options);
  EXPECT_FALSE(checked);
  if (checked) return "";
  EXPECT_EQ(checked.error().fault, Fault::usage);
  return checked.error().text() + " / " + checked.error().hint;
}

Surroundings here() {
  Surroundings out;
  out.path = "/usr/bin:/bin";
  out.cwd = std::filesystem::temp_directory_path();
  out.env = {{"HOME", "/root"}};
  return out;
}

TEST(CheckAgent, TakesExactlyOneWay) {
  EXPECT_TRUE(check_agent(command("x")));
  EXPECT_TRUE(check_agent(hooks()));
  EXPECT_SAYS(refusal({}), "there is no agent");
  AgentOptions both = command("x");
  both.wrap = "strace -f";
  EXPECT_SAYS(refusal(both), "more than one agent");
  AgentOptions half = hooks();
  half.stop.reset();
  EXPECT_SAYS(refusal(half), "--agent-start lacks --agent-stop");
  half.stop.swap(half.start);
  EXPECT_SAYS(refusal(half), "--agent-stop lacks --agent-start");
}

TEST(CheckAgent, RefusesWhatMeansNothing) {
  AgentOptions log = hooks();
  log.ready.log = "up";
  EXPECT_SAYS(refusal(log), "--agent-ready-log does not go with this agent");
  AgentOptions file = command("x");
  file.pid_file = "/run/x.pid";
  EXPECT_SAYS(refusal(file), "--agent-pid-file does not go");
  AgentOptions wrap;
  wrap.wrap = "strace -f";
  EXPECT_TRUE(check_agent(wrap));
  wrap.health = "true";
  EXPECT_SAYS(refusal(wrap), "inside the measured commands");
  AgentOptions blind = hooks();
  blind.health.reset();
  EXPECT_SAYS(refusal(blind), "nothing tells whether the agent of --agent-start runs");
  blind.cgroup = "/sys/fs/cgroup/x";
  EXPECT_TRUE(check_agent(blind));
}

TEST(CheckAgent, RefusesValuesThatCannotBe) {
  AgentOptions o = command("x");
  o.ready.log = "(";
  EXPECT_SAYS(refusal(o), "is no regular expression");
  o = command("x");
  for (const char* bad : {"8080", "host:", ":80", "h:0", "h:70000", "::1:80", "h:8x"}) {
    o.ready.socket = bad;
    EXPECT_SAYS(refusal(o), "is no socket") << bad;
  }
  for (const char* good : {"127.0.0.1:80", "[::1]:80", "localhost:65535", "./sock", "/run/x"}) {
    o.ready.socket = good;
    EXPECT_TRUE(check_agent(o)) << good;
  }
  o.ready.delay_ns = 30e9;
  EXPECT_SAYS(refusal(o), "--agent-ready-delay is not below --agent-ready-timeout");
  AgentOptions wrap;
  wrap.wrap = "strace -f 2>/dev/null";
  EXPECT_SAYS(refusal(wrap), "needs a shell");
  AgentOptions known;
  for (const char* bad : {"none", "0%", "-3", "1001", "10%%"}) {
    known.known = bad;
    EXPECT_SAYS(refusal(known), "--known-agent cannot be") << bad;
  }
  for (const char* good : {"null", "10", "10%", "0.5%"}) {
    known.known = good;
    EXPECT_TRUE(check_agent(known)) << good;
  }
}

TEST(AgentSpec, HasCommandsReadyToBeSpawned) {
  AgentOptions o = command("sleep 60");
  o.ready.file = "ready";
  o.ready.socket = "x/sock";
  o.ready.command = "test -e a && test -e b";
  Execution execution;
  execution.launcher = "/opt/launcher";
  execution.env = {{"LEVEL", "2"}};
  const auto spec = agent_spec(o, execution, here(), 7);
  ASSERT_TRUE(spec) << spec.error().text();
  EXPECT_EQ(spec->launcher, "/opt/launcher");
  EXPECT_EQ(spec->command->argv, (Words{"sleep", "60"}));
  EXPECT_EQ(spec->command->executable, "/usr/bin/sleep");
  EXPECT_EQ(spec->command->env, (Words{"HOME=/root", "LEVEL=2"}));
  EXPECT_EQ(spec->ready.command->argv, (Words{"sh", "-c", "test -e a && test -e b"}));
  EXPECT_EQ(spec->ready.file, here().cwd + "/ready");
  EXPECT_EQ(spec->ready.socket, here().cwd + "/x/sock");
  EXPECT_EQ(spec->interrupt_fd, 7);
  const auto missing = agent_spec(command("no-such-program-here"), execution, here(), -1);
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().fault, Fault::program);
  EXPECT_SAYS(missing.error().what, "--agent: ");
}

target::Command work() {
  target::Command out;
  out.argv = {"true"};
  out.executable = "/usr/bin/true";
  return out;
}

TEST(ArmCommand, IsWrapped) {
  AgentOptions o;
  o.wrap = "env -u 'A B'";
  const auto made = arm_command(work(), o, {}, here());
  ASSERT_TRUE(made) << made.error().text();
  EXPECT_EQ(made->executable, "/usr/bin/env");
  EXPECT_EQ(made->argv, (Words{"env", "-u", "A B", "/usr/bin/true"}));
  o.wrap = "no-such-program-here -f";
  EXPECT_EQ(arm_command(work(), o, {}, here()).error().fault, Fault::program);
  EXPECT_EQ(arm_command(work(), command("x"), {}, here())->argv, (Words{"true"}));
}

TEST(ArmCommand, TakesOnlyALibraryThatTheLoaderTakes) {
  const std::string folder = here().cwd + "/assay-preload-" + std::to_string(::getpid());
  std::filesystem::create_directory(folder);
  AgentOptions o;
  const auto refused = [&](const std::string& library) {
    o.preload = library;
    const auto made = arm_command(work(), o, {}, here());
    EXPECT_FALSE(made);
    return made ? std::string() : made.error().text();
  };
  EXPECT_SAYS(refused(folder + "/nothing.so"), "there is no library");
  EXPECT_SAYS(refused(folder), "there is no library");
  std::ofstream(folder + "/text.so") << "no library\n";
  EXPECT_SAYS(refused(folder + "/text.so"), "cannot be preloaded: it is 'other'");
  std::filesystem::copy_file("/bin/true", folder + "/true.so");
  EXPECT_SAYS(refused(folder + "/true.so"), "cannot be preloaded");
  std::filesystem::copy_file(std::string(ASSAY_TEST_LIBRARIES) + "/work.so", folder + "/a b.so");
  EXPECT_SAYS(refused(folder + "/a b.so"), "LD_PRELOAD cannot hold");
  std::filesystem::rename(folder + "/a b.so", folder + "/good.so");
  o.preload = std::filesystem::relative(folder + "/good.so", here().cwd);
  const auto made = arm_command(work(), o, {}, here());
  EXPECT_TRUE(made) << made.error().text();
  if (made) {
    EXPECT_EQ(made->env, (Words{"LD_PRELOAD=" + folder + "/good.so"}));
  }
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace assay::app
