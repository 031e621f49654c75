// SPDX-License-Identifier: Apache-2.0
// The agent as the flags of `overhead` and `soak` describe it: plain values.
#pragma once
#include <optional>
#include <string>
#include <vector>

namespace assay::app {

// When an agent counts as ready: every one that is set must hold, in any order.
struct AgentReady {
  std::optional<std::string> log;      // regular expression on its output
  std::optional<std::string> socket;   // HOST:PORT or a path: accepts connections
  std::optional<std::string> file;     // exists
  std::optional<std::string> command;  // exits with 0
  std::optional<double> delay_ns;      // so long after the start
  double timeout_ns = 30e9;
};

struct AgentOptions {
  // How it comes to be; exactly one (start and stop belong together).
  std::optional<std::string> agent;        // a command that runs beside
  std::optional<std::string> wrap;         // words put before each workload
  std::optional<std::string> preload;      // a shared object, in LD_PRELOAD
  std::optional<std::string> start, stop;  // hooks: systemctl start x, systemctl stop x
  std::optional<std::string> known;        // --known-agent: "null", or percent as "10%"

  AgentReady ready;
  double settle_ns = 1e9;             // after it is ready
  std::optional<std::string> health;  // exits with 0 while the agent is well
  double grace_ns = 5e9;              // between SIGTERM and SIGKILL
  std::vector<int> cpus;              // that it may run on; empty: chosen, or any with --no-pin
  std::optional<std::string> pid_file, cgroup;  // where a hook's agent is to be measured
  bool allow_running = false;                   // another one of the same program may run
};

}  // namespace assay::app
