// SPDX-License-Identifier: Apache-2.0
// careless MS CHILDREN: starts children one after the other that use MS milliseconds of CPU time
// each, and lets the kernel reap them (SIGCHLD ignored), so that no one waits for what they used.
#include <signal.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <stdlib.h>

int main(int argc, char** argv) {
  if (argc != 3) return 64;
  const long ms = atol(argv[1]);
  signal(SIGCHLD, SIG_IGN);
  for (int i = 0; i < atoi(argv[2]); ++i) {
    if (fork() == 0) {
      struct timespec spent;
      do {
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &spent);
      } while (spent.tv_sec * 1000 + spent.tv_nsec / 1000000 < ms);
      _exit(0);
    }
    wait(NULL);
  }
  return 0;
}
