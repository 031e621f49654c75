// SPDX-License-Identifier: Apache-2.0
#include "stats/value_counts.hpp"

#include <algorithm>
#include <cassert>

namespace assay::stats {
namespace {

// The sample at `rank` of those in order, from 0, and the one behind it.
std::pair<double, double> neighbours(CountedValues values, std::uint64_t rank) {
  std::uint64_t before = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    before += values[i].second;
    if (before <= rank) continue;
    const double here = double(values[i].first);
    const bool last_of_value = before == rank + 1;
    return {here, last_of_value && i + 1 < values.size() ? double(values[i + 1].first) : here};
  }
  return {double(values.back().first), double(values.back().first)};
}

}  // namespace

std::uint64_t count_of(CountedValues values) {
  std::uint64_t n = 0;
  for (const auto& [value, count] : values) n += count;
  return n;
}

std::optional<double> tail_percentile(CountedValues values, double p) {
  assert(p >= 0 && p <= 1);
  const double n = double(count_of(values));
  // 1 - .99 is a little under .01 in binary; 1,000 values do have ten beyond.
  if (n * (p >= 0.5 ? 1 - p : p) < 10 * (1 - 1e-9)) return std::nullopt;
  const double at = p * (n - 1);
  const auto below = std::uint64_t(at);
  const auto [here, next] = neighbours(values, below);
  return here + (at - double(below)) * (next - here);
}

ValueCounts merged(CountedValues a, CountedValues b) {
  ValueCounts out;
  out.reserve(a.size() + b.size());
  while (!a.empty() || !b.empty()) {
    const bool from_a = b.empty() || (!a.empty() && a.front().first <= b.front().first);
    const bool from_b = a.empty() || (!b.empty() && b.front().first <= a.front().first);
    out.push_back(from_a ? a.front() : b.front());
    if (from_a && from_b) out.back().second += b.front().second;
    if (from_a) a = a.subspan(1);
    if (from_b) b = b.subspan(1);
  }
  return out;
}

}  // namespace assay::stats
