// SPDX-License-Identifier: Apache-2.0
// The distributions of one metric, an arm a row, drawn over one axis so that a shift, a second
// hump or a tail shows.
#pragma once
#include "model/report.hpp"
#include "report/style.hpp"

#include <string>
#include <string_view>

namespace assay::report {

// Lines ended by newlines; empty when fewer than five values are there to draw. At most eight arms
// are drawn.
std::string histogram(const model::Report& report, std::string_view metric, const TextStyle& style);

}  // namespace assay::report
