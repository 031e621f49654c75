// SPDX-License-Identifier: Apache-2.0
// stubborn [background]: ignores SIGTERM, SIGINT and SIGHUP and sleeps for a minute; with
// "background" a child does, in a session of its own, and the program itself exits at once.
#include <signal.h>
#include <unistd.h>

#include <string.h>

int main(int argc, char** argv) {
  signal(SIGTERM, SIG_IGN);
  signal(SIGINT, SIG_IGN);
  signal(SIGHUP, SIG_IGN);
  if (argc > 1 && strcmp(argv[1], "background") == 0) {
    if (fork() != 0) return 0;
    setsid();
  }
  for (int i = 0; i < 60; ++i) sleep(1);
  return 0;
}
