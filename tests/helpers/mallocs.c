// SPDX-License-Identifier: Apache-2.0
// mallocs N: N blocks of 100 bytes from each of malloc, calloc, realloc, memalign, aligned_alloc
// and posix_memalign, in each of: the main thread, another thread, a child, and a program that the
// child becomes ("mallocs N last"). 4 * 6 * N calls, 2400 * N bytes.
#include <pthread.h>
#include <sys/wait.h>
#include <unistd.h>

#include <malloc.h>
#include <stdlib.h>
#include <string.h>

static void* allocate(void* argument) {
  const int n = *(int*)argument;
  for (int i = 0; i < n; ++i) {
    void* volatile blocks[6];
    blocks[0] = malloc(100);
    blocks[1] = calloc(10, 10);
    blocks[2] = realloc(NULL, 100);
    blocks[3] = memalign(64, 100);
    blocks[4] = aligned_alloc(64, 100);
    void* aligned = NULL;
    if (posix_memalign(&aligned, 64, 100) != 0) _exit(1);
    blocks[5] = aligned;
    for (int k = 0; k < 6; ++k) {
      if (blocks[k] == NULL) _exit(1);
      free(blocks[k]);
    }
  }
  return NULL;
}

int main(int argc, char** argv) {
  if (argc < 2) return 64;
  int n = atoi(argv[1]);
  allocate(&n);
  if (argc > 2) return 0;
  pthread_t thread;
  if (pthread_create(&thread, NULL, allocate, &n) != 0) return 1;
  pthread_join(thread, NULL);
  if (fork() == 0) {
    allocate(&n);
    execl(argv[0], argv[0], argv[1], "last", (char*)NULL);
    _exit(1);
  }
  int status = 0;
  wait(&status);
  return status == 0 ? 0 : 1;
}
