// SPDX-License-Identifier: Apache-2.0
// Target `wasm-local`: a trial is _start of a WASI module, run inside assay-wasm.
#include "app/prepare.hpp"
#include "app/scenario_target.hpp"
#include "app/wording.hpp"
#include "base/text.hpp"
#include "sys/self.hpp"
#include "target/wasm_runner.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <utility>

namespace assay::app {
namespace {

namespace fs = std::filesystem;

std::string absolute(const TargetRequest& request, const std::string& path) {
  return (fs::path(request.surroundings.cwd) / path).lexically_normal().string();
}

// What a module cannot have: it is no process, and there is nobody to spawn one beside it.
Result<void> check_keys(const model::Scenario& scenario) {
  for (const model::ScenarioArm& arm : scenario.arms) {
    if (!arm.prepare.empty() || !arm.conclude.empty())
      return bad_usage("arm " + in_quotes(arm.name) + " has a prepare or conclude command",
                       "modules run inside one process, without commands between trials",
                       "use setup and cleanup, or target = \"process\"");
    if (!arm.entry)
      return bad_usage("arm " + in_quotes(arm.name) + " has no entry",
                       "target wasm-local runs a module", "give entry = \"FILE.wasm\" (or .wat)");
  }
  if (scenario.events)
    return bad_usage("a module cannot have events", "there is no FIFO that it could open",
                     "remove events, or use target = \"process\"");
  if (!scenario.metric_from.empty())
    return bad_usage("a module's output is not read for metrics", "",
                     "remove metric_from, or use target = \"process\"");
  return {};
}

// Only what the manifest gives: the harness's own environment would make runs differ.
std::vector<std::string> environment_of(const model::NamedValues& given) {
  std::vector<std::string> out;
  for (const auto& [name, value] : given) {
    std::erase_if(out, [&](const std::string& entry) { return entry.starts_with(name + "="); });
    out.push_back(name + "=" + value);
  }
  return out;
}

target::WasmArm arm_of(const TargetRequest& request, const model::ScenarioArm& arm) {
  target::WasmArm out;
  out.entry = absolute(request, *arm.entry);
  out.args = {fs::path(out.entry).filename().string()};
  if (arm.args) out.args.insert(out.args.end(), arm.args->begin(), arm.args->end());
  out.env = environment_of(arm.env);
  if (arm.input) out.input = absolute(request, *arm.input);
  return out;
}

std::string run_text(const target::WasmArm& arm) {
  std::string out;
  for (const std::string& entry : arm.env) {
    const std::size_t equals = entry.find('=');
    out += entry.substr(0, equals + 1) + shell_quote(entry.substr(equals + 1)) + " ";
  }
  out += shell_quote(arm.entry);
  for (std::size_t i = 1; i < arm.args.size(); ++i) out += " " + shell_quote(arm.args[i]);
  if (!arm.input.empty()) out += " < " + shell_quote(arm.input);
  return out;
}

}  // namespace

Result<TargetPlan> plan_wasm_local(const TargetRequest& request) {
  const model::Scenario& scenario = request.scenario;
  if (auto ok = check_keys(scenario); !ok) return std::move(ok).error();
  TargetPlan out;
  for (const model::ScenarioArm& arm : scenario.arms) {
    const target::WasmArm module = arm_of(request, arm);
    out.spawns.push_back(fmt::format("trial of {}: _start of {} ({}, inside assay-wasm)", arm.name,
                                     run_text(module), scenario.wasm.engine));
    model::Arm described;
    described.name = arm.name;
    described.role = out.arms.empty() && scenario.arms.size() > 1 ? "baseline" : "candidate";
    described.command.argv = module.args;
    described.command.argv[0] = module.entry;
    described.command.text = run_text(module);
    described.command.env = arm.env;
    described.command.executable = module.entry;
    described.parameters = scenario.values;
    out.arms.push_back(std::move(described));
  }
  return out;
}

Opened open_wasm_local(const TargetRequest& request) {
  const model::Scenario& scenario = request.scenario;
  if (auto ok = check_keys(scenario); !ok) return std::move(ok).error();
  auto program = sys::find_part("assay-wasm");
  if (!program) return std::move(program).error();
  target::WasmOptions options;
  options.program = *program;
  options.engine =
      scenario.wasm.engine == "interp" ? wasm::Engine::interpreter : wasm::Engine::compiled;
  for (const model::ScenarioArm& arm : scenario.arms) options.arms.push_back(arm_of(request, arm));
  options.timeout_ns = scenario.timeout_ns.value_or(0);
  options.pinned_cpus = scenario.pinned_cpus;
  // An exit code that is expected is checked like any other result, later.
  options.accepted.any = scenario.expected.exit_code.has_value();
  options.keep_output = scenario.expected.reads_output();
  options.cache = request.surroundings.cache;
  options.search_path = request.surroundings.path;
  options.seed = request.seed;
  options.interrupt_fd = request.interrupt_fd;
  options.disturbance = process_options({}, {}).disturbance;
  auto runner = target::WasmRunner::start(std::move(options));
  if (!runner) return std::move(runner).error();
  return std::unique_ptr<target::ObservedRunner>(std::move(*runner));
}

}  // namespace assay::app
