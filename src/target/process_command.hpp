// SPDX-License-Identifier: Apache-2.0
// Commands in the launcher's words. Pure.
#pragma once
#include "sys/launcher_client.hpp"
#include "target/process_runner.hpp"

#include <cstdint>
#include <vector>

namespace assay::target {

// The command of an arm, in the slot of its number. `captured` takes its output where that is
// Output::capture.
sys::LauncherCommand trial_command(const ProcessOptions& options, std::uint32_t arm, int captured);

// A setup, prepare, conclude or cleanup command: what it leaves running lives on, it shares the
// harness's process group (so that it may ask the terminal for a password) and has no deadline.
sys::LauncherCommand hook_command(const Command& command, std::uint32_t slot);

// A server: leads a process group of its own and has no deadline.
sys::LauncherCommand daemon_command(const Command& command, const std::vector<int>& pinned_cpus);

}  // namespace assay::target
