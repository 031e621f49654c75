// SPDX-License-Identifier: Apache-2.0
#include <assay/bench.h>

ASSAY_BENCH(another) {
  for (uint64_t i = 0; i < iterations; ++i) assay_keep_u64(i);
}
