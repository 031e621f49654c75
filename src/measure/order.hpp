// SPDX-License-Identifier: Apache-2.0
// The order of arms within a round: a uniform permutation that depends on the seed and the round's
// number only, so that any round of any run can be replayed or continued.
#pragma once
#include <cstdint>
#include <vector>

namespace assay::measure {

// REQUIRES: 1 <= arms <= 65535.
std::vector<std::uint32_t> order_of(std::uint64_t seed, std::uint64_t round, std::size_t arms);

}  // namespace assay::measure
