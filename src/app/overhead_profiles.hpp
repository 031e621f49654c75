// SPDX-License-Identifier: Apache-2.0
// From the samples and comparisons of an overhead run to the figures of each workload in each arm.
#pragma once
#include "model/op_profile.hpp"
#include "model/overhead.hpp"
#include "model/report.hpp"

#include <functional>
#include <string>
#include <vector>

namespace assay::app {

// All runs of a workload in an arm, added up; null when there were none.
using MergedProfile = std::function<const model::OpProfile*(std::size_t arm, std::size_t workload)>;

// Workloads without a sample in every arm are left out. REQUIRES: the report's arms are baseline,
// control, with_agent; it has been compared.
std::vector<model::WorkloadCost> workload_costs(const model::Report& report,
                                                const std::vector<std::string>& workloads,
                                                const MergedProfile& merged);

// How the baseline came out by what ran just before it: an agent that leaves something behind (a
// cold cache, a thread that still ends) slows the baseline after it and so hides its own cost.
// `turns`: all arms ran a workload before any ran the next one.
std::vector<model::AfterEffect> after_effects(const model::Report& report,
                                              const std::vector<std::string>& workloads, bool turns,
                                              double alpha);

}  // namespace assay::app
