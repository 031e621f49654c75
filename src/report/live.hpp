// SPDX-License-Identifier: Apache-2.0
// What is seen while a run goes on.
#pragma once
#include "model/ports.hpp"
#include "report/style.hpp"

#include <string>

namespace assay::report {

// For a terminal that redraws: a line of progress and one for each gated comparison (the first
// few), its interval drawn around ±min_effect. Newlines between lines, none at the end; every line
// is narrower than the style's width.
std::string live_line(const model::ProgressView& view, const TextStyle& style);

// The same as one line for a pipe or a log, without colour or drawing.
std::string plain_progress(const model::ProgressView& view, const TextStyle& style);

// An interval as a bar: ticks at -min_effect, no change and +min_effect, everything else clamped
// to three times min_effect. `columns` is at least 13 and rounded down to an odd number.
std::string interval_bar(const model::Comparison& c, std::size_t columns, const TextStyle& style);

}  // namespace assay::report
