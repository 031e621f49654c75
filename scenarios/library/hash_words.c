/* SPDX-License-Identifier: Apache-2.0 */
/* The same block, eight bytes at a time. */
#include <assay/bench.h>
#include <string.h>

static unsigned char block[512];

int assay_bench_setup(int argc, char** argv) {
  (void)argc;
  (void)argv;
  for (unsigned i = 0; i < sizeof block; ++i) block[i] = (unsigned char)(i * 31);
  return 0;
}

void assay_bench(uint64_t iterations) {
  for (uint64_t n = 0; n < iterations; ++n) {
    uint64_t hash = assay_unknown_u64(14695981039346656037u);
    for (unsigned i = 0; i < sizeof block; i += 8) {
      uint64_t word;
      memcpy(&word, block + i, sizeof word);
      hash = (hash ^ word) * 1099511628211u;
    }
    assay_keep_u64(hash);
  }
}
