// SPDX-License-Identifier: Apache-2.0
#include "app/disturbance.hpp"
#include "app/scenario_target.hpp"
#include "app/wording.hpp"
#include "sys/self.hpp"
#include "target/library_runner.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>

namespace assay::app {
namespace {

namespace fs = std::filesystem;

Error not_for_libraries(const model::Scenario& scenario, const std::string& key,
                        const std::string& hint) {
  return bad_usage("scenario " + in_quotes(scenario.name) + ": the target library has no " + key,
                   "its arms are functions that one process calls in turns", hint);
}

// What a manifest may say of other targets, but not of this one.
Result<void> check(const model::Scenario& scenario) {
  const auto& first = scenario.arms.front();
  if (scenario.events || !scenario.metric_from.empty())
    return not_for_libraries(scenario, "metrics of a program's own",
                             "leave out events and "
                             "metric_from, or measure a program of it by the target process");
  // What is written and not done would be a check that never fails, or always.
  if (scenario.expected.exit_code || scenario.expected.reads_output() ||
      scenario.expected.reads_errors())
    return not_for_libraries(scenario, "exit code and output to expect",
                             "check results in assay_bench_setup, which may refuse, or expect them "
                             "of [targets.process] alone");
  for (const auto& arm : scenario.arms) {
    if (!arm.command.empty())
      return not_for_libraries(scenario, "command", "give the shared object as entry");
    if (!arm.entry || arm.entry->empty())
      return bad_usage("scenario " + in_quotes(scenario.name) + ": the arm " + in_quotes(arm.name) +
                           " has no entry",
                       "the target library measures a shared object", "entry = \"libwork.so\"");
    if (arm.input) return not_for_libraries(scenario, "stdin", "read a file in assay_bench_setup");
    if (!arm.prepare.empty() || !arm.conclude.empty())
      return not_for_libraries(scenario, "prepare and conclude",
                               "prepare in assay_bench_setup, or once by setup");
    if (arm.env != first.env)
      return not_for_libraries(scenario, "env of an arm",
                               "tell arms apart by args, which assay_bench_setup gets");
    if (arm.cwd != first.cwd && !arm.rev && !first.rev)
      return not_for_libraries(scenario, "cwd of an arm", "give cwd for the whole scenario");
  }
  return {};
}

// The object's path, absolute: the worker may run in another folder.
std::string object_of(const TargetRequest& request, std::size_t arm) {
  const auto& one = request.scenario.arms[arm];
  const fs::path from = one.rev ? request.folders[arm] : request.surroundings.cwd;
  return (from / *one.entry).lexically_normal().string();
}

std::vector<std::string> environment(const TargetRequest& request) {
  auto env = request.surroundings.env;
  for (const auto& [name, value] : request.scenario.arms.front().env) {
    std::erase_if(env, [&](const auto& pair) { return pair.first == name; });
    env.emplace_back(name, value);
  }
  std::vector<std::string> out;
  for (const auto& [name, value] : env) out.push_back(name + "=" + value);
  return out;
}

std::vector<std::string> args_of(const TargetRequest& request, std::size_t arm) {
  return request.scenario.arms[arm].args.value_or(request.scenario.args);
}

}  // namespace

Result<TargetPlan> plan_library(const TargetRequest& request) {
  const auto& scenario = request.scenario;
  if (auto ok = check(scenario); !ok) return std::move(ok).error();
  TargetPlan out;
  for (std::size_t i = 0; i < scenario.arms.size(); ++i) {
    model::Arm arm;
    arm.name = scenario.arms[i].name;
    arm.role = i == 0 ? "baseline" : "candidate";
    auto& command = arm.command;
    command.executable = object_of(request, i);
    command.argv = {command.executable};
    for (const auto& word : args_of(request, i)) command.argv.push_back(word);
    for (const auto& word : command.argv)
      command.text += (command.text.empty() ? "" : " ") + shell_quote(word);
    command.text += " " + scenario.library.symbol + "()";
    command.cwd = request.folders.front();
    command.env = scenario.arms[i].env;
    out.spawns.push_back(fmt::format("each round, in one assay-worker: {} of {} slices: {}",
                                     arm.name, scenario.library.slices, command.text));
    out.arms.push_back(std::move(arm));
  }
  return out;
}

Opened open_library(const TargetRequest& request) {
  const auto& scenario = request.scenario;
  if (auto ok = check(scenario); !ok) return std::move(ok).error();
  auto worker = sys::find_part("assay-worker");
  if (!worker) return std::move(worker).error();
  target::LibraryOptions options;
  options.worker = *worker;
  if (scenario.allocations) {
    auto interposer = sys::find_part("libassay-alloc.so");
    if (!interposer) return std::move(interposer).error();
    options.interposer = *interposer;
  }
  for (std::size_t i = 0; i < scenario.arms.size(); ++i)
    options.arms.push_back({.path = object_of(request, i),
                            .symbol = scenario.library.symbol,
                            .args = args_of(request, i)});
  options.slice_ns = scenario.library.slice_ns;
  options.slices = std::uint32_t(std::min<std::uint64_t>(scenario.library.slices, 4096));
  options.env = environment(request);
  options.cwd = request.folders.front();
  options.pinned_cpus = scenario.pinned_cpus;
  options.timeout_ns = scenario.timeout_ns.value_or(0);
  std::error_code failed;
  options.scratch = fs::temp_directory_path(failed).string();
  options.seed = request.seed;
  options.interrupt_fd = request.interrupt_fd;
  options.disturbance = watch_disturbance();
  auto runner = target::LibraryRunner::start(std::move(options));
  if (!runner) return std::move(runner).error();
  return std::unique_ptr<target::ObservedRunner>(std::move(*runner));
}

}  // namespace assay::app
