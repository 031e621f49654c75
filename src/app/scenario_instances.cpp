// SPDX-License-Identifier: Apache-2.0
#include "app/scenario_instances.hpp"

#include "app/expand_scenario.hpp"
#include "app/load_manifests.hpp"
#include "app/scenario_command.hpp"
#include "app/wording.hpp"
#include "sys/clock.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <utility>

namespace assay::app {
namespace {

namespace fs = std::filesystem;

template <typename T, typename U>
void take_given(std::optional<T>& into, const std::optional<U>& given) {
  if (given) into = *given;
}

// The file name of the program, in letters that a scenario's name may hold.
std::string name_of(const model::ScenarioCommand& command) {
  const std::string word =
      command.argv.empty() ? command.shell.substr(0, command.shell.find(' ')) : command.argv[0];
  std::string out = fs::path(word).filename().string().substr(0, 60);
  for (char& c : out)
    if (!std::isalnum(static_cast<unsigned char>(c)) && c != '.' && c != '_' && c != '-') c = '-';
  return out.empty() ? "command" : out;
}

Result<void> add_hook(const std::optional<std::string>& text, model::ScenarioCommand& into) {
  if (!text) return {};
  auto command = scenario_command(*text);
  if (!command) return std::move(command).error();
  into = std::move(*command);
  return {};
}

std::optional<std::string> only(const std::vector<std::string>& list) {
  return list.empty() ? std::optional<std::string>() : list.front();
}

// The flags of one command as a scenario.
Result<model::Scenario> ad_hoc(const RunOptions& options, const Surroundings& surroundings) {
  const CompareOptions& given = options.common;
  model::Scenario out;
  out.folder = surroundings.cwd;
  if (!given.argv.empty()) {
    out.command.argv = given.argv;
  } else {
    auto command = scenario_command(given.commands.front());
    if (!command) return std::move(command).error();
    out.command = std::move(*command);
  }
  out.name = only(given.names).value_or(name_of(out.command));
  out.target = options.target.value_or(model::Target::process);
  out.cwd = given.execution.cwd;
  out.input = given.execution.input;
  out.events = given.events;
  out.metric_from = given.metric_from;
  const struct {
    const char* flag;
    std::optional<std::string> text;
    model::ScenarioCommand& into;
  } hooks[] = {{"--setup", given.setup, out.setup},
               {"--prepare", only(given.prepare), out.prepare},
               {"--conclude", only(given.conclude), out.conclude},
               {"--cleanup", given.cleanup, out.cleanup}};
  for (const auto& hook : hooks)
    if (auto ok = add_hook(hook.text, hook.into); !ok) return std::move(ok).error().in(hook.flag);
  return out;
}

// What flags say holds for every scenario.
void override_by(const RunOptions& options, model::Scenario& scenario) {
  const CompareOptions& given = options.common;
  model::ScenarioPlan& plan = scenario.plan;
  if (given.rounds || given.min_rounds || given.max_rounds || given.max_time_ns) {
    // One of them answers "how long?" anew.
    plan.iterations.reset();
    plan.min_rounds.reset();
    plan.max_rounds.reset();
    plan.max_time_ns.reset();
  }
  take_given(plan.iterations, given.rounds);
  take_given(plan.min_rounds, given.min_rounds);
  take_given(plan.max_rounds, given.max_rounds);
  take_given(plan.max_time_ns, given.max_time_ns);
  take_given(plan.warmup, given.warmup);
  take_given(plan.alpha, given.alpha);
  take_given(plan.seed, given.seed);
  if (given.min_effect.given()) {
    plan.min_effect_relative = given.min_effect.relative;
    plan.min_effect_ns = given.min_effect.ns;
    plan.min_effect_bytes = given.min_effect.bytes;
    plan.min_effect_count = given.min_effect.count;
  }
  if (given.control) plan.control = true;
  if (!given.metrics.empty()) scenario.metrics = given.metrics;
  for (const auto& change : given.execution.env) scenario.env.push_back(change);
  take_given(scenario.timeout_ns, given.execution.timeout_ns);
  take_given(scenario.linger_ns, given.execution.linger_ns);
  if (!given.execution.pinned_cpus.empty()) scenario.pinned_cpus = given.execution.pinned_cpus;
  if (given.execution.tree == Tree::main) scenario.main_only = true;
}

// The arms before they are completed by expand_scenario().
Result<void> name_arms(const RunOptions& options, model::Scenario& scenario) {
  const bool live = options.baseline_command || !options.common.revs.empty();
  if (live && scenario.arms.size() > 1)
    return bad_usage(fmt::format("{} has arms of its own", in_quotes(scenario.name)),
                     "--baseline-command and --rev add a baseline to a scenario with one arm",
                     "leave it out with --filter, or drop the flag");
  if (scenario.arms.empty()) scenario.arms.emplace_back().name = "candidate";
  if (!live) return {};
  model::ScenarioArm baseline = scenario.arms.front();
  baseline.name = "baseline";
  if (options.baseline_command) {
    if (scenario.target == model::Target::library || scenario.target == model::Target::wasm_local)
      return bad_usage(fmt::format("{} runs no command", in_quotes(scenario.name)),
                       fmt::format("its target is {}", name(scenario.target)),
                       "write a baseline arm with an entry of its own into the manifest");
    auto command = scenario_command(*options.baseline_command);
    if (!command) return std::move(command).error().in("--baseline-command");
    baseline.command = std::move(*command);
  } else {
    baseline.rev = options.common.revs.front();
    if (options.common.build) {
      auto build = scenario_command(*options.common.build);
      if (!build) return std::move(build).error().in("--build");
      scenario.build = std::move(*build);
    }
  }
  if (scenario.arms.front().name == "baseline") scenario.arms.front().name = "candidate";
  scenario.arms.insert(scenario.arms.begin(), std::move(baseline));
  return {};
}

// The baseline once more, as the null.
Result<void> add_control(model::Scenario& scenario) {
  if (!scenario.plan.control || scenario.arms.size() < 2) return {};
  if (std::any_of(scenario.arms.begin(), scenario.arms.end(),
                  [](const auto& arm) { return arm.name == "control"; }))
    return bad_usage("two arms are named 'control'", "the control adds an arm of that name",
                     "give the arm of the manifest another name");
  scenario.arms.push_back(scenario.arms.front());
  scenario.arms.back().name = "control";
  return {};
}

void add_instances(const RunOptions& options, const Surroundings& surroundings,
                   const std::string& sha256, model::Scenario scenario,
                   std::vector<Instance>& out) {
  scenario.folder = (fs::path(surroundings.cwd) / scenario.folder).lexically_normal().string();
  override_by(options, scenario);
  const std::string name = scenario.name;
  if (auto ok = name_arms(options, scenario); !ok) {
    out.push_back({name, sha256, std::move(ok).error()});
    return;
  }
  auto expanded = expand_scenario(scenario);
  if (!expanded) {
    out.push_back({name, sha256, std::move(expanded).error()});
    return;
  }
  for (model::Scenario& each : *expanded) {
    if (auto ok = add_control(each); !ok)
      out.push_back({each.name, sha256, std::move(ok).error()});
    else
      out.push_back({each.name, sha256, std::move(each)});
  }
}

}  // namespace

Result<std::vector<Instance>> scenario_instances(const RunOptions& options,
                                                 const Surroundings& surroundings) {
  std::vector<Instance> out;
  if (options.ad_hoc()) {
    auto scenario = ad_hoc(options, surroundings);
    if (!scenario) return std::move(scenario).error();
    add_instances(options, surroundings, "", std::move(*scenario), out);
    return out;
  }
  auto loaded = load_manifests({.paths = options.paths,
                                .filter = options.filter,
                                .tags = options.tags,
                                .target = options.target,
                                .cwd = surroundings.cwd});
  if (!loaded) return std::move(loaded).error();
  for (LoadedManifest& manifest : *loaded) {
    if (!manifest.scenario)
      out.push_back({manifest.file, manifest.sha256, std::move(manifest.scenario).error()});
    else
      add_instances(options, surroundings, manifest.sha256, std::move(*manifest.scenario), out);
  }
  return out;
}

}  // namespace assay::app
