// SPDX-License-Identifier: Apache-2.0
// What of a manifest only the disk can tell: files and folders it speaks of are there.
#pragma once
#include "base/result.hpp"
#include "model/scenario.hpp"

namespace assay::app {

// `before_setup`: what the setup command may still make (when there is one) may be missing.
enum class Moment { before_setup, ready };

// REQUIRES: an instance of expand_scenario(). Faults (usage): the entry does not exist, module_root
// or cwd is no folder, stdin or an input cannot be read. Arms with a `rev` are not looked at: their
// files are in a worktree.
Result<void> check_scenario(const model::Scenario& instance, Moment moment);

}  // namespace assay::app
