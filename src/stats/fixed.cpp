// SPDX-License-Identifier: Apache-2.0
#include "stats/fixed.hpp"

#include "stats/scale.hpp"
#include "stats/signed_rank.hpp"
#include "stats/slow_path.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <vector>

namespace assay::stats {

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

// Chance of error on each side.
double each_tail(const Rule& rule) {
  return (1 - rule.tail_share) * rule.alpha / 2;
}

SlowPath watched(std::span<const double> ds, const Rule& rule) {
  SlowPath path({rule.delta, rule.slow_run, rule.slow_share});
  TypicalScale typical(rule.scale_floor);
  for (std::size_t i = 0; i < ds.size(); ++i) {
    path.add(ds[i], typical.now() != nullptr ? typical.now()->scale : 0);
    typical.learn(ds.first(i + 1));
  }
  return path;
}

}  // namespace

FixedResult judge_fixed(std::span<const double> all, const Rule& rule) {
  std::vector<double> ds;
  std::copy_if(all.begin(), all.end(), std::back_inserter(ds),
               [](double d) { return std::isfinite(d); });
  FixedResult out;
  out.interval = {-kInfinity, kInfinity};
  if (ds.empty()) return out;
  const SlowPath slow_path = watched(ds, rule);
  std::sort(ds.begin(), ds.end());
  const std::size_t averages = ds.size() * (ds.size() + 1) / 2;
  out.estimate = (walsh_average(ds, (averages + 1) / 2) + walsh_average(ds, averages / 2 + 1)) / 2;

  // Claims that must hold for all comparisons at once are not divided by their number.
  const auto range = [&](double each) {
    const auto k = signed_rank_position(ds.size(), each);
    if (!k) return Range{-kInfinity, kInfinity};
    return Range{walsh_average(ds, *k), walsh_average(ds, averages + 1 - *k)};
  };
  out.interval = range(each_tail(rule) / rule.comparisons);
  const Range one = rule.comparisons == 1 ? out.interval : range(each_tail(rule));
  Finding shift = Finding::undecided;
  if (out.interval.lower > rule.delta)
    shift = Finding::higher;
  else if (out.interval.upper < -rule.delta)
    shift = Finding::lower;
  else if (one.lower > -rule.delta && one.upper < rule.delta && ds.size() >= rule.min_equivalent)
    shift = Finding::equivalent;
  if (shift == Finding::higher || slow_path.excluded() >= rule.no_slow_path_threshold())
    out.finding = shift;
  if (shift != Finding::higher &&
      slow_path.proven() >= rule.slow_path_threshold() * rule.comparisons)
    out.finding = Finding::slow_path;
  out.awaits_slow_path = shift != Finding::undecided && out.finding == Finding::undecided;
  return out;
}

std::size_t fewest_fixed_rounds(const Rule& rule) {
  // All on one side has the chance 2^-n.
  const double tail = each_tail(rule) / rule.comparisons;
  return std::size_t(std::max(1.0, std::ceil(-std::log2(tail) - 1e-12)));
}

}  // namespace assay::stats
