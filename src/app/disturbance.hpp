// SPDX-License-Identifier: Apache-2.0
// What else the machine did, for a runner that tells what its trials used.
#pragma once
#include "model/report.hpp"

#include <functional>

namespace assay::app {

// Shares since the previous call, given the CPU time that trials used in between; may be copied.
std::function<model::Disturbance(double tree_cpu_ns)> watch_disturbance();

}  // namespace assay::app
