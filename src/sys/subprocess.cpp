// SPDX-License-Identifier: Apache-2.0
#include "sys/subprocess.hpp"

#include "sys/clock.hpp"
#include "sys/fd.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

extern char** environ;

namespace assay::sys {
namespace {

struct Pipe {
  Fd read, write;
};

Result<Pipe> make_pipe() {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0)
    return Error{Fault::internal, "cannot create a pipe", std::strerror(errno),
                 "raise the limit of open files (ulimit -n)"};
  return Pipe{Fd(ends[0]), Fd(ends[1])};
}

std::vector<char*> pointers(const std::vector<std::string>& words) {
  std::vector<char*> out;
  for (const auto& word : words) out.push_back(const_cast<char*>(word.c_str()));
  out.push_back(nullptr);
  return out;
}

// Appends what is there; false at the end of the stream.
bool drain(const Fd& fd, std::string& text, std::size_t keep) {
  std::array<char, 65536> buffer;
  const ssize_t got = read(fd.get(), buffer.data(), buffer.size());
  if (got < 0) return errno == EINTR || errno == EAGAIN;
  if (got == 0) return false;
  text.append(buffer.data(), std::size_t(got));
  if (text.size() > 2 * keep) text.erase(0, text.size() - keep);
  return true;
}

struct SpawnSetup {
  SpawnSetup() {
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
  }
  ~SpawnSetup() {
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
  }
  SpawnSetup(const SpawnSetup&) = delete;
  SpawnSetup& operator=(const SpawnSetup&) = delete;
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
};

}  // namespace

Result<Finished> run_subprocess(const Subprocess& what) {
  auto out = make_pipe();
  if (!out) return std::move(out).error();
  auto err = make_pipe();
  if (!err) return std::move(err).error();

  SpawnSetup setup;
  posix_spawn_file_actions_addopen(&setup.actions, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&setup.actions, out->write.get(), 1);
  posix_spawn_file_actions_adddup2(&setup.actions, err->write.get(), 2);
  if (!what.cwd.empty()) posix_spawn_file_actions_addchdir_np(&setup.actions, what.cwd.c_str());
  // A group of its own: Ctrl-C reaches it through us, so that all of it goes.
  posix_spawnattr_setflags(&setup.attributes, POSIX_SPAWN_SETPGROUP);
  posix_spawnattr_setpgroup(&setup.attributes, 0);

  pid_t pid = -1;
  const auto argv = pointers(what.argv);
  const auto env = pointers(what.env);
  const int failed = posix_spawnp(&pid, argv[0], &setup.actions, &setup.attributes, argv.data(),
                                  what.env.empty() ? environ : env.data());
  if (failed != 0)
    return Error{Fault::program, "cannot start " + what.argv[0], std::strerror(failed),
                 "install it, or check PATH and the folder it is started in"};
  out->write = Fd();
  err->write = Fd();

  Finished finished;
  const double until = monotonic_ns() + what.timeout_ns;
  bool interrupted = false;
  bool late = false;
  bool more_out = true;
  bool more_err = true;
  while (more_out || more_err) {
    std::array<pollfd, 3> waits{{{more_out ? out->read.get() : -1, POLLIN, 0},
                                 {more_err ? err->read.get() : -1, POLLIN, 0},
                                 {interrupted ? -1 : what.interrupt_fd, POLLIN, 0}}};
    const int timeout = what.timeout_ns > 0 && !late
                            ? static_cast<int>(std::max(0.0, (until - monotonic_ns()) / 1e6)) + 1
                            : -1;
    if (poll(waits.data(), waits.size(), timeout) < 0 && errno != EINTR) break;
    if (timeout >= 0 && monotonic_ns() >= until) {
      late = true;
      kill(-pid, SIGKILL);
    }
    if (waits[2].revents != 0) {
      interrupted = true;
      kill(-pid, SIGKILL);
    }
    if (waits[0].revents != 0) more_out = drain(out->read, finished.output, what.keep);
    if (waits[1].revents != 0) more_err = drain(err->read, finished.errors, what.keep);
  }
  int status = 0;
  while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  if (interrupted) return Error{Fault::interrupted, "interrupted", "", ""};
  if (late) return Error{Fault::program, what.argv[0] + " took too long and was killed", "", ""};
  finished.code = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
  return finished;
}

}  // namespace assay::sys
