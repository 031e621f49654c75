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

// Each that is set must hold, in any order. None may hold before the start.
struct AgentReadiness {
  std::optional<std::string> log;     // RE2, found in standard output or error
  std::optional<std::string> socket;  // "HOST:PORT" or the path of a Unix socket: it accepts
  std::optional<std::string> file;    // exists
  std::optional<Command> command;     // exits with 0
  std::optional<double> delay_ns;     // since the start
  double timeout_ns = 30e9;           // also of the start hook
};

struct AgentSpec {
  std::string launcher;                // path of assay-launcher
  std::optional<Command> command;      // runs beside, in a tree of its own; or else
  std::optional<Command> start, stop;  // hooks around something that others keep
  AgentReadiness ready;
  double settle_ns = 0;
  std::optional<Command> health;    // exits with 0 while the agent is well
  double health_timeout_ns = 10e9;  // it is not well after so long without an answer
  double grace_ns = 5e9;            // between SIGTERM and SIGKILL; for a hook's agent to be gone
  std::vector<int> cpus;            // of `command`; empty: any
  // Of a hook's agent: what is watched and measured. One of these or `health` must be there, so
  // that it can be seen to run and to be gone.
  std::optional<std::string> pid_file, cgroup;
  bool allow_running = false;
  int interrupt_fd = -1;
};

// What the agent itself has used since it was started, its whole tree; kAbsent where unknown.
struct AgentUse {
  double cpu_ns = model::kAbsent;
  double resident_bytes = model::kAbsent;  // at this moment
  double read_bytes = model::kAbsent;      // fetched from storage
  double written_bytes = model::kAbsent;   // of pages made dirty
};

class AgentLife;
class AgentLooks;

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

  // Whether it still runs and is well. One that has put itself into the background runs for as long
  // as any process of its tree does. Faults: program, interrupted.
  Result<void> check();
  // After stop(): as it was when it was asked to end.
  AgentUse use() const;
  // How use() is measured: agent_cpu, agent_rss, agent_read, agent_written, with tier or reason.
  std::vector<model::MeasuredMetric> metrics() const;
  double startup_ns() const { return startup_ns_; }  // until it was ready
  // SIGTERM, grace, SIGKILL of the whole tree; of a hook's agent the stop command. Returns when it
  // is gone; an interruption does not shorten it. Faults: program (it could not be stopped: what is
  // left is named).
  Result<void> stop();
  // The end of what it wrote, at most `bytes`; "" of a hook's agent.
  std::string log(std::size_t bytes) const;

 private:
  explicit Agent(const AgentSpec& spec);
  Result<void> await_ready(AgentLooks& looks, double began_ns);
  Result<void> settle();
  Error ended(const std::string& when) const;

  AgentSpec spec_;
  std::string name_;  // "the agent 'fatrace'"
  std::unique_ptr<AgentLife> life_;
  double startup_ns_ = 0;
  bool stopped_ = false;
  AgentUse last_use_;
};

// The rows of metrics(), in its order; each absent for the reason, or else of the tier.
struct AgentTiers {
  std::string cpu, memory, io;
  std::string no_cpu, no_memory, no_io;  // reasons; empty: measured
};
std::vector<model::MeasuredMetric> agent_metrics(const AgentTiers& tiers);

}  // namespace assay::target
