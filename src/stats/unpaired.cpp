// SPDX-License-Identifier: Apache-2.0
#include "stats/unpaired.hpp"

#include "stats/block_bootstrap.hpp"
#include "stats/dependence.hpp"
#include "stats/summary.hpp"

#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace assay::stats {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
// From so many trials on in both samples the bootstrap's distribution is close enough to the true
// one; below, the rank test is exact for a shift of the whole distribution.
constexpr std::size_t kFewestToResample = 50;
constexpr std::size_t kDraws = 2000;
constexpr std::uint64_t kSeed = 0x756e706169726564;  // the same data give the same interval
constexpr std::size_t kExactProduct = 400;
constexpr std::size_t kMostRanked = 1000;

bool constant(std::span<const double> xs) {
  return std::all_of(xs.begin(), xs.end(), [&](double x) { return x == xs.front(); });
}

// So many of its order statistics, evenly: a sample that stands for the whole.
std::vector<double> condensed(std::span<const double> xs, std::size_t most) {
  std::vector<double> in_order(xs.begin(), xs.end());
  if (in_order.size() <= most) return in_order;
  std::sort(in_order.begin(), in_order.end());
  std::vector<double> out;
  for (std::size_t i = 0; i < most; ++i)
    out.push_back(in_order[(2 * i + 1) * in_order.size() / (2 * most)]);
  return out;
}

// The shift of the whole distribution. Trials that lean on each other hold less than their number
// says: the interval is widened by what that costs a mean, sqrt((1 + phi)/(1 - phi)).
Range by_ranks(std::span<const double> baseline, std::span<const double> current, double alpha) {
  const auto xs = condensed(baseline, kMostRanked);
  const auto ys = condensed(current, kMostRanked);
  const auto k = rank_sum_position(xs.size(), ys.size(), alpha / 2);
  if (!k) return {-kInfinity, kInfinity};
  std::vector<double> shifts;
  shifts.reserve(xs.size() * ys.size());
  for (const double y : ys)
    for (const double x : xs) shifts.push_back(y - x);
  const auto at = [&](std::size_t i) {
    std::nth_element(shifts.begin(), shifts.begin() + std::ptrdiff_t(i), shifts.end());
    return shifts[i];
  };
  const double lower = at(*k - 1);
  const double upper = at(shifts.size() - *k);
  const double centre = (at((shifts.size() - 1) / 2) + at(shifts.size() / 2)) / 2;
  const double phi = std::max(lag_one_dependence(baseline), lag_one_dependence(current));
  const double wider = std::sqrt((1 + phi) / (1 - phi));
  return {centre - wider * (centre - lower), centre + wider * (upper - centre)};
}

// The hull of the expanded percentile interval (Hesterberg, "What teachers should know about the
// bootstrap", The American Statistician 69, 2015: the percentiles of Student's t and not of the
// normal, and sqrt(K/(K-1)) for the spread that K blocks are short of) and of estimate +- t * se,
// which holds where few blocks give few different percentiles.
Range by_resampling(BlockBootstrap& baseline, BlockBootstrap& current, double estimate, bool ratio,
                    double alpha) {
  const std::size_t fewer = std::min(baseline.blocks(), current.blocks());
  if (fewer < 3) return {-kInfinity, kInfinity};
  Random random(kSeed);
  std::vector<double> drawn(kDraws);
  for (double& d : drawn) {
    const double x = baseline.draw(random);
    const double y = current.draw(random);
    d = ratio ? std::log(y / x) : y - x;
  }
  const double blocks = double(fewer);
  const double t = boost::math::quantile(boost::math::students_t(blocks - 1), 1 - alpha / 2) *
                   std::sqrt(blocks / (blocks - 1));
  const double tail = boost::math::cdf(boost::math::normal(), -t);
  const double reach = t * spread(drawn).value_or(0);
  return {std::min(*quantile(drawn, tail), estimate - reach),
          std::max(*quantile(drawn, 1 - tail), estimate + reach)};
}

}  // namespace

