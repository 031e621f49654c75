// SPDX-License-Identifier: Apache-2.0
// From options to arms: every command with every combination of parameters, its hooks and where its
// output goes. Pure.
#pragma once
#include "app/commands.hpp"
#include "app/compare_options.hpp"
#include "base/result.hpp"
#include "model/report.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace assay::app {

inline constexpr std::size_t kMaxArms = 10'000;

struct ArmPlan {
  std::string name;  // unique; -n, else the command, with parameters it does not mention behind it
  CommandLine command;
  std::vector<std::pair<std::string, std::string>> parameters;
  std::optional<CommandLine> setup, prepare, conclude, cleanup;
  OutputPolicy output;
  std::optional<std::string> rev;  // git revision it is built from
};

struct ArmPlans {
  std::vector<ArmPlan> arms;  // the baseline first; the control arm is not among them
  std::vector<model::Diagnostic> diagnostics;  // "shell", "parameter-unused"
};

// Order: the reference if there is one, then for each combination of parameters all commands (or
// revisions); the first parameter changes fastest. Faults (usage): a count of -n, -p, -C or
// --output that fits no arms, names that are not unique, a reference that is also a command,
// more than kMaxArms arms, commands that cannot be split.
Result<ArmPlans> plan_arms(const CompareOptions& options);

}  // namespace assay::app
