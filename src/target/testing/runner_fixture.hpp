// SPDX-License-Identifier: Apache-2.0
// Runs real programs through a ProcessRunner, once with every tier that this machine has and once
// with none but what any user has.
#pragma once
#include "sys/file.hpp"
#include "target/process_runner.hpp"

#include <gtest/gtest.h>

#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <sstream>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace assay::target::testing {

inline std::string helper(const std::string& name) {
  const char* folder = std::getenv("ASSAY_TEST_HELPERS");
  return std::string(folder != nullptr ? folder : ASSAY_TEST_HELPERS) + "/" + name;
}

// A file that goes with the test.
class Scratch {
 public:
  Scratch(const std::string& text, int mode) {
    std::string name = (std::filesystem::temp_directory_path() / "assay-test-XXXXXX").string();
    ::close(::mkstemp(name.data()));
    path_ = name;
    std::ofstream(path_) << text;
    std::filesystem::permissions(path_, static_cast<std::filesystem::perms>(mode));
  }
  ~Scratch() { std::filesystem::remove(path_); }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  const std::string& path() const { return path_; }
  std::string text() const {
    std::ifstream file(path_);
    return {std::istreambuf_iterator<char>(file), {}};
  }

 private:
  std::string path_;
};

// A file of /proc, "" for one that is gone (streams throw when that happens while they read).
inline std::string proc_text(const std::string& path) {
  auto text = sys::read_file(path);
  return text ? std::move(*text) : std::string();
}

struct ProcessLine {
  std::string name;
  char state = 'X';
  pid_t parent = 0;
};
inline ProcessLine process_line(pid_t pid) {
  const std::string text = proc_text("/proc/" + std::to_string(pid) + "/stat");
  const std::size_t open = text.find('(');
  const std::size_t close = text.rfind(')');
  ProcessLine out;
  if (open == std::string::npos || close == std::string::npos) return out;
  out.name = text.substr(open + 1, close - open - 1);
  std::istringstream(text.substr(close + 1)) >> out.state >> out.parent;
  return out;
}
inline std::vector<pid_t> children_named(std::string_view name, pid_t parent = ::getpid()) {
  std::vector<pid_t> out;
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    const int pid = std::atoi(entry.path().filename().c_str());
    const ProcessLine line = pid > 0 ? process_line(pid) : ProcessLine{};
    if (line.parent == parent && line.name == name) out.push_back(pid);
  }
  return out;
}

// Stands in the environment of every program that this test process starts.
inline const std::string& token() {
  static const std::string text = "ASSAY_TEST_TOKEN=" + std::to_string(::getpid()) + "!";
  return text;
}

// Processes that carry the token, zombies left out.
inline int living() {
  int found = 0;
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    const int pid = std::atoi(entry.path().filename().c_str());
    if (pid <= 0) continue;
    const std::string text = proc_text(entry.path() / "environ");
    if (text.find(token()) != std::string::npos && process_line(pid).state != 'Z') ++found;
  }
  return found;
}

inline Command command(std::vector<std::string> argv) {
  Command out;
  out.executable = argv[0];
  out.argv = std::move(argv);
  out.env = {"PATH=/usr/bin:/bin", token()};
  return out;
}

template <typename Condition>
bool within_seconds(double seconds, Condition condition) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::duration<double>(seconds);
  while (!condition()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return true;
}

// Every one that this machine has; with cgroups of the first version only; what any user has.
enum class Tiers { all, v1, least };

class RunnerTest : public ::testing::TestWithParam<Tiers> {
 protected:
  // Options for the commands, with the tiers of this instance.
  ProcessOptions options(std::vector<std::vector<std::string>> commands) const {
    ProcessOptions out;
    const char* launcher = std::getenv("ASSAY_LAUNCHER");
    out.launcher = launcher != nullptr ? launcher : "";
    for (auto& argv : commands) {
      ProcessArm arm;
      arm.command = command(std::move(argv));
      out.arms.push_back(std::move(arm));
    }
    if (GetParam() == Tiers::v1) out.without_cgroup_v2 = out.without_taskstats = true;
    if (GetParam() == Tiers::least)
      out.without_cgroups = out.without_perf = out.without_taskstats = true;
    return out;
  }

  void start(ProcessOptions with) {
    auto started = ProcessRunner::start(std::move(with));
    ASSERT_TRUE(started) << started.error().text();
    runner_ = std::move(*started);
  }

  model::BatchOutcome run(std::vector<model::TrialRequest> requests) {
    auto outcome = runner_->run(requests);
    EXPECT_TRUE(outcome) << outcome.error().text();
    return outcome ? std::move(*outcome) : model::BatchOutcome{};
  }

  model::TrialOutcome run_with(ProcessOptions with) {
    start(std::move(with));
    if (runner_ == nullptr) return {};
    auto outcome = run({{}});
    EXPECT_EQ(outcome.trials.size(), 1u);
    return outcome.trials.empty() ? model::TrialOutcome{} : std::move(outcome.trials[0]);
  }

  model::TrialOutcome run_one(std::vector<std::string> argv) {
    return run_with(options({std::move(argv)}));
  }

  // The value of a metric, kAbsent where there is none.
  double value(const model::TrialOutcome& trial, std::string_view metric) const {
    const auto& metrics = runner_->metrics();
    for (std::size_t i = 0; i < metrics.size() && i < trial.values.size(); ++i)
      if (metrics[i].metric.name == metric) return trial.values[i];
    return model::kAbsent;
  }

  std::unique_ptr<ProcessRunner> runner_;
};

inline auto every_tier() {
  return ::testing::Values(Tiers::all, Tiers::v1, Tiers::least);
}
// For what the way of counting has nothing to do with.
inline auto most_and_least() {
  return ::testing::Values(Tiers::all, Tiers::least);
}
inline std::string tier_name(const ::testing::TestParamInfo<Tiers>& info) {
  if (info.param == Tiers::v1) return "FirstCgroups";
  return info.param == Tiers::all ? "EveryTier" : "LeastTier";
}

}  // namespace assay::target::testing
