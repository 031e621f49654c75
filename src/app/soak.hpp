// SPDX-License-Identifier: Apache-2.0
// `assay soak`: an agent under load for a long time: lost events, growing memory (docs/soak.md).
#pragma once
#include "app/agent_options.hpp"
#include "app/compare_options.hpp"
#include "app/outcome.hpp"
#include "base/result.hpp"
#include "model/soak.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace assay::app {

// A counter as it was given: codec/counter_source.hpp says how it is spelt.
struct CounterAsk {
  model::CounterRole role = model::CounterRole::counter;
  std::string source;
};

// A budget as it was given: its value, or "none".
struct Limit {
  std::optional<double> value;  // none: "none"
};

struct SoakOptions {
  AgentOptions agent;
  std::vector<CounterAsk> counters;

  // The load: `workloads` in turn, a worker each, or one command for all.
  std::uint64_t workers = 4;
  std::vector<std::string> workloads;  // empty: open_close
  std::optional<std::string> worker_command;
  std::optional<double> rate;       // operations a second, of all together; absent: 1000
  std::optional<std::string> file;  // of the workloads that have one

  double duration_ns = 300e9;
  double warmup_ns = 0;  // under load, before anything is counted
  double poll_ns = 5e9;

  // Absent: the default, where what it is about is measured.
  std::optional<Limit> drop_ratio, growth_bytes, slope_bytes;
  std::optional<double> events, free_bytes;

  Execution execution;  // env, redact and launcher; of the agent, workers and counters' commands
  Style style = Style::automatic;
  bool json = false;
  std::optional<std::string> report;   // the whole document
  std::optional<std::string> summary;  // its `reference` object alone
  bool quiet = false;
};

// What contradicts itself, and counters that are misspelt. Pure. Faults: usage.
Result<void> check_soak(const SoakOptions& options);

Result<Outcome> soak(const SoakOptions& options, const Surroundings& surroundings);

}  // namespace assay::app
