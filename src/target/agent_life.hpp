// SPDX-License-Identifier: Apache-2.0
// The two kinds of agents: one that we run, and one that hooks start and others keep.
#pragma once
#include "base/result.hpp"
#include "target/agent.hpp"

#include <cstddef>
#include <memory>
#include <string>

namespace assay::target {

// Destroyed, it is gone as after stop(), without a word.
class AgentLife {
 public:
  virtual ~AgentLife() = default;

  // That none is there yet, whatever `allow_running` says. Faults: program.
  virtual Result<void> refuse_running() = 0;
  // Faults: program, interrupted, internal.
  virtual Result<void> launch() = 0;
  // Empty once all that we know of says that it is there, else why it is not yet.
  virtual std::string appearing() = 0;
  // How it ended ("exited with code 3"); empty while it runs.
  virtual std::string ended() = 0;
  // Waits; true at once when an interruption comes, false at once when it ends.
  virtual bool wait(double ns) = 0;
  // Faults: program (what is left).
  virtual Result<void> stop() = 0;

  virtual AgentUse use() const = 0;
  virtual AgentTiers tiers() const = 0;
  virtual std::string log(std::size_t bytes) const = 0;
  virtual std::string kept_log() const = 0;  // its start, too
};

std::unique_ptr<AgentLife> agent_beside(const AgentSpec& spec);
std::unique_ptr<AgentLife> agent_of_hooks(const AgentSpec& spec);

// "process 12 (x), process 13 (y)"
std::string named_processes(const std::vector<pid_t>& processes);
// The fault for one that runs already.
Error runs_already(const std::string& who);

}  // namespace assay::target
