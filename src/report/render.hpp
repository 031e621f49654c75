// SPDX-License-Identifier: Apache-2.0
// A whole report as a table for programs.
#pragma once
#include "model/report.hpp"

#include <string>

namespace assay::report {

// One row per arm and metric with its summary, and its comparison where it has one; plain numbers
// in the metric's unit, ends and estimates as ratios or differences. What is absent is empty.
std::string to_csv(const model::Report& report);

}  // namespace assay::report
