// SPDX-License-Identifier: Apache-2.0
// The launcher: waits for orders on its socket, runs trials one after the other, and leaves
// nothing behind when the harness goes, however it goes.
#include "launcher/command.hpp"
#include "launcher/counters.hpp"
#include "launcher/groups.hpp"
#include "launcher/low.hpp"
#include "launcher/protocol.hpp"
#include "launcher/tree.hpp"
#include "launcher/trial.hpp"
#include "launcher/wire.hpp"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstring>

namespace assay::launcher {
namespace {

class Launcher {
 public:
  int run();

 private:
  bool settle();
  int patience_ms();
  bool obey();
  bool set_up();
  Groups::Opened open_groups(const Setup& setup);
  void use_groups();
  bool run_batch(std::uint32_t bytes);
  void leave();

  Wire wire_{kSocket};
  Setup setup_;
  Surroundings surroundings_;
  Tree tree_;
  Groups groups_;
  Counters counters_{tree_, groups_};
  Commands commands_;
  ChangingEnvironment environment_{0};
  Trial trials_[kMaxBatch];
  struct {
    ResultsHeader header;
    TrialResult results[kMaxBatch];
  } answer_;
};

int Launcher::run() {
  if (!settle()) return 1;
  for (;;) {
    pollfd fds[2] = {{wire_.socket(), POLLIN, 0}, {surroundings_.children, POLLIN, 0}};
    if (::poll(fds, 2, patience_ms()) < 0 && errno != EINTR) break;
    if (fds[1].revents != 0) {
      // Daemons that a setup command has started, or what could not be killed in time.
      signalfd_siginfo info{};
      while (::read(surroundings_.children, &info, sizeof info) > 0) own_io().read += sizeof info;
      while (::waitpid(-1, nullptr, WNOHANG | __WALL) > 0) {
      }
      counters_.forget();
    }
    if (fds[0].revents != 0 && !obey()) break;
  }
  leave();
  return 0;
}

// Daemons that a hook has left behind may write to the kept standard error for as long as they
// live.
int Launcher::patience_ms() {
  constexpr int kOften = 5;
  constexpr int kSeldom = 250;
  siginfo_t any{};
  if (::waitid(P_ALL, 0, &any, WEXITED | WNOHANG | WNOWAIT | __WALL) != 0) return -1;
  return let_go(surroundings_.kept_descriptor) ? kOften : kSeldom;
}

bool Launcher::settle() {
  ::syscall(SYS_close_range, kSocket + 1, ~0u, 0);
  ::fcntl(kSocket, F_SETFD, FD_CLOEXEC);
  sigset_t all;
  ::sigfillset(&all);
  ::sigprocmask(SIG_SETMASK, &all, nullptr);
  // What was ignored stays ignored in a child, and an ignored SIGCHLD would reap behind our back.
  ::signal(SIGCHLD, SIG_DFL);
  sigset_t child;
  ::sigemptyset(&child);
  ::sigaddset(&child, SIGCHLD);
  surroundings_.control = wire_.socket();
  surroundings_.children = ::signalfd(-1, &child, SFD_NONBLOCK | SFD_CLOEXEC);
  surroundings_.null_descriptor = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  return surroundings_.children >= 0 && surroundings_.null_descriptor >= 0 &&
         ::prctl(PR_SET_CHILD_SUBREAPER, 1) == 0;
}

bool Launcher::obey() {
  Header header{};
  if (!wire_.receive(&header, sizeof header)) return false;
  switch (header.kind) {
    case Kind::setup:
      return header.bytes == sizeof(Setup) && set_up();
    case Kind::command:
      return commands_.define(wire_, header.bytes);
    case Kind::batch:
      return run_batch(header.bytes);
    case Kind::cancel:
      return true;  // came too late, the batch was over
    default:
      return false;
  }
}

bool Launcher::set_up() {
  if (!wire_.receive(&setup_, sizeof setup_) || setup_.protocol != kProtocol) return false;
  surroundings_.kept_descriptor = wire_.take_descriptor();
  environment_ = ChangingEnvironment{setup_.seed};
  const Groups::Opened opened = open_groups(setup_);
  static Ready ready;
  counters_.open(setup_, opened, ready);
  return wire_.send(Kind::ready, &ready, sizeof ready);
}

Groups::Opened Launcher::open_groups(const Setup& setup) {
  Groups::Opened opened = groups_.open(setup);
  if (groups_.directory() >= 0) {
    // Whether a child can be started in the group is known once one was: an empty command does not
    // get beyond execve.
    char* nothing[] = {nullptr};
    Command probe{};
    probe.executable = probe.cwd = probe.input = probe.output = "";
    probe.argv = probe.envp = nothing;
    SpawnPlan plan;
    plan.command = &probe;
    plan.null_descriptor = surroundings_.null_descriptor;
    plan.cgroup_descriptor = groups_.directory();
    const Spawned child = spawn(plan);
    int status = 0;
    if (child.pid > 0) {
      ::close(child.pidfd);
      ::waitpid(child.pid, &status, __WALL);
    }
    // Killed at birth (see Tree::Means) when the launcher's own group was killed once.
    if (child.pid <= 0 || WIFSIGNALED(status)) {
      opened.v2 = child.pid <= 0 ? child.error : EBUSY;
      groups_.drop_v2();
    }
  }
  use_groups();
  return opened;
}

void Launcher::use_groups() {
  surroundings_.cgroup_descriptor = groups_.directory();
  tree_.use_cgroup(groups_.procs(), groups_.kill());
}

bool Launcher::run_batch(std::uint32_t bytes) {
  BatchHeader batch{};
  if (bytes < sizeof batch || !wire_.receive(&batch, sizeof batch) || batch.trials > kMaxBatch ||
      bytes != sizeof batch + batch.trials * sizeof(Trial) ||
      !wire_.receive(trials_, batch.trials * sizeof(Trial)))
    return false;
  std::uint32_t done = 0;
  while (done < batch.trials) {
    const Trial& trial = trials_[done];
    Command* command = commands_.at(trial.slot);
    if (command == nullptr) return false;
    environment_.apply(*command, trial);
    TrialResult& result = answer_.results[done++];
    if (!TrialRun(surroundings_, tree_, counters_, *command, result).run(trial.spin_ns))
      return false;
    if (tree_.spent()) {
      groups_.renew_v2();
      use_groups();
    }
    const auto code = static_cast<std::uint32_t>(result.code);
    const bool accepted =
        (result.end == End::exited &&
         (batch.accept_any != 0 || (batch.accepted[code / 64 % 4] >> (code % 64) & 1) != 0)) ||
        (result.end == End::signaled && batch.accept_any != 0);
    if (!accepted) break;
  }
  answer_.header.own_cpu_ns = own_cpu_ns();
  return wire_.send(Kind::results, &answer_, sizeof answer_.header + done * sizeof(TrialResult));
}

// Whoever is still there (a setup command's daemon) goes first: nothing may live on unseen.
void Launcher::leave() {
  constexpr std::int64_t kPatience = 5'000'000'000;
  const std::int64_t began = now_ns();
  while (now_ns() - began < kPatience) {
    pid_t pid = 0;
    while ((pid = ::waitpid(-1, nullptr, WNOHANG | __WALL)) > 0) {
    }
    if (pid < 0) break;
    tree_.kill(Tree::Means::both);
    ::usleep(2000);
  }
  groups_.leave();
  if (setup_.fifo[0] == '/') {
    ::unlink(setup_.fifo);
    *std::strrchr(setup_.fifo, '/') = '\0';
    ::rmdir(setup_.fifo);
  }
}

}  // namespace
}  // namespace assay::launcher

int main() {
  static assay::launcher::Launcher launcher;
  return launcher.run();
}
