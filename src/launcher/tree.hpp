// SPDX-License-Identifier: Apache-2.0
// The processes below the launcher: listed, weighed, killed. Nobody else is below it, because it is
// a subreaper and runs one trial at a time.
#pragma once
#include "launcher/low.hpp"

#include <sys/types.h>

#include <cstddef>
#include <cstdint>

namespace assay::launcher {

class Tree {
 public:
  // Descriptors of the trial cgroup's cgroup.procs and cgroup.kill, -1 for none; borrowed.
  void use_cgroup(int procs, int kill) {
    procs_ = procs;
    kill_ = kill;
    spent_ = false;
  }

  // Sum of the resident memory of every process, and how many there were.
  struct Weight {
    std::int64_t rss = 0;
    std::int64_t processes = 0;
  };
  Weight weigh();

  // SIGKILL for all that is there now; call again until nothing is left.
  //   group     by cgroup.kill: at once, however fast the tree grows. It spends the group: since
  //             Linux 6.14 a process cloned into a group that was once killed from outside it is
  //             killed at birth, so nothing may be run in it afterwards.
  //   walk      process by process, each frozen first so that none is born behind our back.
  //   both      the group, and those that left it.
  enum class Means { group, walk, both };
  void kill(Means means);
  bool spent() const { return spent_; }

 private:
  static constexpr std::size_t kMost = 1 << 15;  // processes that are seen at once

  bool list_cgroup();
  // Breadth first from the launcher; with `freeze`, each is stopped before its children are read,
  // so that none can be born behind our back.
  void list_children(bool freeze);
  void add_children(pid_t parent, bool freeze);
  void scan_proc(bool freeze);
  void add(pid_t pid, bool freeze);

  int procs_ = -1;
  int kill_ = -1;
  bool spent_ = false;
  bool children_files_ = true;  // /proc/PID/task/TID/children, absent from some kernels
  std::size_t count_ = 0;
  pid_t pids_[kMost];
  char buffer_[16384];
};

}  // namespace assay::launcher
