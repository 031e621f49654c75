// SPDX-License-Identifier: Apache-2.0
// From what the launcher found on this machine to the table of metrics, and from its numbers to a
// row of that table. Pure.
#pragma once
#include "launcher/protocol.hpp"
#include "model/metric.hpp"

#include <string>
#include <vector>

namespace assay::target {

// Every built-in metric of a process tree in its order: measured by a tier, or absent with the
// reason.
std::vector<model::MeasuredMetric> metrics_of(const launcher::Ready& ready);

// The values of one trial in that order, kAbsent where there is none.
std::vector<double> values_of(const launcher::TrialResult& result);

}  // namespace assay::target
