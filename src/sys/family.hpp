// SPDX-License-Identifier: Apache-2.0
// A process and all that came from it, as /proc shows them at one moment.
#pragma once
#include <sys/types.h>

#include <vector>

namespace assay::sys {

// Processes below `root`, it not included, parents before their children.
std::vector<pid_t> descendants_of(pid_t root);

// Sum of the resident memory; shared pages count once for each.
double resident_bytes(const std::vector<pid_t>& processes);

// CPU time of these processes and of those that they have waited for, counted by the kernel in
// ticks of 10 ms.
double ticked_cpu_ns(const std::vector<pid_t>& processes);

}  // namespace assay::sys
