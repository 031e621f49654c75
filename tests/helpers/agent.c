// SPDX-License-Identifier: Apache-2.0
// agent WORD...: does what each word says, in order, and then waits for a signal. A stand-in for
// agents of all manners:
//   say=TEXT       writes a line          flood=BYTES   writes that much
//   touch=FILE     makes a file           remove=FILE   takes it away
//   pid=FILE       writes its number      listen=PATH   a Unix socket that accepts
//   port=NUMBER    a TCP one              deaf          ignores SIGTERM from here on
//   away           goes into the background by two forks and a session of its own
//   children=N     N children that wait, in sessions of their own
//   burn=MS        uses a CPU             write=FILE    writes 1 MiB to storage
//   sleep=MS       waits                  exit=CODE     ends
//   crash          ends by a signal
#include <arpa/inet.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static double seconds(clockid_t clock) {
  struct timespec now;
  clock_gettime(clock, &now);
  return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void wait_for_ever(void) {
  for (;;) pause();
}

static void flood(long long bytes) {
  static char block[1 << 16];
  memset(block, 'x', sizeof block);
  for (size_t i = 99; i < sizeof block; i += 100) block[i] = '\n';
  for (ssize_t n; bytes > 0 && (n = write(1, block, sizeof block)) > 0;) bytes -= n;
  if (bytes > 0) exit(9);
}

static void go_away(void) {
  if (fork() != 0) _exit(0);
  setsid();
  if (fork() != 0) _exit(0);
}

static void have_children(int count) {
  for (; count > 0; --count)
    if (fork() == 0) {
      setsid();
      wait_for_ever();
    }
}

static void write_number(const char* path) {
  FILE* file = fopen(path, "w");
  if (file == NULL) exit(8);
  fprintf(file, "%d\n", (int)getpid());
  fclose(file);
}

static void write_much(const char* path) {
  static char block[1 << 20];
  const int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
  if (write(fd, block, sizeof block) != (ssize_t)sizeof block) exit(7);
  fsync(fd);
  close(fd);
}

static void listen_on(const struct sockaddr* address, socklen_t size) {
  const int fd = socket(address->sa_family, SOCK_STREAM, 0);
  const int yes = 1;
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  if (bind(fd, address, size) != 0 || listen(fd, 16) != 0) exit(6);
}

static void listen_at(const char* path) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  strncpy(address.sun_path, path, sizeof address.sun_path - 1);
  listen_on((struct sockaddr*)&address, sizeof address);
}

static void listen_on_port(int port) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((unsigned short)port)};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  listen_on((struct sockaddr*)&address, sizeof address);
}

static void burn(double how_long) {
  const double until = seconds(CLOCK_PROCESS_CPUTIME_ID) + how_long;
  while (seconds(CLOCK_PROCESS_CPUTIME_ID) < until) {
  }
}

int main(int argc, char** argv) {
  for (int i = 1; i < argc; ++i) {
    char* word = argv[i];
    char* value = strchr(word, '=');
    if (value != NULL) *value++ = '\0';
    if (strcmp(word, "say") == 0) dprintf(1, "%s\n", value);
    if (strcmp(word, "flood") == 0) flood(atoll(value));
    if (strcmp(word, "touch") == 0) close(open(value, O_WRONLY | O_CREAT, 0600));
    if (strcmp(word, "remove") == 0) unlink(value);
    if (strcmp(word, "pid") == 0) write_number(value);
    if (strcmp(word, "listen") == 0) listen_at(value);
    if (strcmp(word, "port") == 0) listen_on_port(atoi(value));
    if (strcmp(word, "deaf") == 0) signal(SIGTERM, SIG_IGN);
    if (strcmp(word, "away") == 0) go_away();
    if (strcmp(word, "children") == 0) have_children(atoi(value));
    if (strcmp(word, "burn") == 0) burn(atof(value) / 1000);
    if (strcmp(word, "write") == 0) write_much(value);
    if (strcmp(word, "sleep") == 0) usleep((useconds_t)atoi(value) * 1000);
    if (strcmp(word, "exit") == 0) exit(atoi(value));
    if (strcmp(word, "crash") == 0) abort();
  }
  wait_for_ever();
}
