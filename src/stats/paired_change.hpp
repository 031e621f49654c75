// SPDX-License-Identifier: Apache-2.0
// How a statistic of one arm stands to the same statistic of another whose values came in the same
// rounds: an interval by resampling rounds, so that what a round had in common stays in common.
// Pure; the same values give the same interval.
#pragma once
#include "stats/bounds.hpp"

#include <cstddef>
#include <optional>
#include <span>

namespace assay::stats {

// The p-quantile, or the mean where `quantile` is absent.
struct Location {
  std::optional<double> quantile;
};
enum class Change { ratio, difference };

struct ChangeEstimate {
  double value = 0;  // arm / base, or arm - base; NaN where the base is 0
  Bounds bounds;     // upper is infinite where the base could be 0
};

// base[i] and arm[i] are of one round. None below `kFewestPairs` rounds. Percentile bootstrap
// (Efron 1979) of 2,000 seeded resamples up to 5,000 rounds; beyond, where it would be slow and
// hardly tighter, each arm's own bounds at half of alpha are set against one another.
inline constexpr std::size_t kFewestPairs = 20;
std::optional<ChangeEstimate> paired_change(std::span<const double> base,
                                            std::span<const double> arm, Location location,
                                            Change change, double alpha);

// The same from each one's own bounds at half of alpha, whatever rounds they share: holds whatever
// the distributions, and is wider. None where either sample is too small.
std::optional<ChangeEstimate> unpaired_change(std::span<const double> base,
                                              std::span<const double> arm, Location location,
                                              Change change, double alpha);

}  // namespace assay::stats
