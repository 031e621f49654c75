// SPDX-License-Identifier: Apache-2.0
// Time and chance: the two things that a run takes from outside and writes into its report.
#pragma once
#include <cstdint>
#include <string>

namespace assay::sys {

// CLOCK_MONOTONIC in nanoseconds; about 20 ns a call. Only differences mean anything.
double monotonic_ns();
// CLOCK_BOOTTIME in nanoseconds: as above, and goes on while the machine is suspended.
double boot_ns();
// CPU time of this process, all threads, without its children.
double own_cpu_ns();
// "2026-11-21T08:28:22Z".
std::string utc_now();
std::string utc_text(std::int64_t unix_seconds);
// 32 hexadecimal digits from the kernel's random source; no two runs share one.
std::string run_id();
std::uint64_t random_seed();

}  // namespace assay::sys
