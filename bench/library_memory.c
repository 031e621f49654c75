// SPDX-License-Identifier: Apache-2.0
// The same with memory: sums over a buffer as large as half a first-level cache, whose place the
// process draws, and a table of the object's own. Where they lie is worth several percent.
#include <assay/bench.h>
#include <stdlib.h>

#define WORDS 2048

static uint64_t table[512];
static uint64_t* buffer;

int assay_bench_setup(int argc, char** argv) {
  (void)argc;
  (void)argv;
  buffer = malloc(WORDS * sizeof *buffer);
  if (buffer == NULL) return 1;
  for (int i = 0; i < WORDS; ++i) buffer[i] = (uint64_t)i * 2654435761U;
  for (int i = 0; i < 512; ++i) table[i] = (uint64_t)i * 40503U;
  return 0;
}

void assay_bench(uint64_t iterations) {
  for (uint64_t i = 0; i < iterations; ++i) {
    uint64_t sum = i;
    for (int k = 0; k < STEPS; ++k) {
      sum += buffer[(k * 7) % WORDS] ^ table[sum & 511];
      buffer[(k * 13) % WORDS] += sum;
    }
    assay_keep_u64(sum);
  }
}
