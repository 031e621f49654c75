// SPDX-License-Identifier: Apache-2.0
#include "stats/histogram.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>

namespace assay::stats {
namespace {

constexpr unsigned kBits = 10;  // 1024 steps between a power of two and the next
constexpr std::uint64_t kSteps = std::uint64_t{1} << kBits;
constexpr double kLargest = 4611686018427387904.0;  // 2^62
constexpr double kAbove = 10;                       // values that must lie above a percentile

// Below 2048 a step is one wide; from there on each power of two has 1024 of them.
std::size_t step_of(std::uint64_t value) {
  const auto width = static_cast<unsigned>(std::bit_width(value));
  const unsigned shift = width > kBits + 1 ? width - kBits - 1 : 0;
  return (std::size_t{shift} << kBits) + static_cast<std::size_t>(value >> shift);
}

Histogram::Step step_at(std::size_t index, std::uint64_t count) {
  if (index < 2 * kSteps) return {static_cast<double>(index), 1, count};
  const auto shift = static_cast<int>(index >> kBits) - 1;
  const auto mantissa = static_cast<double>((index & (kSteps - 1)) + kSteps);
  return {std::ldexp(mantissa, shift), std::ldexp(1, shift), count};
}

}  // namespace

void Histogram::record(double value) {
  value = value > 0 ? std::min(value, kLargest) : 0;
  const std::size_t step = step_of(static_cast<std::uint64_t>(value));
  if (step >= counts_.size()) counts_.resize(step + 1);
  ++counts_[step];
  min_ = empty() ? value : std::min(min_, value);
  max_ = empty() ? value : std::max(max_, value);
  sum_ += value;
  ++count_;
}

void Histogram::merge(const Histogram& other) {
  if (other.empty()) return;
  if (other.counts_.size() > counts_.size()) counts_.resize(other.counts_.size());
  for (std::size_t i = 0; i < other.counts_.size(); ++i) counts_[i] += other.counts_[i];
  min_ = empty() ? other.min_ : std::min(min_, other.min_);
  max_ = empty() ? other.max_ : std::max(max_, other.max_);
  sum_ += other.sum_;
  count_ += other.count_;
}

void Histogram::clear() {
  std::ranges::fill(counts_, 0);
  count_ = 0;
  sum_ = min_ = max_ = 0;
}

std::uint64_t Histogram::least_count(double p) {
  // 1 - 0.9 is a little less than 0.1.
  return static_cast<std::uint64_t>(std::ceil(kAbove / (1 - p) - 1e-6));
}

std::optional<double> Histogram::quantile(double p) const {
  if (count_ < least_count(p)) return std::nullopt;
  const auto rank = static_cast<std::uint64_t>(
      std::clamp(std::ceil(p * static_cast<double>(count_) - 1e-9), 1.0, double(count_)));
  std::uint64_t before = 0;
  for (std::size_t i = 0; i < counts_.size(); ++i) {
    if (before + counts_[i] >= rank) {
      const Step step = step_at(i, counts_[i]);
      const double share =
          (static_cast<double>(rank - before) - 0.5) / static_cast<double>(step.count);
      return std::clamp(step.low + share * step.width, min_, max_);
    }
    before += counts_[i];
  }
  return max_;
}

std::vector<Histogram::Step> Histogram::steps() const {
  std::vector<Step> out;
  for (std::size_t i = 0; i < counts_.size(); ++i)
    if (counts_[i] > 0) out.push_back(step_at(i, counts_[i]));
  return out;
}

}  // namespace assay::stats
