// SPDX-License-Identifier: Apache-2.0
#include "stats/scale.hpp"

#include <algorithm>
#include <cmath>

namespace assay::stats {

namespace {

constexpr std::size_t kExactRounds = 200;
constexpr double kNormalSigma = 1.4826;

double middle(std::vector<double>& xs) {
  const auto half = xs.begin() + std::ptrdiff_t(xs.size() / 2);
  std::nth_element(xs.begin(), half, xs.end());
  if (xs.size() % 2 != 0) return *half;
  return (*std::max_element(xs.begin(), half) + *half) / 2;
}

}  // namespace

double mad_sigma(std::vector<double>& ds) {
  const double centre = middle(ds);
  for (double& d : ds) d = std::abs(d - centre);
  return kNormalSigma * middle(ds);
}

void PredictableScale::learn(std::span<const double> past) {
  const std::size_t n = past.size();
  if (n < due_) return;
  scratch_.assign(past.begin(), past.end());
  steps_.push_back({n, std::max(floor_, mad_sigma(scratch_))});
  due_ = n < kExactRounds ? n + 1 : n + n / 50;
}

double PredictableScale::at(std::size_t i) const {
  const auto after = std::upper_bound(steps_.begin(), steps_.end(), i,
                                      [](std::size_t x, const Step& s) { return x < s.first; });
  return after == steps_.begin() ? 0 : std::prev(after)->value;
}

}  // namespace assay::stats
