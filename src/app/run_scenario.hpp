// SPDX-License-Identifier: Apache-2.0
// One scenario from set-up to report, whatever its target.
#pragma once
#include "app/outcome.hpp"
#include "app/scenario_instances.hpp"
#include "base/result.hpp"
#include "model/ports.hpp"
#include "model/report.hpp"

#include <optional>
#include <string>
#include <vector>

namespace assay::app {

struct Measured {
  // Of kind "run"; of status failed or interrupted, with what was measured until then, when
  // something ended it early.
  model::Report report;
  std::optional<Error> ended;  // that something
};

struct RunCircumstances {
  const Surroundings& surroundings;
  std::optional<std::string> launcher;
  std::vector<std::string> redact;
  int interrupt_fd = -1;
};

// REQUIRES: instance.scenario.
Measured run_scenario(const Instance& instance, const RunCircumstances& around,
                      model::Progress& progress);

// What would be spawned, a line each in its order. REQUIRES: instance.scenario.
Result<std::vector<std::string>> scenario_spawns(const Instance& instance,
                                                 const RunCircumstances& around);

}  // namespace assay::app
