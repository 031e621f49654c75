// SPDX-License-Identifier: Apache-2.0
// One scenario to its instances: an instance for each combination of parameters, with everything
// filled in that a target needs. Pure.
#pragma once
#include "base/result.hpp"
#include "model/scenario.hpp"

#include <span>
#include <string>
#include <vector>

namespace assay::app {

// Where what the manifest's folder holds is in the worktree of an arm's revision.
struct ArmFolder {
  std::string arm;
  std::string folder;
};

// The first parameter changes fastest, as in `assay compare -L`; zipped parameters change together,
// excluded combinations are left out. In every instance
//
// - `name` has "[a=1,b=2]" behind it and `values` holds the combination (nothing without
//   parameters); {name} is filled into commands, args, env, cwd, entry, module_root, stdin, inputs,
//   expectations, the server's and the library's settings;
// - `entry`, `module_root`, `cwd`, `input` and `inputs` are paths from `folder`, so absolute when
// it
//   is; {entry} and {module_root} are filled in. Without a module_root that is the entry's folder,
//   else `folder`;
// - `arms` is never empty (one "baseline" when the manifest has none) and each arm is complete:
//   command (of process and server: the entry and args when there is no command, else args behind
//   its words; empty for others), entry, args, env (the scenario's with the arm's changes), cwd,
//   input, prepare, conclude;
// - `cwd` is never empty: else module_root if given, else `folder`. Setup, cleanup and build run in
//   the scenario's, trials in the arm's.
//
// Paths of an arm with a `rev` count from its folder in `folders`. Without one they stay relative,
// and the arm's cwd is "" unless said: to run it, make the worktree and expand again.
//
// A server's {port} stays. Faults (usage): more than 10,000 combinations; every one excluded;
// {entry} without an entry; values that grow without end.
Result<std::vector<model::Scenario>> expand_scenario(const model::Scenario& scenario,
                                                     std::span<const ArmFolder> folders = {});

}  // namespace assay::app
