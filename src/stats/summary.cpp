// SPDX-License-Identifier: Apache-2.0
#include "stats/summary.hpp"

#include <boost/math/distributions/binomial.hpp>
#include <boost/math/special_functions/beta.hpp>

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numeric>

namespace assay::stats {

namespace {

std::vector<double> sorted(std::span<const double> xs) {
  std::vector<double> out(xs.begin(), xs.end());
  std::sort(out.begin(), out.end());
  return out;
}

double interpolated(const std::vector<double>& in_order, double p) {
  const double at = p * double(in_order.size() - 1);
  const auto below = std::size_t(at);
  const std::size_t above = std::min(below + 1, in_order.size() - 1);
  return in_order[below] + (at - double(below)) * (in_order[above] - in_order[below]);
}

}  // namespace

std::optional<double> mean(std::span<const double> xs) {
  if (xs.empty()) return std::nullopt;
  // About the first value, so that large values with a small spread lose no digits.
  double sum = 0;
  for (double x : xs) sum += x - xs.front();
  return xs.front() + sum / double(xs.size());
}

std::optional<double> spread(std::span<const double> xs) {
  if (xs.size() < 2) return std::nullopt;
  const double centre = *mean(xs);
  double squares = 0;
  for (double x : xs) squares += (x - centre) * (x - centre);
  return std::sqrt(squares / double(xs.size() - 1));
}

std::optional<double> median(std::span<const double> xs) {
  return quantile(xs, 0.5);
}

std::optional<double> mad(std::span<const double> xs) {
  const auto centre = median(xs);
  if (!centre) return std::nullopt;
  std::vector<double> deviations;
  deviations.reserve(xs.size());
  for (double x : xs) deviations.push_back(std::abs(x - *centre));
  return median(deviations);
}

std::optional<double> quantile(std::span<const double> xs, double p) {
  assert(p >= 0 && p <= 1);
  if (xs.empty()) return std::nullopt;
  return interpolated(sorted(xs), p);
}

std::optional<double> tail_percentile(std::span<const double> xs, double p) {
  const double beyond = double(xs.size()) * (p >= 0.5 ? 1 - p : p);
  // 1 - .99 is a little under .01 in binary; 1,000 values do have ten beyond.
  if (beyond < 10 * (1 - 1e-9)) return std::nullopt;
  return quantile(xs, p);
}

std::optional<MedianInterval> median_interval(std::span<const double> xs, double alpha) {
  assert(alpha > 0 && alpha < 1);
  const std::size_t n = xs.size();
  if (n == 0) return std::nullopt;
  // The k-th smallest lies above the median with the chance that fewer than k of n fall below it.
  const boost::math::binomial_distribution<double> below(double(n), 0.5);
  const auto misses = [&](std::size_t k) { return boost::math::cdf(below, double(k) - 1); };
  if (misses(1) > alpha / 2) return std::nullopt;
  std::size_t good = 1, bad = n / 2 + 1;
  while (bad - good > 1) {
    const std::size_t k = good + (bad - good) / 2;
    (misses(k) <= alpha / 2 ? good : bad) = k;
  }
  const std::vector<double> in_order = sorted(xs);
  return MedianInterval{in_order[good - 1], in_order[n - good]};
}

std::vector<std::size_t> bins(std::span<const double> xs, double lower, double upper,
                              std::size_t count) {
  assert(count > 0 && lower <= upper);
  std::vector<std::size_t> out(count, 0);
  for (double x : xs) {
    const double share = upper > lower ? (x - lower) / (upper - lower) : 0.5;
    const double bin = std::clamp(share * double(count), 0.0, double(count - 1));
    ++out[std::size_t(bin)];
  }
  return out;
}

double binomial_upper(std::size_t hits, std::size_t n, double alpha) {
  assert(hits <= n && alpha > 0 && alpha < 1);
  if (hits == n) return 1;
  return boost::math::ibetac_inv(double(hits) + 1, double(n - hits), alpha);
}

double binomial_lower(std::size_t hits, std::size_t n, double alpha) {
  assert(hits <= n && alpha > 0 && alpha < 1);
  if (hits == 0) return 0;
  return boost::math::ibeta_inv(double(hits), double(n - hits) + 1, alpha);
}

}  // namespace assay::stats
