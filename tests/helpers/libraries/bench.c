// SPDX-License-Identifier: Apache-2.0
// Shared objects for the tests of the target library: one source, a variant an object. STEPS says
// how much work a call does.
#include <unistd.h>

#include <assay/bench.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifndef STEPS
#define STEPS 100
#endif

static int allocations;
static int waiting;

ASSAY_BENCH(WORK_NAME) {
  for (uint64_t i = 0; i < iterations; ++i) {
    uint64_t x = i + 88172645463325252U;
    for (int k = 0; k < STEPS; ++k) {
      x ^= x << 13;
      x ^= x >> 7;
      x ^= x << 17;
    }
    assay_keep_u64(x);
    for (int k = 0; k < allocations; ++k) {
      void* block = malloc(48);
      assay_keep(block);  // or the compiler would leave out the pair
      free(block);
    }
    if (waiting) pause();
  }
#ifdef CRASHES
  fputs("about to crash\n", stderr);
  abort();
#endif
#ifdef LEAVES
  _exit(0);
#endif
}

// "allocate N", "wait", "fail CODE", "print"
int assay_bench_setup(int argc, char** argv) {
  for (int i = 1; i < argc; ++i) {
    if (strcmp(argv[i], "allocate") == 0)
      allocations = atoi(argv[++i]);
    else if (strcmp(argv[i], "wait") == 0)
      waiting = 1;
    else if (strcmp(argv[i], "fail") == 0)
      return atoi(argv[++i]);
    else if (strcmp(argv[i], "print") == 0)
      puts("this goes nowhere");
  }
  return 0;
}
