// SPDX-License-Identifier: Apache-2.0
// Standing cgroups for the trials of one run, made once and used by deltas of their counters:
// making one for each trial would cost as much as a short trial itself.
#pragma once
#include <sys/types.h>

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace assay::sys {

// Where this process stands in the hierarchies, as folders; "" for one that is not mounted here.
struct CgroupPlaces {
  std::string v2;
  std::string v2_root;
  std::string v1_memory;
  std::string v1_cpuacct;
};
// From the texts of /proc/self/mountinfo and /proc/self/cgroup. Pure.
CgroupPlaces cgroup_places(std::string_view mountinfo, std::string_view cgroup);

// Below which folder the v2 group belongs: this process's own or, where that one lends no memory
// controller to its children, an ancestor that does. Never beyond a group with limits of its own,
// which a trial must not escape. Best first. `read` gives a file's text, "" when it cannot.
std::vector<std::string> v2_parents(const CgroupPlaces& places,
                                    const std::function<std::string(const std::string&)>& read);

// The folders, "" for one that could not be made, and then why. They are removed by the launcher
// that uses them, or by the destructor once it is gone.
class StandingGroups {
 public:
  // Also removes groups that runs before this one left behind (after a SIGKILL of harness and
  // launcher together), with the processes in them.
  // Hierarchies of both versions are looked at, or those of the first alone.
  enum class Versions { both, first };
  static StandingGroups make(Versions versions = Versions::both);
  StandingGroups() = default;
  StandingGroups(StandingGroups&& other) noexcept = default;
  StandingGroups& operator=(StandingGroups&& other) noexcept = default;
  ~StandingGroups();

  const std::string& v2() const { return v2_.path; }
  const std::string& v1_memory() const { return v1_memory_.path; }
  const std::string& v1_cpuacct() const { return v1_cpuacct_.path; }
  // errno of the last attempt at a v2 group, 0 when there is one.
  int v2_error() const { return v2_error_; }

 private:
  struct Folder {
    std::string path;
    Folder() = default;
    Folder(Folder&& other) noexcept : path(std::exchange(other.path, {})) {}
    Folder& operator=(Folder&& other) noexcept {
      std::swap(path, other.path);
      return *this;
    }
  };
  Folder v2_, v1_memory_, v1_cpuacct_;
  int v2_error_ = 0;
};

// CPU time in ns that a cgroup (v2, or v1 with cpuacct) has used since it was made; negative when
// it cannot be read.
double cgroup_cpu_ns(const std::string& folder);

// The processes in a cgroup and in all below it; none when that is no cgroup.
std::vector<pid_t> cgroup_processes(const std::string& folder);

}  // namespace assay::sys
