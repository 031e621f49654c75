// SPDX-License-Identifier: Apache-2.0
// From what `assay run` was given to the scenarios that it runs, in their order.
#pragma once
#include "app/outcome.hpp"
#include "app/run_options.hpp"
#include "base/result.hpp"
#include "model/scenario.hpp"

#include <string>
#include <vector>

namespace assay::app {

// One scenario with one combination of its parameters and what the flags change, or why there is
// none. `arms` is never empty; a single one is called "candidate", a baseline comes first, and the
// control, where there is one, is the last arm.
struct Instance {
  std::string name;             // the scenario's; of a manifest that has none, its path
  std::string manifest_sha256;  // empty for an ad hoc command
  Result<model::Scenario> scenario;
};

// Faults (of the whole): usage.
Result<std::vector<Instance>> scenario_instances(const RunOptions& options,
                                                 const Surroundings& surroundings);

}  // namespace assay::app
