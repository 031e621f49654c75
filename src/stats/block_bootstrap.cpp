// SPDX-License-Identifier: Apache-2.0
#include "stats/block_bootstrap.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numeric>

namespace assay::stats {

BlockBootstrap::BlockBootstrap(std::span<const double> xs, const Statistic& statistic,
                               double length)
    : statistic_(statistic) {
  assert(!xs.empty() && length >= 1);
  const std::size_t n = xs.size();
  const std::size_t blocks =
      std::clamp<std::size_t>(std::size_t(double(n) / length), 1, std::min(kMostBlocks, n));
  for (std::size_t i = 0; i <= blocks; ++i) starts_.push_back(i * n / blocks);
  drawn_.resize(blocks);
  if (statistic_.kind == Statistic::Kind::quantile) {
    count(xs);
    return;
  }
  for (std::size_t i = 0; i < blocks; ++i)
    sums_.push_back(std::accumulate(xs.begin() + std::ptrdiff_t(starts_[i]),
                                    xs.begin() + std::ptrdiff_t(starts_[i + 1]), 0.0));
}

void BlockBootstrap::count(std::span<const double> xs) {
  std::vector<double> in_order(xs.begin(), xs.end());
  std::sort(in_order.begin(), in_order.end());
  // Where drawn quantiles fall: ten standard deviations of a share of `blocks` on either side.
  const double reach = 10 * std::sqrt(statistic_.p * (1 - statistic_.p) / double(blocks()));
  const auto at = [&](double p) {
    return std::size_t(std::clamp(p, 0.0, 1.0) * double(in_order.size() - 1));
  };
  const std::size_t low = at(statistic_.p - reach);
  const std::size_t width = at(statistic_.p + reach) - low + 1;
  const std::size_t kept = std::min(width, kMostCandidates);
  for (std::size_t i = 0; i < kept; ++i)
    candidates_.push_back(in_order[low + (kept == 1 ? 0 : i * (width - 1) / (kept - 1))]);
  counts_.resize(blocks() * kept);
  std::vector<double> block;
  for (std::size_t b = 0; b < blocks(); ++b) {
    block.assign(xs.begin() + std::ptrdiff_t(starts_[b]),
                 xs.begin() + std::ptrdiff_t(starts_[b + 1]));
    std::sort(block.begin(), block.end());
    for (std::size_t c = 0; c < kept; ++c)
      counts_[b * kept + c] = std::uint32_t(
          std::upper_bound(block.begin(), block.end(), candidates_[c]) - block.begin());
  }
}

double BlockBootstrap::draw(Random& random) {
  std::size_t size = 0;
  double sum = 0;
  for (std::uint32_t& block : drawn_) {
    block = std::uint32_t(random.below(blocks()));
    size += starts_[block + 1] - starts_[block];
    if (!sums_.empty()) sum += sums_[block];
  }
  if (!sums_.empty()) return sum / double(size);
  // The smallest candidate with enough values at or below it.
  const double wanted = std::max(1.0, std::ceil(statistic_.p * double(size) * (1 - 1e-12)));
  std::size_t below = 0;
  std::size_t above = candidates_.size() - 1;
  while (below < above) {
    const std::size_t middle = (below + above) / 2;
    std::size_t found = 0;
    for (const std::uint32_t block : drawn_) found += counts_[block * candidates_.size() + middle];
    if (double(found) >= wanted)
      above = middle;
    else
      below = middle + 1;
  }
  return candidates_[below];
}

}  // namespace assay::stats
