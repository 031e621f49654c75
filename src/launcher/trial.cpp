// SPDX-License-Identifier: Apache-2.0
#include "launcher/trial.hpp"

#include "launcher/low.hpp"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>

namespace assay::launcher {
namespace {

constexpr std::int64_t kMs = 1'000'000;
constexpr std::int64_t kFirstTick = 1 * kMs;
constexpr std::int64_t kLongestTick = 50 * kMs;
constexpr std::int64_t kTickShare = 50;       // a tick takes at most 1/50 of the time between two
constexpr std::int64_t kFloodTick = 5 * kMs;  // while standard error comes faster than it is quoted
constexpr std::int64_t kGrace = 200 * kMs;    // between SIGTERM and SIGKILL
constexpr std::int64_t kAgain = 20 * kMs;     // between two looks at what survived SIGKILL
constexpr std::int64_t kGiveUp = 5000 * kMs;  // what then lives cannot be killed by us
constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::max();
constexpr off_t kKeptMost = 1 << 20;    // of standard error, before its older part is let go
constexpr off_t kKeptLeast = 64 << 10;  // of its start and of its end

void drain_signals(int fd) {
  signalfd_siginfo info[8];
  for (ssize_t n; (n = ::read(fd, info, sizeof info)) > 0;) own_io().read += n;
}

// Asks for the end, which costs a fifth of fstat; the file is opened for appending.
void empty(int fd) {
  if (fd >= 0 && ::lseek(fd, 0, SEEK_END) > 0 && ::ftruncate(fd, 0) != 0) return;
}

}  // namespace

bool let_go(int fd) {
  struct stat about {};
  if (fd < 0 || ::fstat(fd, &about) != 0 || about.st_blocks * 512 <= kKeptMost) return false;
  // Whole pages, of any machine's size: of a part of one the kernel makes zeros.
  const off_t until = (about.st_size - kKeptLeast) / kKeptLeast * kKeptLeast;
  ::fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, kKeptLeast, until - kKeptLeast);
  return true;
}

TrialRun::TrialRun(const Surroundings& surroundings, Tree& tree, Counters& counters,
                   const Command& command, TrialResult& result)
    : surroundings_(surroundings),
      tree_(tree),
      counters_(counters),
      command_(command),
      result_(result) {
  result_ = TrialResult{};
  std::fill_n(result_.value, kFields, kNone);
}

bool TrialRun::run(std::uint64_t spin_ns) {
  const std::int64_t before = now_ns();
  empty(surroundings_.kept_descriptor);
  counters_.begin();
  SpawnPlan plan;
  plan.command = &command_;
  plan.spin_ns = spin_ns;
  plan.null_descriptor = surroundings_.null_descriptor;
  plan.kept_descriptor = surroundings_.kept_descriptor;
  plan.cgroup_descriptor = surroundings_.cgroup_descriptor;
  started_ = now_ns();
  const Spawned child = spawn(plan);
  if (child.error != 0) {
    did_not_start(child);
    return true;
  }
  main_ = child.pid;
  pidfd_ = child.pidfd;
  tick_interval_ = kFirstTick;
  next_tick_ = started_ + static_cast<std::int64_t>(spin_ns) + tick_interval_;
  while (phase_ != Phase::over) wait();
  if (pidfd_ >= 0) ::close(pidfd_);
  // What was killed has run on after the counters were read, or was read while it died.
  if (doomed_ || command_.header.extent != Extent::all) counters_.forget();
  result_.bookkeeping_ns += started_ - before;
  return !harness_gone_;
}

void TrialRun::did_not_start(const Spawned& child) {
  result_.end = End::not_started;
  result_.code = child.error;
  result_.stage = child.stage;
  if (child.pidfd >= 0) ::close(child.pidfd);
  if (child.pid > 0) ::waitpid(child.pid, nullptr, __WALL);
  drain_signals(surroundings_.children);
  counters_.forget();
}

void TrialRun::wait() {
  const std::int64_t limit = std::min(deadline(), next_tick_);
  pollfd fds[2] = {
      {pidfd_ >= 0 ? pidfd_ : surroundings_.children, POLLIN, 0},
      {harness_gone_ ? -1 : surroundings_.control, POLLIN, 0},
  };
  const std::int64_t left = std::max<std::int64_t>(0, limit - now_ns());
  const timespec timeout{left / 1'000'000'000, left % 1'000'000'000};
  const int ready = ::ppoll(fds, 2, &timeout, nullptr);
  const std::int64_t now = now_ns();
  if (ready > 0 && fds[0].revents != 0) {
    if (pidfd_ >= 0) {
      main_exited(now);
    } else {
      drain_signals(surroundings_.children);
      reap_others(now);
    }
  }
  if (phase_ == Phase::over) return;
  if (ready > 0 && fds[1].revents != 0) read_control();
  if (now >= next_tick_) tick(now);
  if (phase_ != Phase::over && now >= deadline()) deadline_passed(now);
}

void TrialRun::read_control() {
  Header header{};
  const ssize_t n = ::recv(surroundings_.control, &header, sizeof header, MSG_DONTWAIT);
  if (n < 0 && (errno == EAGAIN || errno == EINTR)) return;
  // Nothing but cancel may come while a trial runs; anything else is a harness that went mad.
  if (n != sizeof header || header.kind != Kind::cancel) harness_gone_ = true;
  doom(End::cancelled);
  if (phase_ != Phase::killing) kill(now_ns());
}