std::optional<std::size_t> rank_sum_position(std::size_t n, std::size_t m, double tail) {
  if (n == 0 || m == 0) return std::nullopt;
  const double pairs = double(n) * double(m);
  if (n * m <= kExactProduct) {
    // Ways to reach each count: the coefficients of the Gaussian binomial, built factor by factor.
    // All are whole numbers below 2^53.
    std::vector<double> ways(n * m + 1, 0);
    ways[0] = 1;
    const std::size_t fewer = std::min(n, m);
    const std::size_t more = std::max(n, m);
    double all = 1;
    for (std::size_t i = 1; i <= fewer; ++i) {
      for (std::size_t u = ways.size(); u-- > more + i;) ways[u] -= ways[u - more - i];
      for (std::size_t u = i; u < ways.size(); ++u) ways[u] += ways[u - i];
      all = all * double(more + i) / double(i);
    }
    double reached = 0;
    std::size_t k = 0;
    while (k < ways.size() && (reached + ways[k]) / all <= tail) reached += ways[k++];
    return k == 0 ? std::nullopt : std::optional(k);
  }
  const double sd = std::sqrt(pairs * double(n + m + 1) / 12);
  const double z = boost::math::quantile(boost::math::normal(), tail);
  const double k = std::floor(pairs / 2 + z * sd + 0.5);
  return k < 1 ? std::nullopt : std::optional(std::size_t(k));
}

UnpairedResult compare_unpaired(std::span<const double> baseline, std::span<const double> current,
                                const Statistic& statistic, const UnpairedRule& rule) {
  UnpairedResult out;
  out.interval = {rule.ratio ? 0 : -kInfinity, kInfinity};
  const auto old_value = value_of(baseline, statistic);
  const auto new_value = value_of(current, statistic);
  const auto refuse = [&](Obstacle why) {
    out.obstacle = why;
    return out;
  };
  if (!old_value || !new_value) return refuse(Obstacle::too_few);
  const auto positive = [](std::span<const double> xs) {
    return std::all_of(xs.begin(), xs.end(), [](double x) { return x > 0; });
  };
  if (rule.ratio && !(positive(baseline) && positive(current)))
    return refuse(Obstacle::not_positive);
  const double estimate = rule.ratio ? std::log(*new_value / *old_value) : *new_value - *old_value;
  const auto outward = [&](double shift) { return rule.ratio ? std::exp(shift) : shift; };
  out.estimate = outward(estimate);

  const std::size_t fewer = std::min(baseline.size(), current.size());
  if (fewer < fewest_trials(statistic)) return refuse(Obstacle::too_few);
  if (constant(baseline) && constant(current)) {
    out.method = UnpairedMethod::exact;
    out.interval = {*out.estimate, *out.estimate};
    return out;
  }
  const bool tail =
      statistic.kind == Statistic::Kind::quantile && (statistic.p < 0.25 || statistic.p > 0.75);
  if (statistic.kind == Statistic::Kind::minimum || statistic.kind == Statistic::Kind::maximum)
    return refuse(Obstacle::extreme);
  Range shift{};
  if (fewer < kFewestToResample && !tail) {
    out.method = UnpairedMethod::permutation;
    const auto scaled = [&](std::span<const double> xs) {
      std::vector<double> ys(xs.begin(), xs.end());
      if (rule.ratio) std::for_each(ys.begin(), ys.end(), [](double& y) { y = std::log(y); });
      return ys;
    };
    shift = by_ranks(scaled(baseline), scaled(current), rule.alpha);
  } else {
    out.method = UnpairedMethod::bootstrap;
    BlockBootstrap from_old(baseline, statistic, block_length(baseline));
    BlockBootstrap from_new(current, statistic, block_length(current));
    shift = by_resampling(from_old, from_new, estimate, rule.ratio, rule.alpha);
  }
  out.interval = {outward(shift.lower), outward(shift.upper)};
  return out;
}

}  // namespace assay::stats
