// SPDX-License-Identifier: Apache-2.0
#include "launcher/spawn.hpp"

#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

namespace assay::launcher {
namespace {

// The child's until execve; the launcher waits, so one is enough.
constexpr std::size_t kStackBytes = 64 << 10;
alignas(64) char stack[kStackBytes];

struct Child {
  const SpawnPlan* plan;
  pid_t launcher;
  volatile int error = 0;
  volatile Stage stage = Stage::spawn;
};

[[noreturn]] void fail(Child& child, Stage stage) {
  child.stage = stage;
  child.error = errno;
  ::_exit(127);
}

// Opened so that a FIFO without a partner cannot hang the launcher, which waits for the child.
int open_stream(const char* path, int flags) {
  const int fd = ::open(path, flags | O_NONBLOCK | O_NOCTTY | O_CLOEXEC, 0666);
  if (fd >= 0) ::fcntl(fd, F_SETFL, ::fcntl(fd, F_GETFL) & ~O_NONBLOCK);
  return fd;
}

// dup2 onto 0, 1 or 2; the launcher's own descriptors are all above, but its 1 and 2 may be meant.
void place(Child& child, int from, int to, Stage stage) {
  if (from < 0) fail(child, stage);
  if (from != to && ::dup2(from, to) < 0) fail(child, stage);
}

void redirect(Child& child) {
  const SpawnPlan& plan = *child.plan;
  const Command& command = *plan.command;
  const int input =
      command.input[0] == '\0' ? plan.null_descriptor : open_stream(command.input, O_RDONLY);
  place(child, input, STDIN_FILENO, Stage::input);

  int output = STDOUT_FILENO;
  if (command.header.output == Stream::discard) output = plan.null_descriptor;
  if (command.header.output == Stream::descriptor) output = command.output_descriptor;
  if (command.header.output == Stream::path)
    output = open_stream(command.output, O_WRONLY | O_CREAT | O_TRUNC);
  place(child, output, STDOUT_FILENO, Stage::output);

  int errors = STDERR_FILENO;
  if (command.header.errors == Stream::discard) errors = plan.null_descriptor;
  if (command.header.errors == Stream::kept) errors = plan.kept_descriptor;
  place(child, errors, STDERR_FILENO, Stage::output);
}

// CPU time of this thread, which began with it, up to `ns`; mostly in user mode.
void spin(std::uint64_t ns) {
  timespec spent{};
  do {
    for (int i = 0; i < 500; ++i) asm volatile("" ::: "memory");
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &spent);
  } while (static_cast<std::uint64_t>(spent.tv_sec) * 1'000'000'000u +
               static_cast<std::uint64_t>(spent.tv_nsec) <
           ns);
}

int run_child(void* argument) {
  Child& child = *static_cast<Child*>(argument);
  const Command& command = *child.plan->command;
  // A launcher that is killed takes its main process along, even before the harness notices.
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != child.launcher) ::_exit(127);
  if (command.header.own_group != 0) ::setpgid(0, 0);
  redirect(child);
  if (command.cwd[0] != '\0' && ::chdir(command.cwd) != 0) fail(child, Stage::cwd);
  if (command.header.pinned != 0 &&
      ::sched_setaffinity(0, sizeof command.header.cpus,
                          reinterpret_cast<const cpu_set_t*>(command.header.cpus)) != 0)
    fail(child, Stage::pin);
  if (child.plan->spin_ns > 0) spin(child.plan->spin_ns);
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  ::execve(command.executable, command.argv, command.envp);
  fail(child, Stage::exec);
}

// clone3 itself: glibc has no call for it, and only clone3 starts a child in a cgroup. The child
// runs `run_child` on a stack of its own and never returns here.
long clone_on_stack([[maybe_unused]] clone_args& args, [[maybe_unused]] Child& child) {
#if defined(__x86_64__)
  long result = SYS_clone3;
  asm volatile(
      "syscall\n\t"
      "testq %%rax, %%rax\n\t"
      "jnz 1f\n\t"
      "xorl %%ebp, %%ebp\n\t"
      "movq %[child], %%rdi\n\t"
      "callq *%[run]\n\t"
      "hlt\n"
      "1:"
      : "+a"(result)
      : "D"(&args), "S"(sizeof args), [child] "r"(&child), [run] "r"(&run_child)
      : "rcx", "r11", "memory");
  return result;
#elif defined(__aarch64__)
  register long result asm("x0") = reinterpret_cast<long>(&args);
  register long size asm("x1") = sizeof args;
  register long number asm("x8") = SYS_clone3;
  asm volatile(
      "svc #0\n\t"
      "cbnz x0, 1f\n\t"
      "mov x29, xzr\n\t"
      "mov x0, %[child]\n\t"
      "blr %[run]\n\t"
      "brk #0\n"
      "1:"
      : "+r"(result)
      : "r"(size), "r"(number), [child] "r"(&child), [run] "r"(&run_child)
      : "memory", "cc");
  return result;
#else
  return -ENOSYS;
#endif
}

}  // namespace

Spawned spawn(const SpawnPlan& plan) {
  Spawned out;
  Child child{&plan, ::getpid()};
  clone_args args{};
  args.flags = CLONE_VM | CLONE_VFORK | CLONE_PIDFD;
  args.exit_signal = SIGCHLD;
  args.pidfd = reinterpret_cast<std::uint64_t>(&out.pidfd);
  args.stack = reinterpret_cast<std::uint64_t>(stack);
  args.stack_size = sizeof stack;
  if (plan.cgroup_descriptor >= 0) {
    args.flags |= CLONE_INTO_CGROUP;
    args.cgroup = static_cast<std::uint64_t>(plan.cgroup_descriptor);
  }
  long pid = clone_on_stack(args, child);
  if (plan.cgroup_descriptor < 0 && (pid == -ENOSYS || pid == -EPERM)) {
    // Old seccomp filters refuse clone3; where no cgroup is asked for, clone does the same.
    pid = ::clone(run_child, stack + sizeof stack, CLONE_VM | CLONE_VFORK | CLONE_PIDFD | SIGCHLD,
                  &child, &out.pidfd);
    if (pid < 0) pid = -errno;
  }
  if (pid < 0) {
    out.error = static_cast<int>(-pid);
    return out;
  }
  out.pid = static_cast<pid_t>(pid);
  out.error = child.error;
  out.stage = child.stage;
  return out;
}

}  // namespace assay::launcher
