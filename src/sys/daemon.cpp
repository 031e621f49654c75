// SPDX-License-Identifier: Apache-2.0
#include "sys/daemon.hpp"

#include "sys/clock.hpp"

#include <poll.h>
#include <signal.h>
#include <time.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

namespace assay::sys {
namespace {

using launcher::Field;
using launcher::Tier;

constexpr std::int64_t kForEver = 1'000'000'000'000'000'000;  // 31 years
constexpr double kAskAgain = 20e6;                            // between two looks for newcomers
constexpr std::size_t kLogBytes = std::size_t{64} << 10;      // kept when it has gone

template <std::size_t N>
void put(char (&to)[N], const std::string& path) {
  if (path.size() < N) path.copy(to, path.size());
}

}  // namespace

Result<std::unique_ptr<Daemon>> Daemon::start(const std::string& launcher,
                                              LauncherCommand command) {
  std::unique_ptr<Daemon> daemon(new Daemon);
  daemon->groups_ = StandingGroups::make();
  launcher::Setup setup{};
  put(setup.v2_group, daemon->groups_.v2());
  put(setup.v1_memory, daemon->groups_.v1_memory());
  put(setup.v1_cpuacct, daemon->groups_.v1_cpuacct());
  auto client = LauncherClient::start(launcher, setup, LauncherClient::Group::own);
  if (!client) return std::move(client).error();
  daemon->client_ = std::move(*client);

  command.header.slot = 0;
  command.header.extent = launcher::Extent::all;
  command.header.own_group = 1;
  command.header.timeout_ns = 0;
  // One that puts itself into the background lives on without its main process.
  command.header.linger_ns = kForEver;
  command.header.output = launcher::Stream::descriptor;
  command.header.errors = launcher::Stream::kept;
  command.output_descriptor = daemon->client_->kept();
  if (auto defined = daemon->client_->define(command); !defined) return std::move(defined).error();
  const launcher::Trial trial{};
  if (auto begun = daemon->client_->begin({}, {&trial, 1}); !begun) return std::move(begun).error();
  return daemon;
}

Daemon::~Daemon() {
  stop(0);
}

int Daemon::ended_fd() const {
  return client_ && !ended_ ? client_->socket() : -1;
}

bool Daemon::wait(double ns, int interrupt_fd) const {
  std::array<pollfd, 2> fds = {{{ended_fd(), POLLIN, 0}, {interrupt_fd, POLLIN, 0}}};
  const auto whole = static_cast<std::int64_t>(std::max(0.0, ns));
  const timespec timeout{whole / 1'000'000'000, whole % 1'000'000'000};
  return ::ppoll(fds.data(), fds.size(), &timeout, nullptr) > 0 && fds[1].revents != 0;
}

const std::optional<launcher::TrialResult>& Daemon::ended() {
  if (ended_ || !is_readable(ended_fd())) return ended_;
  auto results = client_->collect();
  if (results && !results->empty()) {
    ended_ = results->front();
  } else {
    // The launcher was killed, and by that the server, too.
    ended_ = launcher::TrialResult{};
    ended_->end = launcher::End::signaled;
    ended_->code = SIGKILL;
  }
  return ended_;
}

std::string Daemon::log(std::size_t bytes) const {
  if (client_) return client_->kept_errors(bytes);
  return last_log_.substr(last_log_.size() - std::min(bytes, last_log_.size()));
}

std::string Daemon::kept_log() const {
  constexpr std::size_t kEnd = std::size_t{1} << 20;
  if (!client_) return last_log_;
  std::string end = client_->kept_errors(kEnd);
  const std::string start = client_->kept_start();
  return end.starts_with(start) ? end : start + "\n" + end;
}

std::string Daemon::cpu_tier() const {
  if (!client_) return "proc";
  const Tier tier = client_->ready().tier[std::uint32_t(Field::cpu)];
  if (tier == Tier::cgroup_v2) return "cgroup.v2";
  return tier == Tier::cgroup_v1 && !groups_.v1_cpuacct().empty() ? "cgroup.v1" : "proc";
}

double Daemon::cpu_ns() const {
  if (!client_) return -1;
  const std::string tier = cpu_tier();
  if (tier == "cgroup.v2") return cgroup_cpu_ns(groups_.v2());
  if (tier == "cgroup.v1") return cgroup_cpu_ns(groups_.v1_cpuacct());
  // With the launcher, which has waited for those that are gone.
  auto family = descendants_of(client_->pid());
  family.push_back(client_->pid());
  return ticked_cpu_ns(family);
}

double Daemon::resident_bytes() const {
  return client_ ? sys::resident_bytes(descendants_of(client_->pid())) : 0;
}

std::optional<DiskBytes> Daemon::disk_bytes() const {
  // With the launcher, which has waited for those that are gone.
  return client_ ? tree_disk_bytes(client_->pid()) : std::nullopt;
}

void Daemon::terminate() {
  if (!client_ || ended()) return;
  if (asked_ns_ == 0) asked_ns_ = monotonic_ns();
  for (pid_t pid : descendants_of(client_->pid())) {
    if (std::ranges::find(asked_, pid) != asked_.end()) continue;
    asked_.push_back(pid);
    ::kill(pid, SIGTERM);
    ::kill(pid, SIGCONT);
  }
}

std::vector<pid_t> Daemon::stop(double grace_ns) {
  if (!client_) return {};
  if (grace_ns > 0) terminate();
  const double until = asked_ns_ + grace_ns;
  for (double left; !ended() && (left = until - monotonic_ns()) > 0;) {
    wait(std::min(left, kAskAgain), -1);
    terminate();  // those that have come since, the main process perhaps
  }
  last_log_ = log(kLogBytes);
  std::vector<std::pair<pid_t, std::optional<std::uint64_t>>> were;
  for (pid_t pid : descendants_of(client_->pid())) were.emplace_back(pid, started_at(pid));
  client_.reset();
  // The launcher has gone, and its group with it, once nothing is left in it.
  std::vector<pid_t> left = cgroup_processes(groups_.v2());
  for (const auto& [pid, start] : were)
    if (start && started_at(pid) == start && std::ranges::find(left, pid) == left.end())
      left.push_back(pid);
  return left;
}

void Daemon::spare(const Daemon& other) {
  if (client_ && other.client_) client_->spare(other.client_->pid());
}

}  // namespace assay::sys
