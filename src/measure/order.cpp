// SPDX-License-Identifier: Apache-2.0
#include "measure/order.hpp"

#include "stats/random.hpp"

#include <numeric>
#include <span>

namespace assay::measure {

std::vector<std::uint32_t> order_of(std::uint64_t seed, std::uint64_t round, std::size_t arms) {
  std::vector<std::uint32_t> order(arms);
  std::iota(order.begin(), order.end(), 0U);
  // An odd multiplier keeps different rounds of one seed, and one round of neighbouring seeds,
  // apart.
  stats::Random random(seed ^ (round * 0xd1342543de82ef95U + 0x2545f4914f6cdd1dU));
  random.shuffle(std::span(order));
  return order;
}

}  // namespace assay::measure
