// SPDX-License-Identifier: Apache-2.0
#include "sys/launcher_client.hpp"

#include "sys/orphans.hpp"

#include <fmt/format.h>

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <string_view>

namespace assay::sys {
namespace {

using launcher::Header;
using launcher::Kind;

Error system_error(std::string what) {
  return {Fault::internal, std::move(what), std::strerror(errno), ""};
}

template <typename T>
std::string_view bytes_of(const T& value) {
  return {reinterpret_cast<const char*>(&value), sizeof value};
}

// The launcher finds its socket as descriptor 3 and gets no environment.
Result<pid_t> spawn_launcher(const std::string& path, int socket, LauncherClient::Group group) {
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawnattr_init(&attributes);
  ::posix_spawn_file_actions_adddup2(&actions, socket, launcher::kSocket);
  if (group == LauncherClient::Group::own) {
    ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
    ::posix_spawnattr_setpgroup(&attributes, 0);
  }
  std::string name = "assay-launcher";
  std::array<char*, 2> argv = {name.data(), nullptr};
  std::array<char*, 1> envp = {nullptr};
  pid_t pid = -1;
  const int failed =
      ::posix_spawn(&pid, path.c_str(), &actions, &attributes, argv.data(), envp.data());
  ::posix_spawnattr_destroy(&attributes);
  ::posix_spawn_file_actions_destroy(&actions);
  if (failed != 0)
    return Error{Fault::internal, fmt::format("cannot start the launcher {}", path),
                 std::strerror(failed),
                 "assay and assay-launcher are installed together; reinstall, or set "
                 "ASSAY_LAUNCHER to its path"};
  return pid;
}

}  // namespace

Result<std::unique_ptr<LauncherClient>> LauncherClient::start(const std::string& path,
                                                              launcher::Setup setup, Group group) {
  ::prctl(PR_SET_CHILD_SUBREAPER, 1);
  std::array<int, 2> ends{};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0)
    return system_error("cannot make a socket for the launcher");
  std::unique_ptr<LauncherClient> client(new LauncherClient);
  client->socket_ = Fd(ends[0]);
  Fd theirs(ends[1]);
  // Appended to by children that share one description, so that truncating it suffices.
  client->kept_ = Fd(::memfd_create("assay-stderr", MFD_CLOEXEC));
  if (!client->kept_) return system_error("cannot make a place for standard error");
  ::fcntl(client->kept_.get(), F_SETFL, O_APPEND);

  client->bystanders_ = children_of_this_process();
  auto pid = spawn_launcher(path, theirs.get(), group);
  if (!pid) return std::move(pid).error();
  client->pid_ = *pid;
  theirs.reset();
  client->v2_group_ = setup.v2_group;

  setup.protocol = launcher::kProtocol;
  const std::array<std::string_view, 1> parts = {bytes_of(setup)};
  if (auto sent = client->send(Kind::setup, parts, client->kept_.get()); !sent)
    return std::move(sent).error();
  Header header{};
  if (!client->receive(&header, sizeof header) || header.kind != Kind::ready ||
      header.bytes != sizeof client->ready_ ||
      !client->receive(&client->ready_, sizeof client->ready_))
    return Error{Fault::internal, fmt::format("the launcher {} did not answer", path),
                 "it is of another version, or was killed",
                 "assay and assay-launcher are installed together; reinstall"};
  return client;
}

LauncherClient::~LauncherClient() {
  stop();
}

void LauncherClient::stop() {
  socket_.reset();
  if (pid_ <= 0) return;
  int status = 0;
  while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
  }
  pid_ = -1;
  // A launcher that was itself killed has left its trial to us.
  if (WIFSIGNALED(status)) kill_orphans(v2_group_, bystanders_);
}

Error LauncherClient::died() {
  stop();
  return {Fault::internal, "the launcher is gone",
          "somebody killed it, or the machine ran out of memory",
          "what it was running has been killed; run again"};
}

Result<void> LauncherClient::define(const LauncherCommand& command) {
  launcher::CommandHeader header = command.header;
  header.argc = static_cast<std::uint32_t>(command.argv.size());
  header.envc = static_cast<std::uint32_t>(command.env.size());
  std::string strings;
  const auto add = [&](const std::string& text) { strings.append(text.c_str(), text.size() + 1); };
  add(command.executable);
  add(command.cwd);
  add(command.input);
  add(command.output);
  for (const std::string& word : command.argv) add(word);
  for (const std::string& entry : command.env) add(entry);
  if (strings.size() > launcher::kMaxCommandBytes - sizeof header)
    return Error{Fault::program, "the command and its environment are too long", "",
                 "no system takes this much; hand it over in a file"};
  const std::array<std::string_view, 2> parts = {bytes_of(header), strings};
  return send(Kind::command, parts, command.output_descriptor);
}

Result<std::vector<launcher::TrialResult>> LauncherClient::run(
    const launcher::BatchHeader& batch, std::span<const launcher::Trial> trials,
    const LauncherWatch& watch) {
  if (auto sent = begin(batch, trials); !sent) return std::move(sent).error();
  if (auto waited = await(watch); !waited) return std::move(waited).error();
  auto results = collect();
  if (results && watch.drain) watch.drain();
  return results;
}

Result<void> LauncherClient::begin(const launcher::BatchHeader& batch,
                                   std::span<const launcher::Trial> trials) {
  launcher::BatchHeader header = batch;
  header.trials = static_cast<std::uint32_t>(trials.size());
  begun_ = trials.size();
  const std::array<std::string_view, 2> parts = {
      bytes_of(header),
      std::string_view(reinterpret_cast<const char*>(trials.data()), trials.size_bytes())};
  return send(Kind::batch, parts);
}

