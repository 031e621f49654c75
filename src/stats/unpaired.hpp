// SPDX-License-Identifier: Apache-2.0
// An interval for a statistic of one run against the same of another that was made at another time:
// what a stored baseline allows. Rounds cannot be paired, so all that changed between the two runs
// is in it; docs/baselines.md says what that means. Pure and deterministic.
#pragma once
#include "stats/sequential.hpp"
#include "stats/statistic.hpp"

#include <cstddef>
#include <optional>
#include <span>

namespace assay::stats {

struct UnpairedRule {
  double alpha = 0.01;  // chance, on both sides together, that the interval misses
  bool ratio = true;    // current / baseline; else current - baseline
};

enum class UnpairedMethod {
  none,         // no interval: `obstacle` says why
  exact,        // each sample has one value only: nothing is uncertain
  permutation,  // few trials: the rank test (Wilcoxon, Mann & Whitney), inverted
  bootstrap     // blocks of neighbouring trials, drawn with replacement
};
enum class Obstacle {
  none,
  too_few,       // fewer than fewest_trials() in either sample
  not_positive,  // a ratio of what can be 0
  extreme        // min, max: no resampling bounds the extreme of a population
};

struct UnpairedResult {
  UnpairedMethod method = UnpairedMethod::none;
  Obstacle obstacle = Obstacle::none;
  std::optional<double> estimate;  // ratio or difference of the statistics
  Range interval{};                // infinite (a ratio's lower end: 0) where nothing bounds it
};

// Both in the order in which the trials ran, finite values only.
UnpairedResult compare_unpaired(std::span<const double> baseline, std::span<const double> current,
                                const Statistic& statistic, const UnpairedRule& rule);

// Largest k with P(U <= k - 1) <= tail for the Mann-Whitney count of samples of n and m from one
// population: the k-th smallest of all n*m differences is a lower confidence bound at 1 - tail.
// None where the samples are too small for any. Exact up to n*m = 400, then by the normal
// approximation, which is conservative here.
std::optional<std::size_t> rank_sum_position(std::size_t n, std::size_t m, double tail);

}  // namespace assay::stats