void TrialRun::main_exited(std::int64_t now) {
  main_ended_ = now;
  counters_.main_is_zombie(main_);
  int status = 0;
  rusage usage{};
  if (::wait4(main_, &status, __WALL, &usage) != main_) return;
  ::close(pidfd_);
  pidfd_ = -1;
  reaped(usage);
  value(Field::wall_main) = now - started_;
  if (!doomed_) {
    result_.end = WIFSIGNALED(status) ? End::signaled : End::exited;
    result_.code = WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status);
  }
  if (command_.header.extent == Extent::leave) {
    finish(now);
    phase_ = Phase::over;
    return;
  }
  if (phase_ == Phase::running) phase_ = Phase::outlived;
  if (command_.header.extent == Extent::main && !doomed_) {
    finish(now);
    kill(now);
  }
  reap_others(now);
}

// Everything that is dead and not the main process. Those that the main process has left behind
// were handed to us, because the launcher is their subreaper.
void TrialRun::reap_others(std::int64_t now) {
  for (;;) {
    siginfo_t who{};
    if (pidfd_ >= 0) {
      // The main process is waited for apart, for what its zombie can still tell.
      if (::waitid(P_ALL, 0, &who, WEXITED | WNOHANG | WNOWAIT | __WALL) != 0 || who.si_pid == 0 ||
          who.si_pid == main_)
        return;
    }
    int status = 0;
    rusage usage{};
    const pid_t pid = ::wait4(pidfd_ >= 0 ? who.si_pid : -1, &status, WNOHANG | __WALL, &usage);
    if (pid > 0) {
      reaped(usage);
    } else if (pid < 0 && errno == ECHILD) {
      finish(now);
      phase_ = Phase::over;
      return;
    } else {
      return;
    }
  }
}

void TrialRun::reaped(const rusage& usage) {
  if (!measured_) counters_.reaped(usage);
}

// The tree is empty, or for Extent::main the main process is gone: what is counted is final.
void TrialRun::finish(std::int64_t now) {
  if (measured_) return;
  measured_ = true;
  value(Field::wall) = now - started_;
  counters_.end(result_.value);
  result_.bookkeeping_ns += now_ns() - now;
}

void TrialRun::tick(std::int64_t now) {
  reap_others(now);
  if (phase_ == Phase::over) return;
  if (!measured_) counters_.sample();
  const bool flooded = let_go(surroundings_.kept_descriptor);
  siginfo_t who{};
  // A program in a background group that asks for the terminal is stopped, for ever.
  if (pidfd_ >= 0 && command_.header.own_group != 0 && !doomed_ &&
      ::waitid(P_PID, static_cast<id_t>(main_), &who, WSTOPPED | WNOHANG | WNOWAIT) == 0 &&
      who.si_pid == main_ && (who.si_status == SIGTTIN || who.si_status == SIGTTOU)) {
    doom(End::wants_terminal);
    result_.code = who.si_status;
    kill(now);
  }
  const std::int64_t after = now_ns();
  result_.sampling_ns += after - now;
  tick_interval_ = std::min(tick_interval_ + tick_interval_ / 2, kLongestTick);
  next_tick_ = after + std::max(tick_interval_, kTickShare * (after - now));
  // What a flood costs to let go grows with the time that it is given.
  if (flooded) next_tick_ = after + kFloodTick;
}

std::int64_t TrialRun::deadline() const {
  const CommandHeader& header = command_.header;
  const std::int64_t timeout = header.timeout_ns > 0 ? started_ + header.timeout_ns : kNever;
  switch (phase_) {
    case Phase::running:
      return timeout;
    case Phase::outlived:
      return std::min(timeout, main_ended_ + header.linger_ns);
    case Phase::terminating:
      return phase_began_ + kGrace;
    case Phase::killing:
      return phase_began_ + kAgain;
    case Phase::over:
      break;
  }
  return kNever;
}

void TrialRun::deadline_passed(std::int64_t now) {
  switch (phase_) {
    case Phase::running:
      return terminate(End::timed_out, now);
    case Phase::outlived:
      return terminate(
          now >= main_ended_ + command_.header.linger_ns ? End::lingered : End::timed_out, now);
    case Phase::terminating:
      return kill(now);
    case Phase::killing:
      if (now < kill_began_ + kGiveUp) return kill(now);
      result_.survivors = 1;
      finish(now);
      phase_ = Phase::over;
      return;
    case Phase::over:
      return;
  }
}

void TrialRun::terminate(End end, std::int64_t now) {
  doom(end);
  phase_ = Phase::terminating;
  phase_began_ = now;
  if (command_.header.own_group != 0) {
    ::kill(-main_, SIGTERM);
    ::kill(-main_, SIGCONT);
  } else if (pidfd_ >= 0) {
    ::kill(main_, SIGTERM);
  }
}

void TrialRun::kill(std::int64_t now) {
  const bool first = phase_ != Phase::killing;
  if (first) kill_began_ = now;
  phase_ = Phase::killing;
  phase_began_ = now;
  // Needs no /proc; the rest of the tree may.
  if (command_.header.own_group != 0) ::kill(-main_, SIGKILL);
  // What only outlived its main process is no reason to spend the group: more trials follow.
  if (!doomed_)
    tree_.kill(Tree::Means::walk);
  else
    tree_.kill(first ? Tree::Means::group : Tree::Means::both);
}

void TrialRun::doom(End end) {
  if (doomed_) return;
  doomed_ = true;
  result_.end = end;
  result_.code = 0;
}

}  // namespace assay::launcher