Result<std::vector<launcher::TrialResult>> LauncherClient::collect() {
  Header answer{};
  launcher::ResultsHeader about{};
  if (!receive(&answer, sizeof answer) || answer.bytes < sizeof about ||
      !receive(&about, sizeof about))
    return died();
  own_cpu_ns_ = static_cast<double>(about.own_cpu_ns);
  std::vector<launcher::TrialResult> results((answer.bytes - sizeof about) /
                                             sizeof(launcher::TrialResult));
  if (answer.kind != Kind::results || results.size() > begun_ ||
      !receive(results.data(), results.size() * sizeof(launcher::TrialResult)))
    return died();
  return results;
}

// Until the launcher's answer begins.
Result<void> LauncherClient::await(const LauncherWatch& watch) {
  bool cancelled = false;
  for (;;) {
    std::array<pollfd, 3> fds = {{{socket_.get(), POLLIN, 0},
                                  {cancelled ? -1 : watch.interrupt_fd, POLLIN, 0},
                                  {watch.drain_fd, POLLIN, 0}}};
    const int ready = ::poll(fds.data(), fds.size(), watch.drain_every_ms);
    if (ready < 0 && errno != EINTR) return system_error("cannot wait for the launcher");
    if (ready < 0) continue;
    if (watch.drain && (ready == 0 || fds[2].revents != 0)) watch.drain();
    if (fds[0].revents != 0) return {};
    if (fds[1].revents != 0) {
      cancelled = true;
      if (auto sent = send(Kind::cancel, {}); !sent) return sent;
    }
  }
}

Result<void> LauncherClient::send(Kind kind, std::span<const std::string_view> parts,
                                  int descriptor) {
  std::string message;
  Header header{kind, 0};
  for (std::string_view part : parts) header.bytes += static_cast<std::uint32_t>(part.size());
  message.append(bytes_of(header));
  for (std::string_view part : parts) message.append(part);
  std::string_view left = message;
  while (!left.empty()) {
    iovec part{const_cast<char*>(left.data()), left.size()};
    msghdr out{};
    out.msg_iov = &part;
    out.msg_iovlen = 1;
    alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> control{};
    if (descriptor >= 0) {
      out.msg_control = control.data();
      out.msg_controllen = control.size();
      cmsghdr* rights = CMSG_FIRSTHDR(&out);
      rights->cmsg_level = SOL_SOCKET;
      rights->cmsg_type = SCM_RIGHTS;
      rights->cmsg_len = CMSG_LEN(sizeof(int));
      std::memcpy(CMSG_DATA(rights), &descriptor, sizeof descriptor);
    }
    const ssize_t n = ::sendmsg(socket_.get(), &out, MSG_NOSIGNAL);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return died();
    descriptor = -1;
    left.remove_prefix(static_cast<std::size_t>(n));
  }
  return {};
}

bool LauncherClient::receive(void* bytes, std::size_t size) {
  auto* to = static_cast<char*>(bytes);
  while (size > 0) {
    const ssize_t n = ::recv(socket_.get(), to, size, 0);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    to += n;
    size -= static_cast<std::size_t>(n);
  }
  return true;
}

std::string LauncherClient::kept_errors(std::size_t bytes) const {
  constexpr int kTries = 8;
  const auto size = [&] {
    struct stat about {};
    return ::fstat(kept_.get(), &about) == 0 ? about.st_size : 0;
  };
  // The launcher lets go of the middle of a long text: what is a hole then would read as zeros.
  const auto last_hole = [&](off_t from, off_t until) {
    bool found = false;
    for (off_t hole; (hole = ::lseek(kept_.get(), from, SEEK_HOLE)) >= 0 && hole < until;) {
      found = true;
      const off_t data = ::lseek(kept_.get(), hole, SEEK_DATA);
      if (data <= hole) break;
      from = data;
    }
    return std::pair(found, from);
  };
  std::string text;
  // It may grow and be let go of while it is read.
  for (int i = 0; i < kTries; ++i) {
    const off_t until = size();
    const off_t first = std::max<off_t>(0, until - static_cast<off_t>(bytes));
    const off_t from = last_hole(first, until).second;
    text = from < until ? kept_part(from, until) : std::string();
    if (!last_hole(from, until).first) break;
  }
  return text;
}

std::string LauncherClient::kept_start() const {
  constexpr off_t kStart = 64 << 10;
  struct stat about {};
  if (::fstat(kept_.get(), &about) != 0 || about.st_size <= 0) return {};
  return kept_part(0, std::min<off_t>(about.st_size, kStart));
}

std::string LauncherClient::kept_part(off_t from, off_t until) const {
  std::string text(static_cast<std::size_t>(until - from), '\0');
  const ssize_t n = ::pread(kept_.get(), text.data(), text.size(), from);
  text.resize(n > 0 ? static_cast<std::size_t>(n) : 0);
  return text;
}

bool is_readable(int fd) {
  pollfd one{fd, POLLIN, 0};
  return ::poll(&one, 1, 0) == 1 && (one.revents & POLLIN) != 0;
}

bool wait_readable(int fd, double ns) {
  pollfd one{fd, POLLIN, 0};
  const auto whole = static_cast<std::int64_t>(std::max(0.0, ns));
  const timespec timeout{whole / 1'000'000'000, whole % 1'000'000'000};
  return ::ppoll(&one, 1, &timeout, nullptr) == 1 && (one.revents & POLLIN) != 0;
}

}  // namespace assay::sys
