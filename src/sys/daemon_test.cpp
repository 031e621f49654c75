// SPDX-License-Identifier: Apache-2.0
#include "sys/daemon.hpp"

#include "sys/clock.hpp"
#include "sys/family.hpp"

#include <gtest/gtest.h>

#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <string>

namespace assay::sys {
namespace {

std::string launcher_path() {
  const char* path = std::getenv("ASSAY_LAUNCHER");
  return path != nullptr ? path : "";
}

std::unique_ptr<Daemon> started(const std::string& script) {
  LauncherCommand command;
  command.executable = "/bin/sh";
  command.argv = {"sh", "-c", script};
  command.env = {"PATH=/usr/bin:/bin"};
  auto daemon = Daemon::start(launcher_path(), command);
  EXPECT_TRUE(daemon) << daemon.error().text();
  return std::move(*daemon);
}

// True once the log holds `word`.
bool logs(const Daemon& daemon, const std::string& word) {
  for (const double until = monotonic_ns() + 5e9; monotonic_ns() < until; ::usleep(2000))
    if (daemon.log(1 << 20).find(word) != std::string::npos) return true;
  return false;
}

bool ends(Daemon& daemon) {
  pollfd one{daemon.ended_fd(), POLLIN, 0};
  return ::poll(&one, 1, 5000) == 1 && daemon.ended();
}

pid_t pid_in(const Daemon& daemon) {
  const std::string log = daemon.log(1 << 20);
  return static_cast<pid_t>(std::atoi(log.c_str() + log.find("pid ") + 4));
}

bool lives(pid_t pid) {
  return ::kill(pid, 0) == 0;
}

TEST(Daemon, KeepsWhatItWritesAndSaysHowItEnded) {
  const auto daemon = started("echo to output; echo to errors >&2; exit 3");
  ASSERT_TRUE(ends(*daemon));
  EXPECT_EQ(daemon->ended()->end, launcher::End::exited);
  EXPECT_EQ(daemon->ended()->code, 3);
  EXPECT_EQ(daemon->log(100), "to output\nto errors\n");
  daemon->stop(1e9);
  EXPECT_EQ(daemon->log(100), "to output\nto errors\n");
}

TEST(Daemon, OfAProgramThatCannotBeExecutedSaysSo) {
  LauncherCommand command;
  command.executable = "/nonexistent/program";
  command.argv = {"program"};
  auto daemon = Daemon::start(launcher_path(), command);
  ASSERT_TRUE(daemon);
  ASSERT_TRUE(ends(**daemon));
  EXPECT_EQ((*daemon)->ended()->end, launcher::End::not_started);
  EXPECT_EQ((*daemon)->ended()->code, ENOENT);
}

TEST(Daemon, EndsByItselfWhenAsked) {
  const auto daemon =
      started("trap 'echo bye; exit 0' TERM; echo up; while :; do sleep 0.01; done");
  ASSERT_TRUE(logs(*daemon, "up"));
  EXPECT_FALSE(daemon->ended());
  const double began = monotonic_ns();
  daemon->stop(5e9);
  EXPECT_LT(monotonic_ns() - began, 4e9) << "it waited for the whole grace";
  EXPECT_NE(daemon->log(100).find("bye"), std::string::npos);
}

TEST(Daemon, IsKilledWithItsWholeTreeWhenItIgnoresTheRequest) {
  const auto daemon = started(
      "trap '' TERM; (setsid sh -c 'trap \"\" TERM; echo pid $$; while :; do sleep 1; done' &); "
      "while :; do sleep 1; done");
  ASSERT_TRUE(logs(*daemon, "pid "));
  const pid_t grandchild = pid_in(*daemon);
  ASSERT_TRUE(lives(grandchild));
  daemon->stop(50e6);
  EXPECT_FALSE(lives(grandchild));
}

TEST(Daemon, ThatPutsItselfIntoTheBackgroundLivesOn) {
  const auto daemon = started("(setsid sh -c 'echo pid $$; sleep 60' &); exit 0");
  ASSERT_TRUE(logs(*daemon, "pid "));
  ::usleep(20'000);
  EXPECT_FALSE(daemon->ended());
  const pid_t pid = pid_in(*daemon);
  EXPECT_TRUE(lives(pid));
  daemon->stop(1e9);
  EXPECT_FALSE(lives(pid));
}

TEST(Daemon, CountsTheCpuTimeAndMemoryOfItsTree) {
  const auto daemon = started(
      "(i=0; while [ $i -lt 30000 ]; do i=$((i+1)); done; echo pid done; sleep 60) & "
      "echo up; wait");
  ASSERT_TRUE(logs(*daemon, "pid done"));
  EXPECT_GT(daemon->cpu_ns(), 10e6) << daemon->cpu_tier();
  EXPECT_GT(daemon->resident_bytes(), 500e3);
  const double before = daemon->cpu_ns();
  ::usleep(50'000);
  EXPECT_LT(daemon->cpu_ns() - before, 40e6) << "it sleeps";
}

TEST(Daemon, TwoAreApart) {
  const auto busy = started("echo up; while :; do :; done");
  const auto quiet = started("echo up; sleep 60");
  busy->spare(*quiet);
  ASSERT_TRUE(logs(*busy, "up"));
  ASSERT_TRUE(logs(*quiet, "up"));
  const double before = quiet->cpu_ns();
  for (const double until = monotonic_ns() + 5e9; busy->cpu_ns() <= 20e6 && monotonic_ns() < until;)
    ::usleep(5000);
  EXPECT_GT(busy->cpu_ns(), 20e6);
  EXPECT_LT(quiet->cpu_ns() - before, 20e6);
}

// A child of the test plays the harness: killed the hard way, its server must go, too.
TEST(Daemon, DoesNotOutliveAHarnessThatIsKilled) {
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  const pid_t harness = ::fork();
  if (harness == 0) {
    const auto daemon =
        started("(setsid sh -c 'trap \"\" TERM; echo pid $$; sleep 60' &); sleep 60");
    logs(*daemon, "pid ");
    const pid_t pid = pid_in(*daemon);
    if (::write(ends[1], &pid, sizeof pid) != sizeof pid) ::_exit(1);
    ::pause();
    ::_exit(0);
  }
  ::close(ends[1]);  // so that a child that dies early ends the read below
  pid_t server = 0;
  ASSERT_EQ(::read(ends[0], &server, sizeof server), static_cast<ssize_t>(sizeof server));
  ASSERT_TRUE(lives(server));
  ::kill(harness, SIGKILL);
  ::waitpid(harness, nullptr, 0);
  const double until = monotonic_ns() + 5e9;
  while (lives(server) && monotonic_ns() < until) ::usleep(5000);
  EXPECT_FALSE(lives(server));
  ::close(ends[0]);
}

TEST(Family, HoldsWhatIsBelowAProcessAndNothingElse) {
  const pid_t child = ::fork();
  if (child == 0) {
    ::execl("/bin/sh", "sh", "-c", "sleep 60 & sleep 60 & wait", nullptr);
    ::_exit(1);
  }
  const double until = monotonic_ns() + 5e9;
  while (descendants_of(child).size() < 2 && monotonic_ns() < until) ::usleep(2000);
  const auto below = descendants_of(child);
  EXPECT_EQ(below.size(), 2U);
  EXPECT_GT(resident_bytes(below), 100e3);
  EXPECT_GE(ticked_cpu_ns(below), 0);
  for (pid_t pid : below) ::kill(pid, SIGKILL);
  ::waitpid(child, nullptr, 0);
  EXPECT_TRUE(descendants_of(child).empty());
}

}  // namespace
}  // namespace assay::sys
