// SPDX-License-Identifier: Apache-2.0
// A statistic of a sample by its name in manifests and rules: "p50", "p95", "mean", "min", "max".
#pragma once
#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

namespace assay::stats {

struct Statistic {
  enum class Kind { mean, quantile, minimum, maximum };
  Kind kind = Kind::quantile;
  double p = 0.5;  // of a quantile, in (0, 1)
  friend bool operator==(const Statistic&, const Statistic&) = default;
};

// "mean", "min", "max", "median", or "pN" with 0 < N < 100 ("p50", "p99.9"); none for others.
std::optional<Statistic> statistic_named(std::string_view name);

// Of all values; none for an empty sample. Quantiles interpolate (Hyndman & Fan type 7).
std::optional<double> value_of(std::span<const double> xs, const Statistic& statistic);

// Trials without which the statistic says nothing of its population: ten beyond a tail's quantile
// (200 for p95), five for the middle and the mean.
std::size_t fewest_trials(const Statistic& statistic);

}  // namespace assay::stats
