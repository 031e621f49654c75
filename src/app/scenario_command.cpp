// SPDX-License-Identifier: Apache-2.0
#include "app/scenario_command.hpp"

#include "base/text.hpp"

#include <utility>
#include <vector>

namespace assay::app {
namespace {

std::string shell_words(const std::vector<std::string>& words) {
  std::vector<std::string> out;
  for (const std::string& word : words) out.push_back(shell_quote(word));
  return join(out, " ");
}

}  // namespace

CommandLine line_of(const model::ScenarioCommand& command) {
  if (command.shell.empty()) return {shell_words(command.argv), command.argv, false};
  return {command.shell, {"sh", "-c", command.shell}, true};
}

Result<model::ScenarioCommand> scenario_command(const std::string& text) {
  model::ScenarioCommand out;
  auto words = split_words(text);
  if (!words) return std::move(words).error();
  if (shell_need(text))
    out.shell = text;
  else
    out.argv = *std::move(words);
  return out;
}

Execution execution_of(const model::Scenario& scenario, const model::ScenarioArm& arm) {
  Execution out;
  out.env = arm.env;
  out.cwd = arm.cwd;
  out.input = arm.input;
  out.pinned_cpus = scenario.pinned_cpus;
  out.timeout_ns = scenario.timeout_ns;
  out.linger_ns = scenario.linger_ns;
  out.tree = scenario.main_only ? Tree::main : Tree::all;
  return out;
}

std::string spawn_text(const CommandLine& line, const Execution& execution,
                       std::string_view folder) {
  std::string out;
  if (!folder.empty()) out += "cd " + shell_quote(folder) + " && ";
  for (const auto& [name, value] : execution.env) out += name + "=" + shell_quote(value) + " ";
  out += shell_words(line.argv);
  if (execution.input) out += " < " + shell_quote(*execution.input);
  return out;
}

}  // namespace assay::app
