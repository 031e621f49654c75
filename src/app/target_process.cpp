// SPDX-License-Identifier: Apache-2.0
// Target `process`: a trial is a spawn.
#include "app/prepare.hpp"
#include "app/scenario_command.hpp"
#include "app/scenario_target.hpp"
#include "app/wording.hpp"
#include "sys/self.hpp"

#include <fmt/format.h>

#include <utility>

namespace assay::app {
namespace {

struct Spawned {
  target::ProcessOptions options;
  TargetPlan plan;
};

bool checks_code(const model::Scenario& scenario) {
  return scenario.expected.exit_code.has_value();
}

Result<std::optional<target::Command>> hook_of(const TargetRequest& request, std::size_t arm,
                                               const model::ScenarioCommand& command,
                                               std::string_view which, TargetPlan& plan) {
  if (command.empty()) return std::optional<target::Command>();
  const model::ScenarioArm& one = request.scenario.arms[arm];
  Execution execution = execution_of(request.scenario, one);
  execution.input.reset();
  const CommandLine line = line_of(command);
  plan.spawns.push_back(fmt::format("{} of {}: {}", which, one.name,
                                    spawn_text(line, execution, request.folders[arm])));
  auto made = spawnable(line, execution, request.surroundings, request.folders[arm]);
  if (!made) return std::move(made).error().in(fmt::format("{} of '{}'", which, one.name));
  return std::optional(std::move(*made));
}

Result<void> add_arm(const TargetRequest& request, std::size_t arm, Spawned& out) {
  const model::Scenario& scenario = request.scenario;
  const model::ScenarioArm& one = scenario.arms[arm];
  if (one.command.empty())
    return bad_usage("arm " + in_quotes(one.name) + " has no command", "there is nothing to run",
                     "give it a command, a shell line or an entry");
  const Execution execution = execution_of(scenario, one);
  const CommandLine line = line_of(one.command);

  target::ProcessArm process;
  auto prepare = hook_of(request, arm, one.prepare, "prepare", out.plan);
  if (!prepare) return std::move(prepare).error();
  process.prepare = std::move(*prepare);
  out.plan.spawns.push_back(
      fmt::format("trial of {}: {}", one.name, spawn_text(line, execution, request.folders[arm])));
  auto command = spawnable(line, execution, request.surroundings, request.folders[arm]);
  if (!command) return std::move(command).error().in("arm " + in_quotes(one.name));
  process.command = std::move(*command);
  if (scenario.expected.reads_output()) process.command.output = target::Output::capture;
  auto conclude = hook_of(request, arm, one.conclude, "conclude", out.plan);
  if (!conclude) return std::move(conclude).error();
  process.conclude = std::move(*conclude);

  model::Arm described;
  described.name = one.name;
  described.role = arm == 0 && scenario.arms.size() > 1 ? "baseline" : "candidate";
  described.command = command_record(line, process.command, execution);
  described.parameters = scenario.values;
  out.plan.arms.push_back(std::move(described));
  out.options.arms.push_back(std::move(process));
  return {};
}

Result<Spawned> spawned(const TargetRequest& request) {
  const model::Scenario& scenario = request.scenario;
  Spawned out;
  ExitPolicy exits;
  // An exit code that is expected is checked like any other result; every other one is let through
  // until then.
  if (checks_code(scenario)) exits.ignore = IgnoredExits::all;
  out.options = process_options(execution_of(scenario, scenario.arms.front()), exits);
  out.options.seed = request.seed;
  out.options.interrupt_fd = request.interrupt_fd;
  out.options.events = scenario.events;
  out.options.scratch = scratch_folder(request.surroundings);
  for (const std::string& source : scenario.metric_from) {
    auto from = target::parse_metric_from(source);
    if (!from) return std::move(from).error();
    out.options.metrics_from.push_back(std::move(*from));
  }
  for (std::size_t arm = 0; arm < scenario.arms.size(); ++arm)
    if (auto added = add_arm(request, arm, out); !added) return std::move(added).error();
  return out;
}

}  // namespace

Result<TargetPlan> plan_process(const TargetRequest& request) {
  auto made = spawned(request);
  if (!made) return std::move(made).error();
  return std::move(made->plan);
}

Opened open_process(const TargetRequest& request) {
  auto made = spawned(request);
  if (!made) return std::move(made).error();
  auto launcher = launcher_path(request.launcher);
  if (!launcher) return std::move(launcher).error();
  made->options.launcher = *launcher;
  if (request.scenario.allocations) {
    auto interposer = sys::find_part("libassay-alloc.so");
    if (!interposer) return std::move(interposer).error();
    made->options.allocations = std::move(*interposer);
  }
  auto runner = target::ProcessRunner::start(std::move(made->options));
  if (!runner) return std::move(runner).error();
  return std::unique_ptr<target::ObservedRunner>(std::move(*runner));
}

}  // namespace assay::app
