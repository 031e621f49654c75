// SPDX-License-Identifier: Apache-2.0
#include "stats/dependence.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace assay::stats {
namespace {

// Longer series are looked at as so many means of neighbours: the cost of all lags stays bounded.
constexpr std::size_t kLongest = 4096;

// Autocorrelations of one series, centred once.
class Correlations {
 public:
  explicit Correlations(std::vector<double> xs) : xs_(std::move(xs)) {
    const double centre = std::accumulate(xs_.begin(), xs_.end(), 0.0) / double(xs_.size());
    for (double& x : xs_) x -= centre;
    power_ = std::inner_product(xs_.begin(), xs_.end(), xs_.begin(), 0.0);
  }
  bool constant() const { return !(power_ > 0); }
  double at(std::size_t lag) const {
    return std::inner_product(xs_.begin() + std::ptrdiff_t(lag), xs_.end(), xs_.begin(), 0.0) /
           power_;
  }

 private:
  std::vector<double> xs_;
  double power_ = 0;
};

std::vector<double> condensed(std::vector<double> xs, std::size_t step) {
  if (step == 1) return xs;
  std::vector<double> means;
  for (std::size_t i = 0; i + step <= xs.size(); i += step)
    means.push_back(std::accumulate(xs.begin() + std::ptrdiff_t(i),
                                    xs.begin() + std::ptrdiff_t(i + step), 0.0) /
                    double(step));
  return means;
}

// 1 up to a half, then falling to 0: keeps the bias of a spectrum at 0 small.
double flat_top(double t) {
  return t <= 0.5 ? 1 : std::max(0.0, 2 * (1 - t));
}

}  // namespace

std::vector<double> midranks(std::span<const double> xs) {
  std::vector<std::size_t> order(xs.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](auto a, auto b) { return xs[a] < xs[b]; });
  std::vector<double> ranks(xs.size());
  for (std::size_t i = 0; i < order.size();) {
    std::size_t end = i;
    while (end < order.size() && xs[order[end]] == xs[order[i]]) ++end;
    for (std::size_t k = i; k < end; ++k) ranks[order[k]] = double(i + end + 1) / 2;
    i = end;
  }
  return ranks;
}

double lag_one_dependence(std::span<const double> xs) {
  if (xs.size() < 3) return 0;
  const Correlations series(midranks(xs));
  if (series.constant()) return 0;
  const double seen = series.at(1);
  return std::clamp(seen + (1 + 3 * seen) / double(xs.size()), 0.0, 0.95);
}

double block_length(std::span<const double> xs) {
  const double n = double(xs.size());
  if (xs.size() < 12) return 1;
  const std::size_t step = (xs.size() + kLongest - 1) / kLongest;
  const Correlations series(condensed(midranks(xs), step));
  if (series.constant()) return 1;
  const double points = std::floor(n / double(step));
  // The last lag that still matters: after it come `quiet` that cannot be told from 0.
  const auto quiet = std::size_t(std::max(5.0, std::ceil(std::sqrt(std::log10(points)))));
  const auto most = std::size_t(std::ceil(std::sqrt(points))) + quiet;
  const double noise = 2 * std::sqrt(std::log10(points) / points);
  std::vector<double> rho;
  std::size_t last = 0;
  for (std::size_t lag = 1; lag <= most && lag < std::size_t(points); ++lag) {
    rho.push_back(series.at(lag));
    if (std::fabs(rho.back()) >= noise) last = lag;
    if (lag - last >= quiet) break;
  }
  const std::size_t window = std::min(2 * std::max<std::size_t>(last, 1), rho.size());
  double spread = 0;  // sum of |k| R(k): what blocks of one length get wrong
  double level = 1;   // sum of R(k): the variance of a mean in the long run
  for (std::size_t k = 1; k <= window; ++k) {
    const double weight = flat_top(double(k) / double(window)) * rho[k - 1];
    spread += 2 * weight * double(k);
    level += 2 * weight;
  }
  const double longest = std::min(3 * std::sqrt(n), n / 3);
  if (spread <= 0) return 1;  // neighbours that lean away from each other: blocks of one are safe
  if (level <= 0) return longest;
  const double length = std::cbrt(1.5 * (spread / level) * (spread / level) * points);
  return std::clamp(length * double(step), 1.0, longest);
}

}  // namespace assay::stats
