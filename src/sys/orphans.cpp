// SPDX-License-Identifier: Apache-2.0
#include "sys/orphans.hpp"

#include "sys/clock.hpp"
#include "sys/family.hpp"
#include "sys/fd.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <map>

namespace assay::sys {
namespace {

// Children by parent, over the whole machine as far as we may see it.
std::multimap<pid_t, pid_t> families() {
  std::multimap<pid_t, pid_t> out;
  DIR* proc = ::opendir("/proc");
  if (proc == nullptr) return out;
  while (const dirent* entry = ::readdir(proc)) {
    const auto pid = static_cast<pid_t>(std::strtol(entry->d_name, nullptr, 10));
    if (pid > 0) out.emplace(parent_of(pid), pid);
  }
  ::closedir(proc);
  return out;
}

// The children of this process and all below them, without the bystanders and all below those.
std::vector<pid_t> orphans(std::span<const pid_t> bystanders) {
  const auto families_now = families();
  std::vector<pid_t> found = {::getpid()};
  for (std::size_t i = 0; i < found.size(); ++i) {
    const auto [first, last] = families_now.equal_range(found[i]);
    for (auto child = first; child != last; ++child)
      if (std::find(bystanders.begin(), bystanders.end(), child->second) == bystanders.end())
        found.push_back(child->second);
  }
  found.erase(found.begin());
  return found;
}

}  // namespace

std::vector<pid_t> children_of_this_process() {
  const auto families_now = families();
  const auto [first, last] = families_now.equal_range(::getpid());
  std::vector<pid_t> out;
  for (auto child = first; child != last; ++child) out.push_back(child->second);
  return out;
}

void kill_orphans(const std::string& group, std::span<const pid_t> bystanders) {
  constexpr double kPatience = 5e9;
  if (!group.empty()) {
    const Fd kill(::open((group + "/cgroup.kill").c_str(), O_WRONLY | O_CLOEXEC));
    if (kill && ::write(kill.get(), "1", 1) < 0) {
      // Older kernels have no such file; the walk below does the work.
    }
  }
  const double began = monotonic_ns();
  while (monotonic_ns() - began < kPatience) {
    const std::vector<pid_t> left = orphans(bystanders);
    if (left.empty()) return;
    // All stopped before the first is killed, so that none can be born behind our back.
    for (pid_t pid : left) ::kill(pid, SIGSTOP);
    for (pid_t pid : left) ::kill(pid, SIGKILL);
    for (pid_t pid : left) ::waitpid(pid, nullptr, WNOHANG);
    ::usleep(2000);
  }
}

}  // namespace assay::sys
