// SPDX-License-Identifier: Apache-2.0
// A command of a chosen length: `work N` does N steps of arithmetic that no compiler can remove.
// `work N SHARE FACTOR` does FACTOR times as much in SHARE of its runs (0.2 2: one run in five).
// `work N THREADS t` splits N steps over t threads.
#include <pthread.h>
#include <time.h>
#include <unistd.h>

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static volatile uint64_t sink;

static void* steps(void* count) {
  uint64_t x = 88172645463325252ULL;
  for (uint64_t i = *(uint64_t*)count; i > 0; --i) {
    x ^= x << 13;
    x ^= x >> 7;
    x ^= x << 17;
  }
  sink = x;
  return NULL;
}

int main(int argc, char** argv) {
  if (argc < 2) {
    fputs("usage: work STEPS [SHARE FACTOR | threads COUNT]\n", stderr);
    return 64;
  }
  uint64_t count = strtoull(argv[1], NULL, 10);
  if (argc == 4 && strcmp(argv[2], "threads") == 0) {
    pthread_t threads[64];
    int n = atoi(argv[3]);
    if (n < 1 || n > 64) return 64;
    count /= (uint64_t)n;
    for (int i = 0; i < n; ++i) pthread_create(&threads[i], NULL, steps, &count);
    for (int i = 0; i < n; ++i) pthread_join(threads[i], NULL);
    return 0;
  }
  if (argc == 4) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    uint64_t h =
        (uint64_t)now.tv_nsec * 0x9e3779b97f4a7c15ULL ^ (uint64_t)getpid() * 0xd1342543de82ef95ULL;
    h ^= h >> 31;
    h *= 0xbf58476d1ce4e5b9ULL;
    h ^= h >> 33;
    if ((double)(h >> 11) * 0x1.0p-53 < atof(argv[2]))
      count = (uint64_t)((double)count * atof(argv[3]));
  }
  steps(&count);
  return 0;
}
