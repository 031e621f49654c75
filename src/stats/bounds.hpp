// SPDX-License-Identifier: Apache-2.0
// Two-sided intervals for one sample: what a budget is held against. Pure; an end that the sample
// does not bound is infinite. They assume that the values are exchangeable, as trials of rounds in
// random order are; confidence is 1 - alpha for both ends together.
#pragma once
#include <cstddef>
#include <optional>
#include <span>

namespace assay::stats {

struct Bounds {
  double lower = 0;
  double upper = 0;
};

// Of the p-quantile, by order statistics: exact whatever the distribution.
// REQUIRES: in_order is sorted and not empty, 0 < p < 1.
Bounds quantile_bounds(std::span<const double> in_order, double p, double alpha);

// Values from which on the p-quantile may be judged: n(1 - p) >= 10, or np >= 10 below the median.
// The median itself takes what quantile_bounds() takes.
std::size_t fewest_for_quantile(double p);

// Of the mean: Student's t, widened at each end to Hall's transformation (1992), which follows the
// skewness. Of values with a tail that the sample has not shown no method can bound the mean.
// None below ten values.
std::optional<Bounds> mean_bounds(std::span<const double> xs, double alpha);

// Of the coefficient of variation, as a share: the jackknife on its logarithm. {0, 0} where all
// values are equal. None below ten values or where the mean is not above 0.
std::optional<Bounds> variation_bounds(std::span<const double> xs, double alpha);

}  // namespace assay::stats
