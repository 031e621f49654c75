// SPDX-License-Identifier: Apache-2.0
// An HTTP server that is as good or bad as its flags:
//   server PORT [--body TEXT] [--status N] [--burn-us N] [--wrong-after N] [--die-after N]
//               [--code N] [--ignore-term] [--child] [--quiet]
// It answers every request with the body. It burns so much CPU time for each; from request N on its
// body is another, or it exits with the code; it ignores SIGTERM; it has a child that does so, too;
// --quiet: it says nothing when it listens.
#include <arpa/inet.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST = 256 };

static long spent_us(void) {
  struct timespec spent;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &spent);
  return spent.tv_sec * 1000000 + spent.tv_nsec / 1000;
}

int main(int argc, char** argv) {
  const char* body = "hello\n";
  int status = 200, code = 0, quiet = 0, child = 0;
  long burn_us = 0, die_after = -1, wrong_after = -1, served = 0;
  for (int i = 2; i < argc; ++i) {
    const char* value = i + 1 < argc ? argv[i + 1] : "0";
    if (strcmp(argv[i], "--ignore-term") == 0)
      signal(SIGTERM, SIG_IGN);
    else if (strcmp(argv[i], "--quiet") == 0)
      quiet = 1;
    else if (strcmp(argv[i], "--child") == 0)
      child = 1;
    else if (strcmp(argv[i], "--body") == 0)
      body = value;
    else if (strcmp(argv[i], "--status") == 0)
      status = atoi(value);
    else if (strcmp(argv[i], "--code") == 0)
      code = atoi(value);
    else if (strcmp(argv[i], "--burn-us") == 0)
      burn_us = atol(value);
    else if (strcmp(argv[i], "--wrong-after") == 0)
      wrong_after = atol(value);
    else if (strcmp(argv[i], "--die-after") == 0)
      die_after = atol(value);
  }
  if (child && fork() == 0) {
    signal(SIGTERM, SIG_IGN);
    setsid();
    for (;;) pause();
  }

  const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int yes = 1;
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons((unsigned short)atoi(argv[1]))};
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (bind(listener, (struct sockaddr*)&at, sizeof at) != 0 || listen(listener, 64) != 0) {
    perror("cannot listen");
    return 1;
  }
  if (!quiet) {
    printf("listening on port %s\n", argv[1]);
    fflush(stdout);
  }

  struct pollfd fds[MOST] = {{listener, POLLIN, 0}};
  int count = 1;
  for (;;) {
    poll(fds, (nfds_t)count, -1);
    if (fds[0].revents != 0 && count < MOST)
      fds[count++] = (struct pollfd){accept4(listener, NULL, NULL, SOCK_CLOEXEC), POLLIN, 0};
    for (int i = 1; i < count; ++i) {
      if (fds[i].revents == 0) continue;
      char request[8192], answer[8192];
      // Requests of the tests come in one piece.
      const ssize_t got = recv(fds[i].fd, request, sizeof request, 0);
      if (got > 0) {
        if (die_after >= 0 && served >= die_after) {
          fprintf(stderr, "giving up after %ld requests\n", served);
          return code;
        }
        const char* text = wrong_after >= 0 && served >= wrong_after ? "other\n" : body;
        ++served;
        for (const long from = spent_us(); spent_us() - from < burn_us;) {
        }
        const int size =
            snprintf(answer, sizeof answer, "HTTP/1.1 %d Status\r\nContent-Length: %zu\r\n\r\n%s",
                     status, strlen(text), text);
        if (send(fds[i].fd, answer, (size_t)size, MSG_NOSIGNAL) == size) continue;
      }
      close(fds[i].fd);
      fds[i--] = fds[--count];
    }
  }
}
