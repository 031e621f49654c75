// SPDX-License-Identifier: Apache-2.0
// A scenario's report and its comparison with a stored baseline in a few aligned lines: what
// `assay run` prints.
#pragma once
#include "model/diff.hpp"
#include "model/report.hpp"
#include "report/style.hpp"

#include <string>

namespace assay::report {

// "NAME [TARGET]" and a line for each fact, values from column 17 on. What is absent has no line.
// Ends in a newline. Figures are those of the judged arm; further arms have a line each.
std::string format_human(const model::Report& report, const TextStyle& style);

// "118 µs (baseline 94 µs, +24.9 %)  REGRESSION (limit +20 %)", without a line's end.
std::string diff_row_text(const model::DiffRow& row);

// "NAME: REGRESSION" and a line for each tolerance, with the interval and what to do about it.
std::string format_diff(const model::Diff& diff, const TextStyle& style);

}  // namespace assay::report
