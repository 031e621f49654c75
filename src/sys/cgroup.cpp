// SPDX-License-Identifier: Apache-2.0
#include "sys/cgroup.hpp"

#include "base/text.hpp"
#include "sys/fd.hpp"
#include "sys/file.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <utility>

namespace assay::sys {
namespace {

namespace fs = std::filesystem;

std::string read_text(const std::string& path) {
  auto text = read_file(path);
  return text ? std::move(*text) : std::string();
}

bool has_word(std::string_view text, std::string_view word, char separator) {
  return std::ranges::count(split(trim(text), separator), word) > 0;
}

// A group's path in its hierarchy as a folder below where that hierarchy is mounted. Mounts show a
// part of the hierarchy (its root field); a group outside of it is unreachable.
std::string folder_of(const std::string& mount, const std::string& root, const std::string& group) {
  if (group.starts_with("/..")) return "";
  std::string_view below = group;
  if (root != "/") {
    if (!below.starts_with(root)) return mount;  // a mount of our own namespace's root
    below.remove_prefix(root.size());
  }
  return below == "/" ? mount : mount + std::string(below);
}

// assay-PID.NAMESPACE: process numbers mean something only in their namespace, and hosts share
// hierarchies with containers.
std::string own_namespace() {
  struct stat about {};
  return ::stat("/proc/self/ns/pid", &about) == 0 ? std::to_string(about.st_ino) : "0";
}

std::string group_name() {
  static int made = 0;
  return "assay-" + std::to_string(::getpid()) + (made++ == 0 ? "" : "-" + std::to_string(made)) +
         "." + own_namespace();
}

bool limits_nothing(const std::string& folder,
                    const std::function<std::string(const std::string&)>& read) {
  for (const char* file : {"/memory.max", "/memory.high", "/cpu.max", "/pids.max"}) {
    const std::string text = read(folder + file);
    if (!text.empty() && !text.starts_with("max")) return false;
  }
  return true;
}

void sweep(const std::string& parent) {
  std::error_code error;
  // Stepped by hand: the loop's own step throws when the folder changes beneath it.
  for (fs::directory_iterator at(parent, error), end; !error && at != end; at.increment(error)) {
    const fs::path path = at->path();
    const std::string name = path.filename();
    if (!name.starts_with("assay-") || !name.ends_with("." + own_namespace())) continue;
    const auto pid = static_cast<pid_t>(std::strtol(name.c_str() + 6, nullptr, 10));
    if (pid <= 0 || pid == ::getpid() || ::kill(pid, 0) == 0 || errno != ESRCH) continue;
    const Fd kill(::open((path / "cgroup.kill").c_str(), O_WRONLY | O_CLOEXEC));
    if (kill && ::write(kill.get(), "1", 1) == 1) ::usleep(10'000);
    ::rmdir(path.c_str());
  }
}

// 0 and the folder's path, or an errno.
int make_below(const std::string& parent, std::string& path) {
  sweep(parent);
  const std::string wanted = parent + "/" + group_name();
  if (::mkdir(wanted.c_str(), 0755) != 0) return errno;
  path = wanted;
  return 0;
}

}  // namespace

CgroupPlaces cgroup_places(std::string_view mountinfo, std::string_view cgroup) {
  // "3:cpu,cpuacct:/user.slice" and for v2 "0::/user.slice".
  const auto group = [&](std::string_view controller) -> std::string {
    for (const std::string& line : split(cgroup, '\n')) {
      const std::size_t first = line.find(':');
      const std::size_t second = first == std::string::npos ? first : line.find(':', first + 1);
      if (second == std::string::npos) continue;
      const std::string_view names = std::string_view(line).substr(first + 1, second - first - 1);
      if (controller.empty() ? names.empty() : has_word(names, controller, ','))
        return line.substr(second + 1);
    }
    return "/..";
  };
  CgroupPlaces out;
  for (const std::string& line : split(mountinfo, '\n')) {
    // ID PARENT MAJOR:MINOR ROOT MOUNT OPTIONS [...] - TYPE SOURCE SUPER_OPTIONS
    const std::size_t dash = line.find(" - ");
    if (dash == std::string::npos) continue;
    const auto front = split(std::string_view(line).substr(0, dash), ' ');
    const auto back = split(std::string_view(line).substr(dash + 3), ' ');
    if (front.size() < 5 || back.size() < 3) continue;
    const std::string& root = front[3];
    const std::string& mount = front[4];
    if (back[0] == "cgroup2" && out.v2.empty()) {
      out.v2 = folder_of(mount, root, group(""));
      out.v2_root = mount;
    }
    if (back[0] != "cgroup") continue;
    if (out.v1_memory.empty() && has_word(back[2], "memory", ','))
      out.v1_memory = folder_of(mount, root, group("memory"));
    if (out.v1_cpuacct.empty() && has_word(back[2], "cpuacct", ','))
      out.v1_cpuacct = folder_of(mount, root, group("cpuacct"));
  }
  return out;
}

std::vector<std::string> v2_parents(const CgroupPlaces& places,
                                    const std::function<std::string(const std::string&)>& read) {
  std::vector<std::string> with_memory;
  std::vector<std::string> without;
  if (places.v2.empty()) return {};
  for (std::string folder = places.v2;; folder = fs::path(folder).parent_path().string()) {
    const bool lends = has_word(read(folder + "/cgroup.subtree_control"), "memory", ' ');
    (lends ? with_memory : without).push_back(folder);
    if (folder == places.v2_root || folder.size() <= places.v2_root.size() ||
        !limits_nothing(folder, read))
      break;
  }
  with_memory.insert(with_memory.end(), without.begin(), without.end());
  return with_memory;
}

StandingGroups StandingGroups::make(Versions versions) {
  StandingGroups out;
  CgroupPlaces places =
      cgroup_places(read_text("/proc/self/mountinfo"), read_text("/proc/self/cgroup"));
  if (versions == Versions::first) places.v2.clear();
  out.v2_error_ = ENOENT;
  for (const std::string& parent : v2_parents(places, read_text)) {
    // Starting a child elsewhere takes the right to move processes below the common ancestor.
    if (::access((parent + "/cgroup.procs").c_str(), W_OK) != 0)
      out.v2_error_ = errno;
    else
      out.v2_error_ = make_below(parent, out.v2_.path);
    if (out.v2_error_ == 0) break;
  }
  if (!places.v1_memory.empty()) make_below(places.v1_memory, out.v1_memory_.path);
  if (!places.v1_cpuacct.empty() && out.v2_.path.empty())
    make_below(places.v1_cpuacct, out.v1_cpuacct_.path);
  return out;
}

StandingGroups::~StandingGroups() {
  for (const Folder* folder : {&v2_, &v1_memory_, &v1_cpuacct_})
    if (!folder->path.empty()) ::rmdir(folder->path.c_str());
}

double cgroup_cpu_ns(const std::string& folder) {
  const std::string v2 = read_text(folder + "/cpu.stat");
  for (const std::string& line : split(v2, '\n'))
    if (line.starts_with("usage_usec "))
      if (const auto us = parse_double(line.substr(11))) return *us * 1000;
  if (const auto ns = parse_double(trim(read_text(folder + "/cpuacct.usage")))) return *ns;
  return -1;
}

std::vector<pid_t> cgroup_processes(const std::string& folder) {
  std::vector<pid_t> out;
  // Any other folder may have the whole machine's files below it.
  if (folder.empty() || ::access((folder + "/cgroup.procs").c_str(), F_OK) != 0) return out;
  const auto add = [&](const fs::path& group) {
    for (const std::string& line : split(read_text((group / "cgroup.procs").string()), '\n'))
      if (const auto pid = parse_int(line); pid && *pid > 0)
        out.push_back(static_cast<pid_t>(*pid));
  };
  add(folder);
  std::error_code error;
  for (fs::recursive_directory_iterator at(folder, error), end; !error && at != end;
       at.increment(error))
    if (std::error_code ignored; at->is_directory(ignored)) add(at->path());
  return out;
}

}  // namespace assay::sys
