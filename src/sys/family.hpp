// SPDX-License-Identifier: Apache-2.0
// A process and all that came from it, as /proc shows them at one moment.
#pragma once
#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <vector>

namespace assay::sys {

// Processes below `root`, it not included, parents before their children.
std::vector<pid_t> descendants_of(pid_t root);

// Sum of the resident memory; shared pages count once for each.
double resident_bytes(const std::vector<pid_t>& processes);

// CPU time of these processes and of those that they have waited for, counted by the kernel in
// ticks of 10 ms.
double ticked_cpu_ns(const std::vector<pid_t>& processes);

// When a process was started, in ticks since the machine was: with its number that names it for
// good. None for one that has gone, a zombie included.
std::optional<std::uint64_t> started_at(pid_t process);
// 0 for one that has gone.
pid_t parent_of(pid_t process);

// Bytes fetched from storage, and of pages made dirty.
struct DiskBytes {
  double read = 0;
  double written = 0;
};
// Of these processes and of those that they have waited for; none when one that lives must not be
// looked at, or the kernel does not count.
std::optional<DiskBytes> disk_bytes(const std::vector<pid_t>& processes);
// Of `root` and all below it.
std::optional<DiskBytes> tree_disk_bytes(pid_t root);

}  // namespace assay::sys
