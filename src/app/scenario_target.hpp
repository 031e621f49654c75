// SPDX-License-Identifier: Apache-2.0
// From an expanded scenario to something that runs its trials: one pair of functions a target, each
// in a file of its own (target_process.cpp, target_library.cpp, ...). What is the same for every
// target is done around them (run_scenario.cpp): setup and cleanup, worktrees of revisions (paths
// of such an arm are absolute by then), the control arm (one more arm), checks of results, hashes.
#pragma once
#include "app/outcome.hpp"
#include "base/result.hpp"
#include "model/report.hpp"
#include "model/scenario.hpp"
#include "target/observed_runner.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace assay::app {

struct TargetRequest {
  const model::Scenario& scenario;  // parameters filled in, arms resolved, never empty
  const Surroundings& surroundings;
  std::vector<std::string> folders;  // by arm: where its commands run
  std::optional<std::string> launcher;
  std::uint64_t seed = 0;
  int interrupt_fd = -1;
};

// What would run, without running it.
struct TargetPlan {
  // By arm of the scenario: name, role and command as the report will hold them.
  std::vector<model::Arm> arms;
  // What is spawned, one line each in the order it happens: "trial of candidate: 'gzip' '-c' ...".
  std::vector<std::string> spawns;
};

// Nothing is started or written. Faults: usage, program (not found, not executable).
Result<TargetPlan> plan_target(const TargetRequest& request);
// Brings the target up: compiles, starts servers, waits until ready. Everything that it started is
// gone when the runner is destroyed. Faults: usage, program, interrupted, internal.
Result<std::unique_ptr<target::ObservedRunner>> open_target(const TargetRequest& request);

// The same by target; the two above choose.
Result<TargetPlan> plan_process(const TargetRequest& request);
Result<TargetPlan> plan_library(const TargetRequest& request);
Result<TargetPlan> plan_server(const TargetRequest& request);
Result<TargetPlan> plan_wasm_local(const TargetRequest& request);
Result<TargetPlan> plan_wasm_cloudflare(const TargetRequest& request);
using Opened = Result<std::unique_ptr<target::ObservedRunner>>;
Opened open_process(const TargetRequest& request);
Opened open_library(const TargetRequest& request);
Opened open_server(const TargetRequest& request);
Opened open_wasm_local(const TargetRequest& request);
Opened open_wasm_cloudflare(const TargetRequest& request);

}  // namespace assay::app
