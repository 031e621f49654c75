// SPDX-License-Identifier: Apache-2.0
#include "stats/slow_path.hpp"

#include <algorithm>
#include <cmath>

namespace assay::stats {

namespace {

template <std::size_t N>
double total(const std::array<Stake, N>& stakes) {
  double sum = 0;
  for (const Stake& stake : stakes) sum += stake.worth();
  return sum;
}

}  // namespace

void SlowPath::add(double d, double typical) {
  constexpr double kTailScales = 3;
  // About delta: a shift of delta itself must not look like a slow path.
  const double z = d - rule_.delta;
  if (typical > 0 && std::abs(z) > rule_.delta + kTailScales * typical)
    for (std::size_t k = 0; k < kShares.size(); ++k)
      signs_[k].multiply(2 * (z > 0 ? kShares[k] : 1 - kShares[k]));
  const double v = std::clamp(z / rule_.slow_run, -1.0, 1.0);
  for (std::size_t k = 0; k < kUp.size(); ++k) up_[k].multiply(1 + kUp[k] * v);
  for (std::size_t k = 0; k < kDown.size(); ++k)
    down_[k].multiply(1 + kDown[k] * (rule_.share - v) / (1 - rule_.share));
  proven_ = std::max(proven_, total(signs_) + total(up_));
  excluded_ = std::max(excluded_, total(down_));
}

}  // namespace assay::stats
