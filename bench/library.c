// SPDX-License-Identifier: Apache-2.0
// About a microsecond of dependent operations; -DSTEPS=N says how many.
#include <assay/bench.h>

void assay_bench(uint64_t iterations) {
  for (uint64_t i = 0; i < iterations; ++i) {
    uint64_t x = i + 88172645463325252U;
    for (int k = 0; k < STEPS; ++k) {
      x ^= x << 13;
      x ^= x >> 7;
      x ^= x << 17;
    }
    assay_keep_u64(x);
  }
}
