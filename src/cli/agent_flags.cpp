// SPDX-License-Identifier: Apache-2.0
// Flags that say what the agent is, when it is ready, and how it is watched and stopped.
#include "cli/apply.hpp"

namespace assay::cli {
namespace {

using Agent = app::AgentOptions;
using Ready = app::AgentReady;

constexpr unsigned kBoth = kOverhead | kSoak;

template <auto kMember, auto kRead>
Result<void> set_agent(Draft& draft, const Given& given) {
  return put(draft.agent.*kMember, kRead(given));
}
template <auto kMember, auto kRead>
Result<void> set_ready(Draft& draft, const Given& given) {
  return put(draft.agent.ready.*kMember, kRead(given));
}
Result<void> allow_running(Draft& draft, const Given&) {
  draft.agent.allow_running = true;
  return {};
}

// clang-format off
const Flag kAgent[] = {
    {.name = "agent", .values = "CMD", .users = kBoth,
     .help = "The agent is a command that runs beside what is measured; it is started, waited for, "
             "watched and stopped (docs/agents.md).",
     .apply = set_agent<&Agent::agent, some_text>},
    {.name = "wrap", .values = "PREFIX", .users = kOverhead,
     .help = "The agent is put before each workload: 'strace -f -o /dev/null'.",
     .apply = set_agent<&Agent::wrap, some_text>},
    {.name = "preload", .values = "LIB", .users = kOverhead,
     .help = "The agent is a shared object that each workload gets by LD_PRELOAD.",
     .apply = set_agent<&Agent::preload, some_text>},
    {.name = "agent-start", .values = "CMD", .users = kBoth,
     .help = "The agent is kept by others: CMD starts it (systemctl start x). Goes with "
             "--agent-stop.",
     .apply = set_agent<&Agent::start, some_text>},
    {.name = "agent-stop", .values = "CMD", .users = kBoth,
     .help = "CMD stops the agent that --agent-start has started.",
     .apply = set_agent<&Agent::stop, some_text>},
    {.name = "known-agent", .values = "COST", .users = kOverhead,
     .help = "An agent of assay's own whose cost is known: null does nothing, 300ns adds that to "
             "each open, 10% opens every tenth file twice. It proves that the gates can pass and "
             "fail.",
     .apply = set_agent<&Agent::known, some_text>},
    {.name = "agent-ready-log", .values = "REGEX", .users = kBoth,
     .help = "Ready once REGEX is found in what the agent writes. Of several --agent-ready-... all "
             "must hold; without any, it is ready at once.",
     .apply = set_ready<&Ready::log, some_text>},
    {.name = "agent-ready-socket", .values = "WHERE", .users = kBoth,
     .help = "Ready once HOST:PORT, or the Unix socket of this path, accepts connections.",
     .apply = set_ready<&Ready::socket, some_text>},
    {.name = "agent-ready-file", .values = "FILE", .users = kBoth,
     .help = "Ready once FILE exists.",
     .apply = set_ready<&Ready::file, some_text>},
    {.name = "agent-ready-command", .values = "CMD", .users = kBoth,
     .help = "Ready once CMD exits with 0.",
     .apply = set_ready<&Ready::command, some_text>},
    {.name = "agent-ready-delay", .values = "TIME", .users = kBoth,
     .help = "Ready no sooner than TIME after its start.",
     .apply = set_ready<&Ready::delay_ns, some_ns>},
    {.name = "agent-ready-timeout", .values = "TIME", .users = kBoth,
     .help = "How long the agent may take to be ready (default 30 s).",
     .apply = set_ready<&Ready::timeout_ns, some_ns>},
    {.name = "agent-settle", .values = "TIME", .users = kBoth,
     .help = "How long to wait after it is ready (default 1 s).",
     .apply = set_agent<&Agent::settle_ns, any_ns>},
    {.name = "agent-health", .values = "CMD", .users = kBoth,
     .help = "CMD exits with 0 while the agent is well; asked while it runs.",
     .apply = set_agent<&Agent::health, some_text>},
    {.name = "agent-grace", .values = "TIME", .users = kBoth,
     .help = "Between SIGTERM and SIGKILL (default 5 s); with hooks, how long the agent may take to "
             "be gone.",
     .apply = set_agent<&Agent::grace_ns, any_ns>},
    {.name = "agent-cpus", .values = "CPUS", .users = kBoth,
     .help = "Pin the agent to these CPUs, as in 0,2-3.",
     .apply = set_agent<&Agent::cpus, cpu_list>},
    {.name = "agent-pid-file", .values = "FILE", .users = kBoth,
     .help = "FILE names the process of an agent that hooks start: it is watched and measured.",
     .apply = set_agent<&Agent::pid_file, some_text>},
    {.name = "agent-cgroup", .values = "DIR", .users = kBoth,
     .help = "The cgroup of an agent that hooks start "
             "(/sys/fs/cgroup/system.slice/x.service): it is watched and measured.",
     .apply = set_agent<&Agent::cgroup, some_text>},
    {.name = "allow-running-agent", .users = kBoth,
     .help = "Start the agent although one of the same program runs already.",
     .apply = allow_running},
};
// clang-format on

}  // namespace

Section agent_flags() {
  return {"Agent", kAgent};
}

}  // namespace assay::cli
