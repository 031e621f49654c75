// SPDX-License-Identifier: Apache-2.0
// The life of an agent that runs beside what is measured: started, ready, watched, stopped, gone.
// One object a life; what it started is gone when it is destroyed.
#pragma once
#include "base/result.hpp"
#include "model/metric.hpp"
#include "model/samples.hpp"
#include "target/process_runner.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace assay::target {

struct AgentReadiness {               // each that is set must hold
  std::optional<std::string> log;     // RE2, found in standard output or error
  std::optional<std::string> socket;  // "HOST:PORT" or the path of a Unix socket: it accepts
  std::optional<std::string> file;    // exists
  std::optional<Command> command;     // exits with 0
  std::optional<double> delay_ns;     // since the start
  double timeout_ns = 30e9;
};

struct AgentSpec {
  std::string launcher;                // path of assay-launcher
  std::optional<Command> command;      // runs beside, in a tree of its own; or else
  std::optional<Command> start, stop;  // hooks around something that others keep
  AgentReadiness ready;
  double settle_ns = 0;
  std::optional<Command> health;                // exits with 0 while the agent is well
  double grace_ns = 5e9;                        // between SIGTERM and SIGKILL
  std::vector<int> cpus;                        // empty: any
  std::optional<std::string> pid_file, cgroup;  // of a hook's agent: what use() reads
  bool allow_running = false;
  int interrupt_fd = -1;
};

// What the agent itself has used since it was started, its whole tree; kAbsent where unknown.
struct AgentUse {
  double cpu_ns = model::kAbsent;
  double resident_bytes = model::kAbsent;  // at this moment
  double read_bytes = model::kAbsent;      // that reached the disk, as /proc/PID/io
  double written_bytes = model::kAbsent;
};

class Agent {
 public:
  // Refuses one that is running already, starts it, waits until it is ready and has settled.
  // Faults: program (it ended, is not ready, runs already; its last lines are quoted), usage,
  // interrupted, internal. When it fails nothing of it is left.
  static Result<std::unique_ptr<Agent>> start(const AgentSpec& spec);
  // As stop().
  ~Agent();
  Agent(const Agent&) = delete;
  Agent& operator=(const Agent&) = delete;

  // Whether it still runs and is well. Faults: program, interrupted.
  Result<void> check();
  AgentUse use() const;
  // How use() is measured: agent_cpu, agent_rss, agent_read, agent_written, with tier or reason.
  std::vector<model::MeasuredMetric> metrics() const;
  double startup_ns() const;
  // SIGTERM, grace, SIGKILL of the whole tree; of a hook's agent the stop command. Returns when it
  // is gone. Faults: program (it could not be stopped: what is left is named).
  Result<void> stop();
  // The end of what it wrote, at most `bytes`.
  std::string log(std::size_t bytes) const;

 private:
  struct Life;
  explicit Agent(std::unique_ptr<Life> life);
  std::unique_ptr<Life> life_;
};

}  // namespace assay::target
