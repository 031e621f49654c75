// SPDX-License-Identifier: Apache-2.0
#include "stats/fixed.hpp"

#include "stats/scale.hpp"
#include "stats/signed_rank.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace assay::stats {

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kTailScales = 3;

double shift_tail(const Rule& rule) {
  return (1 - rule.tail_share) * rule.alpha / 2;
}
double tail_tail(const Rule& rule) {
  return rule.tail_share * rule.alpha / 2;
}

// Chance of at least `hits` heads in n fair tosses.
double chance_of_heads(std::size_t hits, std::size_t n) {
  double log_term = -double(n) * std::log(2.0), sum = 0;  // n choose 0
  for (std::size_t k = 0; k <= n; ++k) {
    if (k >= hits) sum += std::exp(log_term);
    log_term += std::log(double(n - k)) - std::log(double(k + 1));
  }
  return std::min(sum, 1.0);
}

struct Tail {
  bool even = true;
  double chance = 1;  // of so many slow rounds among those of the tail, were the sides alike
};

Tail tail_of(std::span<const double> ds, const Rule& rule) {
  // From |d|, so that the scale is the same whichever arm was which.
  std::vector<double> sizes;
  for (double d : ds) sizes.push_back(std::abs(d));
  std::nth_element(sizes.begin(), sizes.begin() + std::ptrdiff_t(sizes.size() / 2), sizes.end());
  const double scale = std::max(rule.scale_floor, 1.4826 * sizes[sizes.size() / 2]);
  const double reach = rule.delta + kTailScales * scale;
  std::size_t slow = 0, fast = 0, above = 0, below = 0;
  for (double d : ds) {
    if (std::abs(d) > reach) ++(d > 0 ? slow : fast);
    const double z = d - rule.delta;
    if (std::abs(z) > reach) ++(z > 0 ? above : below);
  }
  const double excess = double(slow) - double(fast);
  return {excess < std::max(2.0, std::sqrt(double(slow + fast))),
          chance_of_heads(above, above + below)};
}

}  // namespace

FixedResult judge_fixed(std::span<const double> all, const Rule& rule) {
  std::vector<double> ds;
  std::copy_if(all.begin(), all.end(), std::back_inserter(ds),
               [](double d) { return std::isfinite(d); });
  FixedResult out;
  out.interval = {-kInfinity, kInfinity};
  if (ds.empty()) return out;
  const Tail tail = tail_of(ds, rule);
  std::sort(ds.begin(), ds.end());
  const std::size_t averages = ds.size() * (ds.size() + 1) / 2;
  out.estimate = (walsh_average(ds, (averages + 1) / 2) + walsh_average(ds, averages / 2 + 1)) / 2;

  // Claims that must hold for all comparisons at once are not divided by their number.
  const auto range = [&](double each) {
    const auto k = signed_rank_position(ds.size(), each);
    if (!k) return Range{-kInfinity, kInfinity};
    return Range{walsh_average(ds, *k), walsh_average(ds, averages + 1 - *k)};
  };
  out.interval = range(shift_tail(rule) / rule.comparisons);
  const Range one = range(shift_tail(rule));
  if (out.interval.lower > rule.delta)
    out.finding = Finding::higher;
  else if (tail.chance <= tail_tail(rule) / rule.comparisons)
    out.finding = Finding::slow_path;
  else if (out.interval.upper < -rule.delta)
    out.finding = Finding::lower;
  else if (one.lower > -rule.delta && one.upper < rule.delta && ds.size() >= rule.min_equivalent &&
           tail.even)
    out.finding = Finding::equivalent;
  return out;
}

std::size_t fewest_fixed_rounds(const Rule& rule) {
  // All on one side has the chance 2^-n.
  const double tail = shift_tail(rule) / rule.comparisons;
  return std::size_t(std::max(1.0, std::ceil(-std::log2(tail) - 1e-12)));
}

}  // namespace assay::stats
