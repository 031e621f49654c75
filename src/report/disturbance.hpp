// SPDX-License-Identifier: Apache-2.0
// What disturbed a run, said in words.
#pragma once
#include "model/report.hpp"

#include <optional>
#include <string>

namespace assay::report {

// "a neighbour used 60 % of the CPU" when the median round says it is worth telling.
std::optional<std::string> neighbour_remark(const model::Report& report);

// All that is known, as one line: "other programs 60 % of the CPU (up to 74 %), no steal, ...";
// empty when nothing was recorded.
std::string disturbances(const model::Report& report);

// The same for one moment, for the live view; empty when nothing is worth telling.
std::string disturbances(const model::Disturbance& now);

}  // namespace assay::report
