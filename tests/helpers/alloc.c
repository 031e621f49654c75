// SPDX-License-Identifier: Apache-2.0
// alloc MB CHILDREN HOLD_MS: CHILDREN children side by side touch MB megabytes each and hold them;
// with CHILDREN 0 the program does it itself.
#include <sys/wait.h>
#include <unistd.h>

#include <stdlib.h>
#include <string.h>

static void hold(size_t bytes, useconds_t us) {
  char* memory = malloc(bytes);
  if (memory == NULL) _exit(1);
  for (size_t i = 0; i < bytes; i += 4096) memory[i] = 1;
  usleep(us);
}

int main(int argc, char** argv) {
  if (argc != 4) return 64;
  const size_t bytes = (size_t)atol(argv[1]) << 20;
  const int children = atoi(argv[2]);
  const useconds_t us = (useconds_t)atol(argv[3]) * 1000;
  if (children == 0) hold(bytes, us);
  for (int i = 0; i < children; ++i) {
    if (fork() == 0) {
      hold(bytes, us);
      _exit(0);
    }
  }
  while (wait(NULL) > 0) {
  }
  return 0;
}
