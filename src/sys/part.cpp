// SPDX-License-Identifier: Apache-2.0
#include "sys/part.hpp"

#include "sys/clock.hpp"

#include <fmt/format.h>

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <utility>

namespace assay::sys {
namespace {

Error system_error(std::string what) {
  return {Fault::internal, std::move(what), std::strerror(errno), ""};
}

std::vector<char*> pointers(const std::vector<std::string>& words) {
  std::vector<char*> out;
  for (const auto& word : words) out.push_back(const_cast<char*>(word.c_str()));
  out.push_back(nullptr);
  return out;
}

// 0, or the error number.
int spawn(const PartStart& how, int socket, int said, pid_t* pid) {
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawnattr_init(&attributes);
  ::posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  ::posix_spawn_file_actions_adddup2(&actions, said, 1);
  ::posix_spawn_file_actions_adddup2(&actions, said, 2);
  ::posix_spawn_file_actions_adddup2(&actions, socket, Part::kSocket);
  if (!how.cwd.empty()) ::posix_spawn_file_actions_addchdir_np(&actions, how.cwd.c_str());
  ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
  ::posix_spawnattr_setpgroup(&attributes, 0);
  const std::vector<std::string> words = {how.path};
  const int failed = ::posix_spawn(pid, how.path.c_str(), &actions, &attributes,
                                   pointers(words).data(), pointers(how.env).data());
  ::posix_spawnattr_destroy(&attributes);
  ::posix_spawn_file_actions_destroy(&actions);
  return failed;
}

}  // namespace

Result<Part> Part::start(const PartStart& how) {
  std::array<int, 2> ends{};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0)
    return system_error("cannot make a socket for " + how.path);
  Part part;
  part.socket_ = Fd(ends[0]);
  const Fd low(ends[1]);
  // Above the descriptors that the part gets, so that none is overwritten on the way.
  const Fd theirs(::fcntl(low.get(), F_DUPFD_CLOEXEC, kSocket + 1));
  const Fd kept(::memfd_create("assay-part", MFD_CLOEXEC));
  part.said_ = Fd(::fcntl(kept.get(), F_DUPFD_CLOEXEC, kSocket + 1));
  if (!theirs || !part.said_) return system_error("cannot start " + how.path);
  ::fcntl(part.said_.get(), F_SETFL, O_APPEND);
  if (const int failed = spawn(how, theirs.get(), part.said_.get(), &part.pid_); failed != 0) {
    part.pid_ = -1;
    return Error{Fault::internal, "cannot start " + how.path, std::strerror(failed),
                 "it is installed together with assay; reinstall"};
  }
  return part;
}

Part::Part(Part&& other) noexcept
    : socket_(std::move(other.socket_)),
      said_(std::move(other.said_)),
      pid_(std::exchange(other.pid_, -1)) {}

Part& Part::operator=(Part&& other) noexcept {
  if (this != &other) {
    stop();
    socket_ = std::move(other.socket_);
    said_ = std::move(other.said_);
    pid_ = std::exchange(other.pid_, -1);
  }
  return *this;
}

Part::~Part() {
  stop();
}

bool Part::send(std::span<const std::string_view> pieces) {
  for (std::string_view left : pieces) {
    while (!left.empty()) {
      const ssize_t n = ::send(socket_.get(), left.data(), left.size(), MSG_NOSIGNAL);
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) return false;
      left.remove_prefix(static_cast<std::size_t>(n));
    }
  }
  return true;
}

Part::Got Part::receive(void* bytes, std::size_t size, const PartWait& wait) {
  auto* to = static_cast<char*>(bytes);
  const double end = wait.timeout_ns > 0 ? monotonic_ns() + wait.timeout_ns : 0;
  while (size > 0) {
    std::array<pollfd, 2> fds = {{{socket_.get(), POLLIN, 0}, {wait.interrupt_fd, POLLIN, 0}}};
    int patience = -1;
    if (end > 0) {
      const double left_ms = std::ceil((end - monotonic_ns()) / 1e6);
      if (left_ms <= 0) return Got::late;
      patience = static_cast<int>(std::min(left_ms, 1e9));
    }
    const int ready = ::poll(fds.data(), fds.size(), patience);
    if (ready < 0 && errno != EINTR) return Got::gone;
    if (ready <= 0) continue;
    if (fds[1].revents != 0) return Got::interrupted;
    const ssize_t n = ::recv(socket_.get(), to, size, MSG_DONTWAIT);
    if (n < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (n <= 0) return Got::gone;
    to += n;
    size -= static_cast<std::size_t>(n);
  }
  return Got::all;
}

std::string Part::fate() {
  if (pid_ <= 0) return "is not running";
  // It has closed its end, so that it is on its way out; a core dump takes its time.
  constexpr int kPatienceMs = 2000;
  siginfo_t ended{};
  for (int ms = 0; ms < kPatienceMs && ended.si_pid == 0; ++ms) {
    if (::waitid(P_PID, static_cast<id_t>(pid_), &ended, WEXITED | WNOHANG | WNOWAIT) != 0) break;
    if (ended.si_pid == 0) ::poll(nullptr, 0, 1);
  }
  stop();
  if (ended.si_pid == 0) return "stopped answering";
  if (ended.si_code == CLD_EXITED) return fmt::format("exited with {}", ended.si_status);
  killed_by_ = ended.si_status;
  const char* name = ::sigabbrev_np(ended.si_status);
  return fmt::format("was killed by SIG{} ({})", name ? name : "?", ::strsignal(ended.si_status));
}

void Part::stop() {
  socket_.reset();
  if (pid_ <= 0) return;
  ::kill(-pid_, SIGKILL);  // not reaped yet, so that the number is still its own
  while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
  }
  pid_ = -1;
}

std::string Part::said(std::size_t bytes) const {
  struct stat about {};
  if (!said_ || ::fstat(said_.get(), &about) != 0 || about.st_size <= 0) return {};
  const auto from = std::max<off_t>(0, about.st_size - static_cast<off_t>(bytes));
  std::string text(static_cast<std::size_t>(about.st_size - from), '\0');
  const ssize_t n = ::pread(said_.get(), text.data(), text.size(), from);
  text.resize(n > 0 ? static_cast<std::size_t>(n) : 0);
  return text;
}

}  // namespace assay::sys
