// SPDX-License-Identifier: Apache-2.0
// A full histogram of durations (or any count) in logarithmic steps that are linear within: every
// value is kept to 0.1 %, whatever its size, so that tails of a whole run can be merged from its
// parts. Percentiles of percentiles are never taken. Pure.
#pragma once
#include <cstdint>
#include <optional>
#include <vector>

namespace assay::stats {

class Histogram {
 public:
  // Negative values count as 0, those beyond 2^62 as 2^62.
  void record(double value);
  void merge(const Histogram& other);
  void clear();

  std::uint64_t count() const { return count_; }
  bool empty() const { return count_ == 0; }
  // Exact. REQUIRES: not empty.
  double min() const { return min_; }
  double max() const { return max_; }
  double mean() const { return sum_ / static_cast<double>(count_); }

  // Nearest rank, placed within its step. Absent unless n(1-p) >= 10: above a percentile must lie
  // ten values, else it is one value's luck. REQUIRES: 0 < p < 1.
  std::optional<double> quantile(double p) const;
  // How many values it takes for quantile(p) to be there.
  static std::uint64_t least_count(double p);

  // Steps that hold something, in order: values from `low` to below `low + width`.
  struct Step {
    double low = 0;
    double width = 0;
    std::uint64_t count = 0;
  };
  std::vector<Step> steps() const;

 private:
  std::vector<std::uint64_t> counts_;  // grows to the largest value's step
  std::uint64_t count_ = 0;
  double sum_ = 0, min_ = 0, max_ = 0;
};

}  // namespace assay::stats
