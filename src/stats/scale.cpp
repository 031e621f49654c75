// SPDX-License-Identifier: Apache-2.0
#include "stats/scale.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace assay::stats {

namespace {

constexpr std::size_t kExactRounds = 200;
constexpr double kNormalSigma = 1.4826;

struct Spread {
  double centre;
  double deviation;  // median |d - centre|
};

double middle(std::vector<double>& xs) {
  const auto half = xs.begin() + std::ptrdiff_t(xs.size() / 2);
  std::nth_element(xs.begin(), half, xs.end());
  if (xs.size() % 2 != 0) return *half;
  return (*std::max_element(xs.begin(), half) + *half) / 2;
}

Spread spread_of(std::vector<double> ds) {
  const double centre = middle(ds);
  for (double& d : ds) d = std::abs(d - centre);
  return {centre, middle(ds)};
}

// The same from values in order, without looking at all of them twice: the deviations are in
// order on either side of the centre, so merge the two sides up to the middle.
Spread spread_of_sorted(const std::vector<double>& ds) {
  const std::size_t n = ds.size();
  const double centre = n % 2 != 0 ? ds[n / 2] : (ds[n / 2 - 1] + ds[n / 2]) / 2;
  std::size_t above = n / 2, below = n / 2;  // next: ds[above], ds[below - 1]
  double last = 0, before = 0;
  for (std::size_t taken = 0; taken <= n / 2; ++taken) {
    before = last;
    const bool down = above == n || (below > 0 && centre - ds[below - 1] <= ds[above] - centre);
    last = down ? centre - ds[--below] : ds[above++] - centre;
  }
  return {centre, n % 2 != 0 ? last : (before + last) / 2};
}

}  // namespace

void TypicalScale::learn(std::span<const double> past) {
  const std::size_t n = past.size();
  const bool few = n <= kExactRounds;
  if (few)
    in_order_.insert(std::upper_bound(in_order_.begin(), in_order_.end(), past.back()),
                     past.back());
  if (n < due_) return;
  const Spread spread = few ? spread_of_sorted(in_order_) : spread_of({past.begin(), past.end()});
  steps_.push_back({n, spread.centre, std::max(floor_, kNormalSigma * spread.deviation)});
  due_ = n < kExactRounds ? n + 1 : n + n / 50;
}

void LocalScale::learn(double level, double d) {
  const Known known{level, count_, d};
  if (by_age_.size() < kRemembered) {
    by_age_.push_back(known);
  } else {
    Known& oldest = by_age_[count_ % kRemembered];
    by_level_.erase(std::lower_bound(by_level_.begin(), by_level_.end(), oldest));
    oldest = known;
  }
  by_level_.insert(std::upper_bound(by_level_.begin(), by_level_.end(), known), known);
  ++count_;
}

std::optional<double> LocalScale::at(double level, double centre) const {
  if (by_level_.size() < kFewest) return std::nullopt;
  // Widen [first, last) around `level` one neighbour at a time.
  auto first = std::lower_bound(by_level_.begin(), by_level_.end(), level,
                                [](const Known& known, double x) { return known.level < x; });
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
