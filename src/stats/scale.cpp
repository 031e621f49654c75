// SPDX-License-Identifier: Apache-2.0
#include "stats/scale.hpp"

#include <algorithm>
#include <array>
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

void TypicalScale::learn(std::span<const double> past) {
  const std::size_t n = past.size();
  if (n < due_) return;
  scratch_.assign(past.begin(), past.end());
  const double centre = middle(scratch_);
  for (double& d : scratch_) d = std::abs(d - centre);
  steps_.push_back({n, centre, std::max(floor_, kNormalSigma * middle(scratch_))});
  due_ = n < kExactRounds ? n + 1 : n + n / 50;
}

void LocalScale::learn(double level, double d) {
  const Round round{level, d};
  if (by_age_.size() < kRemembered) {
    by_age_.push_back(round);
  } else {
    Round& leaving = by_age_[oldest_];
    by_level_.erase(std::lower_bound(by_level_.begin(), by_level_.end(), leaving));
    leaving = round;
    oldest_ = (oldest_ + 1) % kRemembered;
  }
  by_level_.insert(std::upper_bound(by_level_.begin(), by_level_.end(), round), round);
}

std::optional<double> LocalScale::at(double level, double centre) const {
  if (by_level_.size() < kFewest) return std::nullopt;
  // Widen [first, last) around `level` one neighbour at a time.
  auto first = std::lower_bound(by_level_.begin(), by_level_.end(), level,
                                [](const Round& round, double x) { return round.level < x; });
  auto last = first;
  std::array<double, kNearest> deviations;
  for (double& deviation : deviations) {
    const bool down =
        last == by_level_.end() ||
        (first != by_level_.begin() && level - std::prev(first)->level <= last->level - level);
    deviation = std::abs((down ? *--first : *last++).d - centre);
  }
  const auto half = deviations.begin() + kNearest / 2;
  std::nth_element(deviations.begin(), half, deviations.end());
  return kNormalSigma * *half;
}

}  // namespace assay::stats
