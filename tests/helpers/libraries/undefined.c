// SPDX-License-Identifier: Apache-2.0
// Needs what nobody has.
#include <assay/bench.h>

void nobody_defines_this(void);

void assay_bench(uint64_t iterations) {
  for (uint64_t i = 0; i < iterations; ++i) nobody_defines_this();
}
