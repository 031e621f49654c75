// SPDX-License-Identifier: Apache-2.0
// Summaries of one sample. What cannot be computed is absent, never 0.
#pragma once
#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace assay::stats {

std::optional<double> mean(std::span<const double> xs);
std::optional<double> spread(std::span<const double> xs);  // sample standard deviation, n - 1
std::optional<double> median(std::span<const double> xs);  // mean of the middle two when even
std::optional<double> mad(std::span<const double> xs);     // raw median absolute deviation
// Quantile by linear interpolation (Hyndman & Fan type 7). p in [0, 1].
std::optional<double> quantile(std::span<const double> xs, double p);
// A percentile for display: absent unless n(1-p) >= 10 (for p >= .5; n*p >= 10 below).
std::optional<double> tail_percentile(std::span<const double> xs, double p);
// Distribution-free confidence interval of the median by order statistics at confidence 1-alpha;
// absent when n is too small for that confidence.
struct MedianInterval {
  double lower;
  double upper;
};
std::optional<MedianInterval> median_interval(std::span<const double> xs, double alpha);

// Counts per equal-width bin between lower and upper; values outside fall into the end bins.
std::vector<std::size_t> bins(std::span<const double> xs, double lower, double upper,
                              std::size_t count);

// Exact (Clopper-Pearson) bounds of a binomial share, each one-sided at confidence 1 - alpha.
double binomial_upper(std::size_t hits, std::size_t n, double alpha);
double binomial_lower(std::size_t hits, std::size_t n, double alpha);

}  // namespace assay::stats
