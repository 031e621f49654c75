// SPDX-License-Identifier: Apache-2.0
// What a launcher that was killed leaves behind. This process is a subreaper, so the trial's
// processes have become its children; they are killed here.
#pragma once
#include <sys/types.h>

#include <span>
#include <string>
#include <vector>

namespace assay::sys {

std::vector<pid_t> children_of_this_process();

// Kills and reaps the processes of `group` (a v2 cgroup's folder, may be empty) and all children of
// this process, with their descendants, except `bystanders`. Gives up after five seconds.
void kill_orphans(const std::string& group, std::span<const pid_t> bystanders);

}  // namespace assay::sys
