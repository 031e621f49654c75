// SPDX-License-Identifier: Apache-2.0
#include "stats/share.hpp"

#include <boost/math/special_functions/beta.hpp>

#include <algorithm>
#include <cassert>
#include <cstddef>

namespace assay::stats {
namespace {

double dispersion(std::span<const Tally> intervals, double share) {
  double chi = 0;
  std::size_t counted = 0;
  for (const Tally& each : intervals) {
    if (each.n <= 0) continue;
    const double off = each.hits - share * each.n;
    chi += off * off / (each.n * share * (1 - share));
    ++counted;
  }
  return counted > 1 ? std::max(1.0, chi / double(counted - 1)) : 1;
}

}  // namespace

ShareBounds share_bounds(std::span<const Tally> intervals, double alpha) {
  assert(alpha > 0 && alpha < 1);
  double hits = 0, n = 0;
  for (const Tally& each : intervals) {
    hits += each.hits;
    n += each.n;
  }
  ShareBounds out;
  if (n <= 0) return out;
  const double share = hits / n;
  if (share > 0 && share < 1) out.dispersion = dispersion(intervals, share);
  const double yes = hits / out.dispersion;
  const double no = (n - hits) / out.dispersion;
  if (yes > 0) out.lower = boost::math::ibeta_inv(yes, no + 1, alpha);
  if (no > 0) out.upper = boost::math::ibetac_inv(yes + 1, no, alpha);
  return out;
}

}  // namespace assay::stats
