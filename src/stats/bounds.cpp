// SPDX-License-Identifier: Apache-2.0
#include "stats/bounds.hpp"

#include "stats/summary.hpp"

#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/students_t.hpp>

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>

namespace assay::stats {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr std::size_t kFewest = 10;  // below it a spread, let alone a skewness, is guesswork

double student(std::size_t n, double tail) {
  return boost::math::quantile(
      boost::math::complement(boost::math::students_t_distribution<double>(double(n) - 1), tail));
}

// The inverse of Hall's transformation of a studentised mean.
double unskewed(double t, double skewness, double n) {
  const double a = skewness / 3;
  const double b = skewness / 6;
  if (std::fabs(a) < 1e-9) return t;
  const double root = std::sqrt(n);
  return root / a * (std::cbrt(1 + 3 * a * (t / root - b / n)) - 1);
}

}  // namespace

Bounds quantile_bounds(std::span<const double> in_order, double p, double alpha) {
  assert(!in_order.empty() && p > 0 && p < 1);
  const std::size_t n = in_order.size();
  const boost::math::binomial_distribution<double> below(double(n), p);
  const double tail = alpha / 2;
  Bounds out{-kInfinity, kInfinity};
  // The k-th smallest is above the quantile when fewer than k of n fall to it or below.
  const auto too_high = [&](std::size_t k) { return boost::math::cdf(below, double(k) - 1); };
  if (too_high(1) <= tail) {
    std::size_t good = 1, bad = n + 1;
    while (bad - good > 1) {
      const std::size_t k = good + (bad - good) / 2;
      (too_high(k) <= tail ? good : bad) = k;
    }
    out.lower = in_order[good - 1];
  }
  // It is below the quantile when at least k of n do.
  const auto too_low = [&](std::size_t k) {
    return boost::math::cdf(boost::math::complement(below, double(k) - 1));
  };
  if (too_low(n) <= tail) {
    std::size_t bad = 0, good = n;
    while (good - bad > 1) {
      const std::size_t k = bad + (good - bad) / 2;
      (too_low(k) <= tail ? good : bad) = k;
    }
    out.upper = in_order[good - 1];
  }
  return out;
}

std::size_t fewest_for_quantile(double p) {
  if (p == 0.5) return 1;
  const double beyond = p > 0.5 ? 1 - p : p;
  // 1 - .99 is a little under .01 in binary; 1,000 values do have ten beyond.
  return std::size_t(std::ceil(10 / beyond * (1 - 1e-9)));
}

std::optional<Bounds> mean_bounds(std::span<const double> xs, double alpha) {
  const std::size_t n = xs.size();
  if (n < kFewest) return std::nullopt;
  const double centre = *mean(xs);
  const double deviation = *spread(xs);
  if (deviation == 0) return Bounds{centre, centre};
  double cubes = 0;
  for (const double x : xs) cubes += std::pow((x - centre) / deviation, 3);
  const double skewness = cubes / double(n);
  const double t = student(n, alpha / 2);
  const double step = deviation / std::sqrt(double(n));
  return Bounds{centre - step * std::max(t, unskewed(t, skewness, double(n))),
                centre - step * std::min(-t, unskewed(-t, skewness, double(n)))};
}

std::optional<Bounds> variation_bounds(std::span<const double> xs, double alpha) {
  const std::size_t n = xs.size();
  if (n < kFewest) return std::nullopt;
  const double centre = *mean(xs);
  if (!(centre > 0)) return std::nullopt;
  const double deviation = *spread(xs);
  if (deviation == 0) return Bounds{0, 0};
  // The logarithm of the coefficient without each value in turn, from the sums of all.
  const double squares = deviation * deviation * double(n - 1);
  const double m = double(n - 1);
  double sum = 0, sum_of_squares = 0;
  for (const double x : xs) {
    const double mean_without = centre - (x - centre) / m;
    const double squares_without = squares - (x - centre) * (x - centre) * double(n) / m;
    // Never 0 or less: of at least ten values one alone cannot hold all the spread's squares.
    const double one = std::log(std::sqrt(std::max(squares_without, squares * 1e-12) / (m - 1)) /
                                std::max(mean_without, centre * 1e-12));
    sum += one;
    sum_of_squares += one * one;
  }
  const double variance = std::max(0.0, sum_of_squares - sum * sum / double(n)) * m / double(n);
  const double half = student(n, alpha / 2) * std::sqrt(variance);
  const double coefficient = deviation / centre;
  return Bounds{coefficient * std::exp(-half), coefficient * std::exp(half)};
}

}  // namespace assay::stats
