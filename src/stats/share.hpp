// SPDX-License-Identifier: Apache-2.0
// How large a share may be, by exact bounds, when what is counted comes in bursts. Pure.
#pragma once
#include <span>

namespace assay::stats {

// Of one interval: hits among n. REQUIRES: 0 <= hits <= n, finite.
struct Tally {
  double hits = 0;
  double n = 0;
};

struct ShareBounds {
  double lower = 0;  // each end at 1 - alpha
  double upper = 1;
  double dispersion = 1;
};

// Clopper & Pearson's bounds on as many events as the counts are worth: both counts are divided by
// the dispersion (Pearson's chi-square over its degrees of freedom, at least 1), so that a hundred
// hits in one burst weigh as one, and hits that come singly as what they are. 0 to 1 of nothing.
ShareBounds share_bounds(std::span<const Tally> intervals, double alpha);

}  // namespace assay::stats
