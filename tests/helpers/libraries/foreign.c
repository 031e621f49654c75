// SPDX-License-Identifier: Apache-2.0
// Right by name, but not built for assay, or for another one.
#include <stdint.h>

#ifdef OTHER_ABI
const uint32_t assay_bench_abi = 99;
#endif

void assay_bench(uint64_t iterations);
void assay_bench(uint64_t iterations) {
  (void)iterations;
}
