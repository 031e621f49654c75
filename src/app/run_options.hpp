// SPDX-License-Identifier: Apache-2.0
// What `assay run` was asked to do.
#pragma once
#include "app/baselines.hpp"
#include "app/compare_options.hpp"
#include "app/gate.hpp"
#include "base/result.hpp"
#include "model/scenario.hpp"

#include <optional>
#include <string>
#include <vector>

namespace assay::app {

using CiOutput = GateFormat;

struct RunOptions {
  // What it shares with a comparison. `commands` (one line) or `argv` is an ad hoc command, of
  // which there is one scenario; names, hooks, cwd, input, events and metric_from are of that one
  // only. The plan, the metrics, env, pin, timeout, linger and tree override every manifest's.
  // `rounds` is --iterations, `revs` holds at most the one revision that is the baseline.
  CompareOptions common;

  std::vector<std::string> paths;  // manifests, and folders of them
  std::optional<std::string> filter;
  std::vector<std::string> tags;
  std::optional<model::Target> target;
  bool list = false;
  bool dry_run = false;

  std::optional<std::string> baseline_command;  // a baseline arm for scenarios with one arm
  BaselineOptions baseline;

  std::vector<CiOutput> formats;
  std::optional<std::string> verdict_file;

  bool ad_hoc() const { return !common.commands.empty() || !common.argv.empty(); }
};

// Options that contradict one another. Pure. Faults: usage.
Result<void> check_run(const RunOptions& options);
// The folders of what will be written exist. Faults: usage.
Result<void> check_files(const RunOptions& options);

}  // namespace assay::app
