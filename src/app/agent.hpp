// SPDX-License-Identifier: Apache-2.0
// From what flags say of an agent to what can be started, or put into the commands of an arm.
#pragma once
#include "app/agent_options.hpp"
#include "app/compare_options.hpp"
#include "app/outcome.hpp"
#include "base/result.hpp"
#include "target/agent.hpp"
#include "target/process_runner.hpp"

#include <string>

namespace assay::app {

enum class AgentKind {
  beside,   // a command that runs beside (--agent)
  hooks,    // --agent-start, --agent-stop
  wrap,     // in the commands of the arm
  preload,  // likewise
  known     // likewise: a library of assay's own
};
// REQUIRES: check_agent() holds.
AgentKind kind_of(const AgentOptions& options);
// Whether it has a life of its own: agent_spec() is for it; else arm_command().
inline bool has_process(AgentKind kind) {
  return kind == AgentKind::beside || kind == AgentKind::hooks;
}

// Exactly one way, and nothing that contradicts it. Pure. Faults: usage.
Result<void> check_agent(const AgentOptions& options);

// What target::Agent takes: commands split, programs found, environment made, the launcher found.
// REQUIRES: has_process(). Faults: usage, program (not found), internal.
Result<target::AgentSpec> agent_spec(const AgentOptions& options, const Execution& execution,
                                     const Surroundings& surroundings, int interrupt_fd);

// The command of the arm with_agent: wrapped, or with a library preloaded, which is tried out on
// /bin/true first, since the loader only warns of one that it cannot load. As it is when the agent
// has a process of its own. Faults: usage, program, internal.
Result<target::Command> arm_command(const target::Command& command, const AgentOptions& options,
                                    const Execution& execution, const Surroundings& surroundings);

// For people and reports: "fatrace -t", "strace -f (wrapped around)".
std::string agent_text(const AgentOptions& options);

}  // namespace assay::app
