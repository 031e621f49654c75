// SPDX-License-Identifier: Apache-2.0
#include "stats/signed_rank.hpp"

#include <boost/math/distributions/normal.hpp>

#include <cassert>
#include <cmath>
#include <limits>
#include <vector>

namespace assay::stats {

namespace {

constexpr std::size_t kExact = 300;

// Chances of every sum: each rank is in or out with even chances, independently.
std::vector<double> chances(std::size_t n) {
  std::vector<double> p(n * (n + 1) / 2 + 1, 0);
  p[0] = 1;
  std::size_t top = 0;
  for (std::size_t rank = 1; rank <= n; ++rank) {
    top += rank;
    for (std::size_t t = top + 1; t-- > 0;) p[t] = (p[t] + (t >= rank ? p[t - rank] : 0)) / 2;
  }
  return p;
}

// How many Walsh averages are at most `limit`.
std::size_t count_to(std::span<const double> xs, double limit) {
  std::size_t count = 0;
  std::size_t j = xs.size();  // xs[i] + xs[k] <= 2 limit for all k < j
  for (std::size_t i = 0; i < xs.size(); ++i) {
    while (j > 0 && xs[i] + (xs[j - 1] - xs[i]) / 2 > limit) --j;
    if (j <= i) break;
    count += j - i;
  }
  return count;
}

}  // namespace

double signed_rank_cdf(std::size_t n, std::size_t t) {
  assert(n <= kExact);
  const auto p = chances(n);
  double sum = 0;
  for (std::size_t k = 0; k < p.size() && k <= t; ++k) sum += p[k];
  return sum;
}

std::optional<std::size_t> signed_rank_position(std::size_t n, double tail) {
  if (n == 0) return std::nullopt;
  if (n > kExact) {
    const double count = double(n);
    const double centre = count * (count + 1) / 4;
    const double sigma = std::sqrt(count * (count + 1) * (2 * count + 1) / 24);
    const double z = boost::math::quantile(boost::math::complement(boost::math::normal(), tail));
    const double k = std::floor(centre - z * sigma + 0.5);
    if (k < 1) return std::nullopt;
    return std::size_t(k);
  }
  const auto p = chances(n);
  std::size_t k = 0;
  for (double sum = p[0]; k < p.size() && sum <= tail; sum += p[k]) ++k;
  if (k == 0) return std::nullopt;
  return k;
}

double walsh_average(std::span<const double> in_order, std::size_t k) {
  assert(!in_order.empty() && k >= 1 && k <= in_order.size() * (in_order.size() + 1) / 2);
  double low = in_order.front(), high = in_order.back();
  if (count_to(in_order, low) >= k) return low;
  // count_to(low) < k <= count_to(high): halve until they are neighbours.
  for (;;) {
    const double mid = low + (high - low) / 2;
    if (mid <= low || mid >= high) return high;
    (count_to(in_order, mid) >= k ? high : low) = mid;
  }
}

}  // namespace assay::stats
