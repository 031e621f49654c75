// SPDX-License-Identifier: Apache-2.0
#include "stats/paired_change.hpp"

#include "stats/random.hpp"
#include "stats/summary.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numeric>
#include <vector>

namespace assay::stats {
namespace {

constexpr std::size_t kResamples = 2000;
constexpr std::size_t kResampledRounds = 5000;
constexpr double kInfinity = std::numeric_limits<double>::infinity();

std::vector<double> sorted(std::span<const double> xs) {
  std::vector<double> out(xs.begin(), xs.end());
  std::sort(out.begin(), out.end());
  return out;
}

double value_of(std::span<const double> xs, Location location) {
  return location.quantile ? *quantile(xs, *location.quantile) : *mean(xs);
}

// NaN for 0 / 0, which is no ratio.
double changed(double base, double arm, Change change) {
  return change == Change::ratio ? arm / base : arm - base;
}

// One arm, ready to give its statistic for any multiset of rounds.
class Resampled {
 public:
  Resampled(std::span<const double> values, Location location)
      : values_(values), location_(location), order_(values.size()) {
    std::iota(order_.begin(), order_.end(), 0U);
    std::sort(order_.begin(), order_.end(),
              [&](std::uint32_t a, std::uint32_t b) { return values[a] < values[b]; });
  }
  // times[i]: how often round i was drawn; they sum to the number of rounds.
  double statistic(const std::vector<std::uint32_t>& times) const {
    const auto n = double(values_.size());
    if (!location_.quantile) {
      double sum = 0;
      for (std::size_t i = 0; i < times.size(); ++i) sum += times[i] * values_[i];
      return sum / n;
    }
    // Between the values at the two ranks around, as quantile() has it.
    const double at = *location_.quantile * (n - 1);
    const auto below = std::size_t(at);
    double lower = 0;
    bool found = false;
    std::size_t seen = 0;
    for (const std::uint32_t i : order_) {
      seen += times[i];
      if (!found && seen > below) {
        lower = values_[i];
        found = true;
      }
      if (found && seen > below + (at > double(below) ? 1 : 0))
        return lower + (at - double(below)) * (values_[i] - lower);
    }
    return lower;
  }

 private:
  std::span<const double> values_;
  Location location_;
  std::vector<std::uint32_t> order_;
};

std::optional<Bounds> own_bounds(std::span<const double> xs, Location location, double alpha) {
  if (!location.quantile) return mean_bounds(xs, alpha);
  if (xs.size() < fewest_for_quantile(*location.quantile)) return std::nullopt;
  return quantile_bounds(sorted(xs), *location.quantile, alpha);
}

}  // namespace

std::optional<ChangeEstimate> unpaired_change(std::span<const double> base,
                                              std::span<const double> arm, Location location,
                                              Change change, double alpha) {
  const auto of_base = own_bounds(base, location, alpha / 2);
  const auto of_arm = own_bounds(arm, location, alpha / 2);
  if (!of_base || !of_arm) return std::nullopt;
  ChangeEstimate out;
  out.value = changed(value_of(base, location), value_of(arm, location), change);
  if (change == Change::difference) {
    out.bounds = {of_arm->lower - of_base->upper, of_arm->upper - of_base->lower};
  } else {
    // Values of ratio metrics are never below 0, whatever a bound says.
    const double low = std::max(0.0, of_base->lower);
    out.bounds.lower = of_base->upper > 0 ? std::max(0.0, of_arm->lower) / of_base->upper : 0;
    out.bounds.upper = low > 0 ? of_arm->upper / low : kInfinity;
  }
  return out;
}

std::optional<ChangeEstimate> paired_change(std::span<const double> base,
                                            std::span<const double> arm, Location location,
                                            Change change, double alpha) {
  assert(base.size() == arm.size());
  const std::size_t n = base.size();
  if (n < kFewestPairs || (location.quantile && n < fewest_for_quantile(*location.quantile)))
    return std::nullopt;
  if (n > kResampledRounds) return unpaired_change(base, arm, location, change, alpha);

  const Resampled of_base(base, location), of_arm(arm, location);
  Random random(n);
  std::vector<std::uint32_t> times(n);
  std::vector<double> changes;
  changes.reserve(kResamples);
  for (std::size_t i = 0; i < kResamples; ++i) {
    std::fill(times.begin(), times.end(), 0U);
    for (std::size_t k = 0; k < n; ++k) ++times[random.below(n)];
    const double one = changed(of_base.statistic(times), of_arm.statistic(times), change);
    changes.push_back(std::isnan(one) ? kInfinity : one);
  }
  std::sort(changes.begin(), changes.end());
  const auto beyond = std::size_t(alpha / 2 * double(kResamples));
  return ChangeEstimate{changed(value_of(base, location), value_of(arm, location), change),
                        {changes[beyond], changes[kResamples - 1 - beyond]}};
}

}  // namespace assay::stats
