// SPDX-License-Identifier: Apache-2.0
// How long a scenario is measured and how it is decided. Pure.
#pragma once
#include "measure/plan.hpp"
#include "model/scenario.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace assay::app {

// What decides when the manifest names no metric.
std::vector<std::string> default_metrics(model::Target target);

// A single arm has nothing to be compared with: 10 rounds after 1 warm-up, unless the manifest
// says how many, or how long. Several arms follow the sequential rule unless `iterations` fixes
// their number. REQUIRES: an instance of scenario_instances().
measure::Plan plan_of(const model::Scenario& scenario, std::uint64_t seed);

}  // namespace assay::app
