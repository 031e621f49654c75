// SPDX-License-Identifier: Apache-2.0
// What `uname -a`, `stat -f -c %T` and `lscpu` print, for people who read the artifacts of a run.
#pragma once
#include "base/result.hpp"

#include <cstdint>
#include <string>

namespace assay::sys {

// "Linux host 6.1.0-18-amd64 #1 SMP ... x86_64 GNU/Linux", without a newline.
std::string kernel_text();

// The type of the file system that holds `path`, links followed: "ext2/ext3", "tmpfs",
// "UNKNOWN (0x1234)". Fault: usage (nothing there).
Result<std::string> file_system_type(const std::string& path);
// The name of a number that statfs(2) gives.
std::string file_system_name(std::uint64_t magic);

// Where there is no lscpu, what /proc/cpuinfo says. Faults: internal.
Result<std::string> cpu_text();

}  // namespace assay::sys
