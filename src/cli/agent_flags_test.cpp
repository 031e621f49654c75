// SPDX-License-Identifier: Apache-2.0
#include "cli/draft.hpp"

#include <gtest/gtest.h>

namespace assay::cli {
namespace {

using Texts = std::vector<std::string>;

TEST(AgentFlags, SayAllThatThereIsToSay) {
  const auto read = read_draft(Texts{"--agent",
                                     "fatrace -t",
                                     "--agent-ready-log",
                                     "up",
                                     "--agent-ready-socket",
                                     "h:1",
                                     "--agent-ready-file",
                                     "f",
                                     "--agent-ready-command",
                                     "true",
                                     "--agent-ready-delay",
                                     "2s",
                                     "--agent-ready-timeout",
                                     "1min",
                                     "--agent-settle",
                                     "0",
                                     "--agent-health",
                                     "h",
                                     "--agent-grace",
                                     "100ms",
                                     "--agent-cpus",
                                     "1-2",
                                     "--agent-pid-file",
                                     "p",
                                     "--agent-cgroup",
                                     "c",
                                     "--allow-running-agent"},
                               kSoak);
  ASSERT_TRUE(read) << read.error().text();
  const app::AgentOptions& o = (*read)->draft.agent;
  EXPECT_EQ(o.agent, "fatrace -t");
  EXPECT_EQ(o.ready.log, "up");
  EXPECT_EQ(o.ready.socket, "h:1");
  EXPECT_EQ(o.ready.file, "f");
  EXPECT_EQ(o.ready.command, "true");
  EXPECT_EQ(o.ready.delay_ns, 2e9);
  EXPECT_EQ(o.ready.timeout_ns, 60e9);
  EXPECT_EQ(o.settle_ns, 0);
  EXPECT_EQ(o.health, "h");
  EXPECT_EQ(o.grace_ns, 100e6);
  EXPECT_EQ(o.cpus, (std::vector<int>{1, 2}));
  EXPECT_EQ(o.pid_file, "p");
  EXPECT_EQ(o.cgroup, "c");
  EXPECT_TRUE(o.allow_running);
}

TEST(AgentFlags, OfTheCommandsOfAnArmAreOfOverheadAlone) {
  for (const char* flag : {"--wrap", "--preload", "--known-agent"}) {
    EXPECT_TRUE(read_draft(Texts{flag, "x"}, kOverhead)) << flag;
    EXPECT_FALSE(read_draft(Texts{flag, "x"}, kSoak)) << flag;
  }
  const auto hooks = read_draft(Texts{"--agent-start", "a", "--agent-stop", "b"}, kOverhead);
  ASSERT_TRUE(hooks);
  EXPECT_EQ((*hooks)->draft.agent.start, "a");
  EXPECT_EQ((*hooks)->draft.agent.stop, "b");
  EXPECT_FALSE(read_draft(Texts{"--agent-ready-timeout", "0"}, kOverhead));
  EXPECT_FALSE(read_draft(Texts{"--agent-grace", "-1"}, kOverhead));
  EXPECT_FALSE(read_draft(Texts{"--agent", "a", "--agent", "b"}, kOverhead));
}

}  // namespace
}  // namespace assay::cli
