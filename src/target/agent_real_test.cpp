// SPDX-License-Identifier: Apache-2.0
// Agents that people have, from Debian (docs/agents.md); each test is skipped where they cannot
// run.
#include "target/agent.hpp"
#include "target/agent_command.hpp"
#include "target/testing/runner_fixture.hpp"

#include <gtest/gtest.h>

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace assay::target {
namespace {

using testing::within_seconds;

// A folder to be watched.
class RealAgent : public ::testing::Test {
 protected:
  RealAgent() {
    std::string name = (std::filesystem::temp_directory_path() / "assay-watched-XXXXXX").string();
    folder_ = ::mkdtemp(name.data());
    std::ofstream(folder_ + "/file") << "text\n";
  }
  ~RealAgent() override { std::filesystem::remove_all(folder_); }

  static bool installed(const std::string& path) { return ::access(path.c_str(), X_OK) == 0; }
  static std::string launcher() {
    const char* path = std::getenv("ASSAY_LAUNCHER");
    return path != nullptr ? path : "";
  }
  AgentSpec beside(std::vector<std::string> words) const {
    AgentSpec out;
    out.launcher = launcher();
    out.command = testing::command(std::move(words));
    out.ready.timeout_ns = 10e9;
    out.allow_running = true;  // other tests of this machine may have one
    return out;
  }
  void touch() const { std::ifstream(folder_ + "/file").get(); }

  std::string folder_;
};

TEST_F(RealAgent, InotifywaitSeesWhatIsOpened) {
  if (!installed("/usr/bin/inotifywait")) GTEST_SKIP() << "inotify-tools is not installed";
  AgentSpec spec = beside({"/usr/bin/inotifywait", "-m", folder_});
  spec.ready.log = "Watches established";
  auto agent = Agent::start(spec);
  ASSERT_TRUE(agent) << agent.error().text();
  touch();
  EXPECT_TRUE(within_seconds(
      10, [&] { return (*agent)->log(4096).find("OPEN file") != std::string::npos; }));
  EXPECT_TRUE((*agent)->check());
  EXPECT_GT((*agent)->use().resident_bytes, 0);
  EXPECT_TRUE((*agent)->stop());
}

TEST_F(RealAgent, FatraceSeesWhatIsOpened) {
  if (!installed("/usr/sbin/fatrace")) GTEST_SKIP() << "fatrace is not installed";
  const std::string seen = folder_ + "/seen";
  AgentSpec spec = beside({"/usr/sbin/fatrace", "-c", "-f", "O", "-o", seen});
  spec.settle_ns = 100e6;
  spec.command->cwd = folder_;  // -c: the mount of this folder alone
  auto agent = Agent::start(spec);
  if (!agent && agent.error().text().find("not permitted") != std::string::npos)
    GTEST_SKIP() << agent.error().text();
  ASSERT_TRUE(agent) << agent.error().text();
  EXPECT_TRUE(within_seconds(10, [&] {
    touch();
    const std::string text = testing::proc_text(seen);
    return text.find(folder_ + "/file") != std::string::npos;
  }));
  EXPECT_TRUE((*agent)->check());
  EXPECT_TRUE((*agent)->stop());
}

TEST_F(RealAgent, StraceWrapsAProgram) {
  if (!installed("/usr/bin/strace")) GTEST_SKIP() << "strace is not installed";
  const std::string trace = folder_ + "/trace";
  ProcessOptions options;
  options.launcher = launcher();
  ProcessArm arm;
  arm.command = wrapped(testing::command({"/bin/cat", folder_ + "/file"}),
                        {"strace", "-f", "-o", trace}, "/usr/bin/strace");
  options.arms.push_back(std::move(arm));
  auto runner = ProcessRunner::start(std::move(options));
  ASSERT_TRUE(runner) << runner.error().text();
  const auto batch = (*runner)->run(std::vector<model::TrialRequest>{{}});
  ASSERT_TRUE(batch) << batch.error().text();
  const auto& trial = batch->trials.at(0);
  if (trial.detail.find("not permitted") != std::string::npos) GTEST_SKIP() << trial.detail;
  EXPECT_EQ(trial.end, model::TrialEnd::exited) << trial.detail;
  EXPECT_EQ(trial.code, 0) << trial.detail;
  EXPECT_NE(testing::proc_text(trace).find(folder_ + "/file"), std::string::npos);
}

}  // namespace
}  // namespace assay::target
