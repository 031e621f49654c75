// SPDX-License-Identifier: Apache-2.0
// Samples as how often each value occurred: exact, and small where values repeat. Pure.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace assay::stats {

using ValueCounts = std::vector<std::pair<std::uint64_t, std::uint64_t>>;  // value, how often
// REQUIRES, of all below: by growing value, each value once.
using CountedValues = std::span<const std::pair<std::uint64_t, std::uint64_t>>;

std::uint64_t count_of(CountedValues values);
// Linear between the two nearest samples (Hyndman & Fan type 7), as tail_percentile() of single
// values. Absent unless n(1-p) >= 10 (for p >= .5; n*p >= 10 below).
std::optional<double> tail_percentile(CountedValues values, double p);
ValueCounts merged(CountedValues a, CountedValues b);

}  // namespace assay::stats
