// SPDX-License-Identifier: Apache-2.0
// One child at the cost of vfork: it shares the launcher's memory until it calls execve, so nothing
// is copied, and why it failed is simply written down.
#pragma once
#include "launcher/command.hpp"
#include "launcher/protocol.hpp"

#include <sys/types.h>

#include <cstdint>

namespace assay::launcher {

struct SpawnPlan {
  const Command* command = nullptr;
  std::uint64_t spin_ns = 0;
  int null_descriptor = -1;    // /dev/null, read and write
  int kept_descriptor = -1;    // for Stream::kept
  int cgroup_descriptor = -1;  // directory of a v2 cgroup to start in; -1: the launcher's own
};

struct Spawned {
  pid_t pid = -1;  // -1: nothing was spawned
  int pidfd = -1;  // the caller closes it
  int error = 0;   // errno; when a child exists it has already exited and must be reaped
  Stage stage = Stage::spawn;
};

// Returns once the child runs its program, or has failed to. All signals are blocked meanwhile in
// the launcher, and in the child until just before execve.
Spawned spawn(const SpawnPlan& plan);

}  // namespace assay::launcher
