// SPDX-License-Identifier: Apache-2.0
// One scenario to its instances: an instance for each combination of parameters, with everything
// filled in that a target needs. Pure.
#pragma once
#include "base/result.hpp"
#include "model/scenario.hpp"

#include <vector>

namespace assay::app {

// The first parameter changes fastest, as in `assay compare -L`; zipped parameters change together,
// excluded combinations are left out. In every instance
//
// - `name` has "[a=1,b=2]" behind it and `values` holds the combination (nothing without
//   parameters); {name} is filled into commands, args, env, cwd, entry, module_root, stdin, inputs,
//   expectations, the server's and the library's settings;
// - `entry`, `module_root`, `cwd`, `input` and `inputs` are paths from `folder`, so absolute when
// it
//   is; {entry} and {module_root} are filled in. Without a module_root that is the entry's folder;
// - `arms` is never empty (one "baseline" when the manifest has none) and each arm is complete:
//   command (of process and server: the entry and args when there is no command, else args behind
//   its words), entry, args, env (the scenario's with the arm's changes), cwd, input, prepare,
//   conclude. cwd is never empty: else module_root if given, else `folder`;
// - of an arm with a `rev` all of these paths stay relative (to where `folder` is in the worktree),
//   and cwd may be empty.
//
// Scenario-wide hooks run in the scenario's cwd, else module_root, else `folder`: expanded into
// `cwd`. Server commands keep {port}. Faults (usage): more than 10,000 instances; every combination
// excluded.
Result<std::vector<model::Scenario>> expand_scenario(const model::Scenario& scenario);

}  // namespace assay::app
