// SPDX-License-Identifier: Apache-2.0
// A sample cut into blocks of neighbouring trials, from which samples like it can be drawn: a block
// holds what its trials share. Drawing costs the same whether a thousand trials are behind it or a
// million. Pure.
#pragma once
#include "stats/random.hpp"
#include "stats/statistic.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace assay::stats {

class BlockBootstrap {
 public:
  // Cuts `xs` into pieces of about `length` trials, at most kMostBlocks of them.
  // REQUIRES: statistic is a mean or a quantile; xs is not empty.
  BlockBootstrap(std::span<const double> xs, const Statistic& statistic, double length);
  std::size_t blocks() const { return starts_.size() - 1; }
  // The statistic of one sample drawn with replacement.
  double draw(Random& random);

 private:
  static constexpr std::size_t kMostBlocks = 256;
  static constexpr std::size_t kMostCandidates = 1024;
  void count(std::span<const double> xs);

  Statistic statistic_;
  std::vector<std::size_t> starts_;  // of each block, and the end of the last
  std::vector<double> sums_;         // mean: of each block
  // Quantile: the values that it may be, in order, and how many of each block are not above them.
  std::vector<double> candidates_;
  std::vector<std::uint32_t> counts_;  // by block, then candidate
  std::vector<std::uint32_t> drawn_;
};

}  // namespace assay::stats
