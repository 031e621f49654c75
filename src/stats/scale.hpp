// SPDX-License-Identifier: Apache-2.0
// The yardstick of the noise. Predictable: what scales round i was computed from rounds before i
// alone, so that betting on the scaled difference stays fair whatever the noise does.
#pragma once
#include <cstddef>
#include <span>
#include <vector>

namespace assay::stats {

class PredictableScale {
 public:
  // `floor` keeps the scale away from 0 where most differences are equal. REQUIRES: floor > 0.
  explicit PredictableScale(double floor) : floor_(floor) {}

  // Tells that `past` (all rounds so far, oldest first) grew by one. O(n) for the first 200
  // rounds; afterwards only each time n has grown by 2 %, so that a million rounds stay cheap.
  void learn(std::span<const double> past);
  // For the round that comes next; 0 while fewer than four rounds are known.
  double next() const { return steps_.empty() ? 0 : steps_.back().value; }
  // For round i (from 0), as it was then.
  double at(std::size_t i) const;

  // The scale is `value` from round `first` on, until the next step.
  struct Step {
    std::size_t first;
    double value;
  };
  std::span<const Step> steps() const { return steps_; }

 private:
  double floor_;
  std::size_t due_ = kFirst;
  std::vector<Step> steps_;
  std::vector<double> scratch_;

  static constexpr std::size_t kFirst = 4;  // rounds before the first bet on magnitudes
};

// 1.4826 * median |d - median(d)|: estimates sigma for normal data (Rousseeuw & Croux 1993) and
// does not care about outliers. Reorders `ds`. REQUIRES: not empty.
double mad_sigma(std::vector<double>& ds);

}  // namespace assay::stats
