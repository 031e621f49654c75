// SPDX-License-Identifier: Apache-2.0
// How much the trials of one run lean on each other: what a bootstrap must keep together, and by
// how much an interval that assumes independence is too narrow. On ranks, so that a few slow trials
// do not decide. Pure.
#pragma once
#include <cstddef>
#include <span>
#include <vector>

namespace assay::stats {

// Ranks from 1; ties share the mean of theirs.
std::vector<double> midranks(std::span<const double> xs);

// Lag-1 autocorrelation of the ranks in [0, 0.95], with the correction of its bias in short series
// (Kendall 1954: the estimate is low by (1 + 3 phi)/n); 0 where there is none to be seen.
double lag_one_dependence(std::span<const double> xs);

// Length of the blocks to resample, from 1 to min(3 sqrt(n), n/3): Politis & White, "Automatic
// block-length selection for the dependent bootstrap", Econometric Reviews 23 (2004), with the
// correction of Patton, Politis & White (2009), for the circular bootstrap.
double block_length(std::span<const double> xs);

}  // namespace assay::stats
