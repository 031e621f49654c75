// SPDX-License-Identifier: Apache-2.0
// Samples in columns: a million trials of sixteen metrics must fit in 200 MB, so a value costs
// eight bytes and growing never copies what is already there.
#pragma once
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <vector>

namespace assay::model {

inline constexpr double kAbsent = std::numeric_limits<double>::quiet_NaN();
inline bool is_absent(double value) {
  return std::isnan(value);
}

// One metric of one arm, a value a trial, kAbsent where it could not be measured (null in JSON).
class Column {
 public:
  void push(double value) {
    if (size_ % kChunk == 0) chunks_.push_back(std::make_unique<Chunk>());
    (*chunks_.back())[size_ % kChunk] = value;
    ++size_;
  }
  // Fills with kAbsent up to `size`: a metric that first appears late was absent before.
  void pad_to(std::size_t size) {
    while (size_ < size) push(kAbsent);
  }
  double operator[](std::size_t i) const { return (*chunks_[i / kChunk])[i % kChunk]; }
  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  // The values that are present, in order.
  std::vector<double> present() const {
    std::vector<double> out;
    out.reserve(size_);
    for (std::size_t i = 0; i < size_; ++i)
      if (!is_absent((*this)[i])) out.push_back((*this)[i]);
    return out;
  }

 private:
  static constexpr std::size_t kChunk = 4096;
  using Chunk = std::array<double, kChunk>;
  std::vector<std::unique_ptr<Chunk>> chunks_;
  std::size_t size_ = 0;
};

// All trials of one arm, in the order they ran. `values[k]` belongs to the report's metrics[k] and
// may be shorter (or missing) when that metric was never measured for this arm.
struct Samples {
  std::vector<std::uint32_t> round;     // from 0
  std::vector<std::uint16_t> position;  // place within the round's random order, from 0
  std::vector<std::int16_t> exit_code;  // 128 + n for signal n
  std::vector<Column> values;
  std::size_t size() const { return round.size(); }
};

}  // namespace assay::model
