// SPDX-License-Identifier: Apache-2.0
// The header from C++, in two sources of one object.
#include <assay/bench.h>
#include <numeric>
#include <vector>

void assay_bench(uint64_t iterations) {
  for (uint64_t i = 0; i < iterations; ++i) {
    std::vector<double> numbers(16, static_cast<double>(assay_unknown_u64(i)));
    assay_keep_double(std::accumulate(numbers.begin(), numbers.end(), 0.0));
    assay_keep(numbers.data());
  }
}
