// SPDX-License-Identifier: Apache-2.0
// Commands that run once around all trials of a target: setup and cleanup.
#pragma once
#include "base/result.hpp"
#include "model/ports.hpp"
#include "sys/family.hpp"
#include "target/process_runner.hpp"

#include <memory>
#include <string>
#include <vector>

namespace assay::sys {
class LauncherClient;
}

namespace assay::target {

// Starts a launcher with the first command. Daemons that a command leaves behind live until this
// is destroyed, so it outlives the target whose trials need them, and is made before it.
class HookRunner {
 public:
  HookRunner(std::string launcher, int interrupt_fd);
  ~HookRunner();
  HookRunner(const HookRunner&) = delete;
  HookRunner& operator=(const HookRunner&) = delete;

  // Runs the command to the end of its main process, but no longer than `timeout_ns` (0: for ever).
  // With `cancel` an interruption ends it, also one that has come before. Errors are the harness's
  // own.
  using OnInterrupt = ProcessRunner::OnInterrupt;
  Result<model::TrialOutcome> run(const Command& command, OnInterrupt on_interrupt,
                                  double timeout_ns = 0);

  // Processes that commands have left behind and that still live.
  std::vector<pid_t> left_behind() const;

 private:
  std::string launcher_;
  int interrupt_fd_;
  std::unique_ptr<sys::LauncherClient> client_;
};

}  // namespace assay::target
