// SPDX-License-Identifier: Apache-2.0
// burn MS [background]: uses MS milliseconds of CPU time. With "background" a child uses them
// while the program itself exits at once.
#include <time.h>
#include <unistd.h>

#include <stdlib.h>
#include <string.h>

int main(int argc, char** argv) {
  const long ms = argc > 1 ? atol(argv[1]) : 0;
  if (argc > 2 && strcmp(argv[2], "background") == 0 && fork() != 0) return 0;
  struct timespec spent;
  do {
    for (volatile int i = 0; i < 1000; ++i) {
    }
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &spent);
  } while (spent.tv_sec * 1000 + spent.tv_nsec / 1000000 < ms);
  return 0;
}
