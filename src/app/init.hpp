// SPDX-License-Identifier: Apache-2.0
// A starter manifest for a command: what it needs to run, and as comments what else there is.
#pragma once
#include "app/outcome.hpp"
#include "base/result.hpp"
#include "model/scenario.hpp"

#include <optional>
#include <string>
#include <vector>

namespace assay::app {

struct InitOptions {
  std::vector<std::string> argv;  // the command, not empty; of other targets than process and
                                  // server: the entry and its arguments
  std::string shell;              // the whole as a line for a shell, when it needs one
  model::Target target = model::Target::process;
  std::optional<std::string> output;  // absent: NAME.toml in `cwd`; "-" = standard output
  bool force = false;                 // overwrite
  std::string cwd;
};

// Writes the manifest, or hands it over as the outcome's text. Faults (usage): the file is there
// already, or cannot be written; words that TOML cannot hold (not UTF-8).
Result<Outcome> init(const InitOptions& options);

// The manifest's text. Every line that begins with '#' and no space after it is a key that can be
// uncommented. `cwd`: where the command runs, from the manifest's folder; empty = there.
std::string starter_manifest(const std::string& name, const InitOptions& options,
                             const std::string& cwd);

}  // namespace assay::app
