// SPDX-License-Identifier: Apache-2.0
// `assay overhead`: what an agent costs the operations of a machine, in three arms: baseline,
// control (the baseline again) and with_agent.
#pragma once
#include "app/agent_options.hpp"
#include "app/compare_options.hpp"
#include "app/outcome.hpp"
#include "base/result.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace assay::app {

// How much the agent may cost, as ratios with_agent / baseline: 1.05 is 5 % more.
struct OverheadBudgets {
  double open = 1.10;  // mean open
  double open_p95 = 1.05;
  double connect_p95 = 1.05;
  double workload = 1.15;  // mean of any workload
};

struct OverheadOptions {
  AgentOptions agent;
  // What is run; empty: open_close, connect_loopback, full_read, stat_walk.
  std::vector<std::string> workloads;
  // By workload; what is not named has the workload's own default.
  std::vector<std::pair<std::string, std::uint64_t>> iterations;
  bool reduced = false;  // a twentieth of the workloads' own counts, and 30 s
  std::string file = "/etc/hosts";
  std::string host = "127.0.0.1";
  std::uint16_t port = 9;
  std::uint64_t files = 400;

  std::size_t block = 1;  // sub-rounds an arm runs before the next; 1: the agent starts every round
  std::optional<std::uint64_t> min_rounds, max_rounds;
  std::optional<double> max_time_ns;
  std::optional<std::uint64_t> seed;
  std::optional<double> alpha;
  bool no_pin = false;  // else, on two CPUs or more, workloads and agent run on different ones
  Execution execution;  // env, cwd, pinned_cpus (of the workloads), timeout, redact, launcher

  bool strict = false;
  OverheadBudgets budgets;
  std::optional<std::string> rules;  // one more file of rules (docs/gate-rules.md)
  bool print_rules = false;          // print the rules that the budgets make, and end
  std::optional<std::string> soak;   // a soak's JSON, for the rows of the SLO table

  std::optional<std::string> artifacts;  // folder
  Style style = Style::automatic;
  bool json = false;
  std::optional<std::string> report;
  bool quiet = false;
};

// Options that contradict one another. Pure, but for the rules file. Faults: usage.
Result<void> check_overhead(const OverheadOptions& options);

// The outcome's exit: 0 every budget is shown to hold, 1 one is shown to be broken, 3 undecided.
// Faults: usage, program (the agent, a workload), interrupted, internal.
Result<Outcome> overhead(const OverheadOptions& options, const Surroundings& surroundings);

}  // namespace assay::app
