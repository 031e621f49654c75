// SPDX-License-Identifier: Apache-2.0
// A whole report as a table for programs.
#pragma once
#include "model/report.hpp"

#include <string>

namespace assay::report {

// One row per arm and metric with its summary, and its comparison where it has one; plain numbers
// in the metric's unit, ends and estimates as ratios or differences. What is absent is empty.
std::string to_csv(const model::Report& report);
// The same for files of many reports: a first column `scenario`, the rows of each report one after
// the other.
std::string scenario_csv_header();
std::string scenario_csv_rows(const model::Report& report);

}  // namespace assay::report
