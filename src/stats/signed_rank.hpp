// SPDX-License-Identifier: Apache-2.0
// Wilcoxon's signed ranks: the exact null distribution and the order statistics of the Walsh
// averages (x_i + x_j)/2, i <= j, that invert the test (Hollander, Wolfe & Chicken, Nonparametric
// Statistical Methods, 3.1-3.3). Pure.
#pragma once
#include <cstddef>
#include <optional>
#include <span>

namespace assay::stats {

// P(T <= t) for the sum of positive ranks of n values symmetric about 0 without ties. Exact.
// REQUIRES: n <= 300.
double signed_rank_cdf(std::size_t n, std::size_t t);

// Largest k with P(T <= k - 1) <= tail: the k-th smallest Walsh average is a lower confidence
// bound at 1 - tail. None where n is too small for any. Beyond 300 values by the normal
// approximation, which is conservative here: the exact tails are lighter.
std::optional<std::size_t> signed_rank_position(std::size_t n, double tail);

// The k-th smallest Walsh average (k from 1) without building all n(n+1)/2 of them.
// REQUIRES: in_order sorted, 1 <= k <= n(n+1)/2.
double walsh_average(std::span<const double> in_order, std::size_t k);

}  // namespace assay::stats
