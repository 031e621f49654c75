// SPDX-License-Identifier: Apache-2.0
// The rule for a fixed plan (--rounds N, no peeking): the exact sign-flip test with signed ranks
// (Wilcoxon), inverted for the interval; slow paths as in the sequential rule. Pure.
#pragma once
#include "stats/sequential.hpp"

#include <optional>
#include <span>

namespace assay::stats {

struct FixedResult {
  Finding finding = Finding::undecided;
  Range interval{};
  std::optional<double> estimate;  // Hodges-Lehmann: median of the Walsh averages
  bool awaits_slow_path = false;   // undecided only because a slow path is not excluded
};

// Judges all rounds at once; `ds` in the order they came. With fewer rounds than
// fewest_fixed_rounds() nothing can be decided.
FixedResult judge_fixed(std::span<const double> ds, const Rule& rule);
std::size_t fewest_fixed_rounds(const Rule& rule);  // 8 at alpha = .01, one comparison

}  // namespace assay::stats
