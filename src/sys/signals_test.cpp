// SPDX-License-Identifier: Apache-2.0
#include "sys/signals.hpp"

#include "sys/clock.hpp"

#include <gtest/gtest.h>

#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <set>
#include <string>

namespace assay::sys {
namespace {

bool readable(int fd) {
  pollfd one{.fd = fd, .events = POLLIN, .revents = 0};
  return ::poll(&one, 1, 0) == 1;
}

TEST(Interrupts, ASignalIsNotedAndStaysReadable) {
  auto interrupts = Interrupts::install();
  ASSERT_TRUE(interrupts);
  const Interrupts& it = **interrupts;
  EXPECT_FALSE(it.raised());
  EXPECT_FALSE(readable(it.fd()));
  ::raise(SIGTERM);
  ::raise(SIGINT);
  EXPECT_TRUE(it.raised());
  EXPECT_EQ(it.signal(), SIGTERM) << "the first one is what ended the run";
  EXPECT_EQ(it.count(), 2);
  EXPECT_TRUE(readable(it.fd()));
  EXPECT_TRUE(readable(it.fd()));
}

TEST(Interrupts, EverythingIsPutBackAtTheEnd) {
  struct sigaction before {
  }, after{};
  ::sigaction(SIGTERM, nullptr, &before);
  ASSERT_EQ(before.sa_handler, SIG_DFL) << "nothing before this test left its own";
  {
    auto interrupts = Interrupts::install();
    ASSERT_TRUE(interrupts);
    EXPECT_FALSE(Interrupts::install()) << "one at a time";
  }
  ::sigaction(SIGTERM, nullptr, &after);
  EXPECT_EQ(before.sa_handler, after.sa_handler);
  auto again = Interrupts::install();
  ASSERT_TRUE(again);
  EXPECT_FALSE((*again)->raised()) << "a new watch starts with nothing raised";
}

TEST(Interrupts, ABrokenPipeIsAnErrorAndNotAnInterruption) {
  auto interrupts = Interrupts::install();
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  ::close(ends[0]);
  EXPECT_EQ(::write(ends[1], "x", 1), -1);
  EXPECT_EQ(errno, EPIPE);
  ::close(ends[1]);
  EXPECT_FALSE((*interrupts)->raised());
}

TEST(Interrupts, AnIgnoredHangupStaysIgnored) {
  const auto before = ::signal(SIGHUP, SIG_IGN);
  {
    auto interrupts = Interrupts::install();
    ::raise(SIGHUP);
    EXPECT_FALSE((*interrupts)->raised());
  }
  ::signal(SIGHUP, before);
}

TEST(Interrupts, AProgramStartedMeanwhileDiesOfItsSignals) {
  auto interrupts = Interrupts::install();
  for (const char* signal : {"PIPE", "TERM", "INT"}) {
    const std::string script = std::string("kill -") + signal + " $$; exit 0";
    const pid_t child = ::fork();
    if (child == 0) {
      ::execl("/bin/sh", "sh", "-c", script.c_str(), nullptr);
      ::_exit(127);
    }
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_TRUE(WIFSIGNALED(status)) << signal;
  }
}

TEST(Clock, MonotonicTimeNeverGoesBack) {
  double last = monotonic_ns();
  for (int i = 0; i < 10'000; ++i) {
    const double now = monotonic_ns();
    ASSERT_GE(now, last);
    last = now;
  }
}

TEST(Clock, OwnCpuGrowsWithWorkOnly) {
  const double before = own_cpu_ns();
  while (own_cpu_ns() == before) {
  }
  const double busy = own_cpu_ns();
  ::usleep(50'000);
  EXPECT_LT(own_cpu_ns() - busy, 25e6);
}

TEST(Clock, UtcIsWrittenAsTheReportWantsIt) {
  EXPECT_EQ(utc_text(0), "1970-01-01T00:00:00Z");
  EXPECT_EQ(utc_text(1'795'249'702), "2026-11-21T08:28:22Z");
  EXPECT_EQ(utc_now().size(), 20u);
}

TEST(Clock, RunIdsAreHexadecimalAndDiffer) {
  std::set<std::string> seen;
  for (int i = 0; i < 100; ++i) {
    const std::string id = run_id();
    EXPECT_EQ(id.size(), 32u);
    EXPECT_EQ(id.find_first_not_of("0123456789abcdef"), std::string::npos);
    seen.insert(id);
  }
  EXPECT_EQ(seen.size(), 100u);
}

}  // namespace
}  // namespace assay::sys
