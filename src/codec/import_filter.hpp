// SPDX-License-Identifier: Apache-2.0
// Leaves out what is too noisy to be compared: aggregates, what is too short, what nobody asked
// for. Pure.
#pragma once
#include "base/result.hpp"
#include "codec/import.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace assay::codec {

struct FocusPattern {
  std::string text;  // RE2 syntax, found anywhere in a benchmark's name
  std::size_t line = 0;
};
// A pattern a line; blank lines and those that begin with '#' are none. Faults: usage: a pattern
// that does not compile (its line is named), no pattern at all.
Result<std::vector<FocusPattern>> read_focus(std::string_view text);

// Rows that are medians, percentiles, spreads or the like; means stay. The names of what went.
std::vector<std::string> keep_means(Imported& imported);

// Benchmarks whose time (mean, else median) is below `floor_ns`; those without a time stay.
std::vector<std::string> drop_below(std::vector<ImportedRow>& benchmarks, double floor_ns);

// Benchmarks that no pattern is found in. `matched` has a place a pattern and collects, over
// several files, which ever matched.
std::vector<std::string> keep_focus(std::vector<ImportedRow>& benchmarks,
                                    const std::vector<FocusPattern>& patterns,
                                    std::vector<bool>& matched);

}  // namespace assay::codec
