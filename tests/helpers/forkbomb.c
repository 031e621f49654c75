// SPDX-License-Identifier: Apache-2.0
// forkbomb N: forks until N processes of it exist, each forking in turn and none dying of SIGTERM;
// a shared count keeps the bomb bounded. They sleep for a minute, far beyond any test's deadline.
#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

#include <stdatomic.h>
#include <stdlib.h>

int main(int argc, char** argv) {
  const int most = argc > 1 ? atoi(argv[1]) : 500;
  atomic_int* alive =
      mmap(NULL, sizeof *alive, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (alive == MAP_FAILED) return 1;
  atomic_store(alive, 1);
  signal(SIGTERM, SIG_IGN);
  for (;;) {
    if (atomic_fetch_add(alive, 1) >= most) {
      atomic_fetch_sub(alive, 1);
      sleep(60);
      return 0;
    }
    if (fork() < 0) {
      atomic_fetch_sub(alive, 1);
      sleep(60);
      return 0;
    }
  }
}
