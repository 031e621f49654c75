// SPDX-License-Identifier: Apache-2.0
// threads N MS: N threads use MS milliseconds of CPU time each.
#include <pthread.h>
#include <time.h>

#include <stdlib.h>

static long ms;

static void* burn(void* unused) {
  struct timespec spent;
  do {
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &spent);
  } while (spent.tv_sec * 1000 + spent.tv_nsec / 1000000 < ms);
  return unused;
}

int main(int argc, char** argv) {
  if (argc != 3) return 64;
  const int count = atoi(argv[1]);
  ms = atol(argv[2]);
  pthread_t* threads = calloc((size_t)count, sizeof *threads);
  if (threads == NULL) return 1;
  for (int i = 0; i < count; ++i) pthread_create(&threads[i], NULL, burn, NULL);
  for (int i = 0; i < count; ++i) pthread_join(threads[i], NULL);
  free(threads);
  return 0;
}
