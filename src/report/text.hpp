// SPDX-License-Identifier: Apache-2.0
// A report as a person reads it: the answer in one sentence, the table, the distributions, what the
// run could have seen and what disturbed it.
#pragma once
#include "model/report.hpp"
#include "report/style.hpp"

#include <string>
#include <vector>

namespace assay::report {

// Ends in a newline; no line is longer than the style's width.
std::string to_text(const model::Report& report, const TextStyle& style);

// Its parts, in their order.
std::string headline(const model::Report& report, const TextStyle& style);
std::string arms_and_metrics(const model::Report& report, const TextStyle& style);
std::string notes(const model::Report& report, const TextStyle& style);

// The metrics worth a row, deciding ones first.
std::vector<std::string> shown_metrics(const model::Report& report, bool full);

}  // namespace assay::report
