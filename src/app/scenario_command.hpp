// SPDX-License-Identifier: Apache-2.0
// A scenario's commands in the words of what spawns them. Pure.
#pragma once
#include "app/commands.hpp"
#include "app/compare_options.hpp"
#include "model/scenario.hpp"

#include <string>
#include <string_view>

namespace assay::app {

// No shell unless asked: a `shell` line goes through sh -c, words are executed as they are.
// REQUIRES: a command that is not empty.
CommandLine line_of(const model::ScenarioCommand& command);
// The other way round, for a command that came as one word of a command line: its words, or a
// shell's line when only a shell can do it. Faults: usage.
Result<model::ScenarioCommand> scenario_command(const std::string& text);

// What holds for all trials of an arm.
Execution execution_of(const model::Scenario& scenario, const model::ScenarioArm& arm);

// A line for --dry-run that a shell would run alike: "cd /folder && A=b gzip -c x < input".
std::string spawn_text(const CommandLine& line, const Execution& execution,
                       std::string_view folder);

}  // namespace assay::app
