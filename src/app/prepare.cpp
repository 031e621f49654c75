// SPDX-License-Identifier: Apache-2.0
#include "app/prepare.hpp"

#include "app/disturbance.hpp"
#include "app/revisions.hpp"
#include "sys/clock.hpp"
#include "sys/executable.hpp"
#include "sys/host.hpp"
#include "sys/self.hpp"
#include "sys/sha256.hpp"
#include "version.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

namespace assay::app {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> environment(const Execution& execution, const Surroundings& around) {
  auto merged = around.env;
  for (const auto& change : execution.env) {
    const auto same = std::find_if(merged.begin(), merged.end(),
                                   [&](const auto& entry) { return entry.first == change.first; });
    if (same == merged.end())
      merged.push_back(change);
    else
      same->second = change.second;
  }
  std::vector<std::string> out;
  out.reserve(merged.size());
  for (const auto& [name, value] : merged) out.push_back(name + "=" + value);
  return out;
}

// --env PATH=... rules where programs are looked up, as it would in a shell.
std::string search_path(const Execution& execution, const Surroundings& around) {
  for (const auto& [name, value] : execution.env)
    if (name == "PATH") return value;
  return around.path;
}

// `read` asks for the output of a command that would otherwise be thrown away.
void direct_output(const OutputPolicy& output, bool read, target::Command& command) {
  using target::Output;
  switch (output.to) {
    case OutputTo::null:
      command.output = Output::discard;
      break;
    case OutputTo::pipe:
      command.output = Output::capture;
      break;
    case OutputTo::inherit:
      command.output = Output::inherit;
      break;
    case OutputTo::file:
      command.output = Output::file;
      command.output_path = output.path;
      break;
  }
  if (read && output.to == OutputTo::null) command.output = Output::capture;
  if (output.to == OutputTo::inherit) command.errors = Output::inherit;
}

measure::Plan plan_of(const CompareOptions& options, const std::string& kind, std::uint64_t seed) {
  measure::Plan plan;
  plan.seed = seed;
  plan.compare = kind != "time";
  if (!options.metrics.empty()) plan.gated = options.metrics;
  plan.alpha = options.alpha.value_or(plan.alpha);
  plan.min_effect = {options.min_effect.relative, options.min_effect.ns, options.min_effect.bytes,
                     options.min_effect.count};
  plan.fixed = options.rounds;
  // Hands know that -r N runs a command N times and -w 0 none before: a fixed plan warms up only
  // when asked to, and so does `time`.
  plan.warmup = options.warmup.value_or(options.rounds || !plan.compare ? 0 : 1);
  plan.min_rounds = options.min_rounds.value_or(plan.compare ? 0 : 10);
  plan.max_rounds = options.max_rounds.value_or(0);
  if (plan.max_rounds > 0) plan.min_rounds = std::min(plan.min_rounds, plan.max_rounds);
  plan.max_time_ns = options.max_time_ns;
  plan.accept.all = options.exits.ignore == IgnoredExits::all;
  if (options.exits.ignore == IgnoredExits::listed) plan.accept.codes = options.exits.codes;
  return plan;
}

}  // namespace

std::string working_folder(const Execution& execution, const Surroundings& around) {
  if (!execution.cwd) return around.cwd;
  return (fs::path(around.cwd) / *execution.cwd).lexically_normal().string();
}

model::Report blank_report(const std::string& kind, std::uint64_t seed) {
  model::Report report;
  report.run_id = sys::run_id();
  report.created = sys::utc_now();
  report.kind = kind;
  report.tool = {std::string(kVersion), std::string(kBuildType), std::string(kCompiler)};
  for (auto& fact : sys::host_facts())
    report.host.facts.push_back({std::move(fact.key), std::move(fact.value), fact.comparable});
  report.seed = seed;
  return report;
}

Result<target::Command> spawnable(const CommandLine& line, const Execution& execution,
                                  const Surroundings& surroundings, const std::string& cwd) {
  target::Command command;
  command.argv = line.argv;
  command.cwd = cwd;
  command.env = environment(execution, surroundings);
  if (execution.input)
    command.input = (fs::path(surroundings.cwd) / *execution.input).lexically_normal().string();
  auto program = find_program(line.argv[0], search_path(execution, surroundings), cwd);
  if (!program) return std::move(program).error();
  command.executable = *program;
  return command;
}

target::ProcessOptions process_options(const Execution& execution, const ExitPolicy& exits) {
  target::ProcessOptions process;
  process.timeout_ns = execution.timeout_ns.value_or(0);
  process.linger_ns = execution.linger_ns.value_or(process.linger_ns);
  process.tree = execution.tree == Tree::main ? target::Tree::main : target::Tree::all;
  process.pinned_cpus = execution.pinned_cpus;
  process.accepted.any = exits.ignore == IgnoredExits::all;
  if (exits.ignore == IgnoredExits::listed)
    process.accepted.codes.insert(process.accepted.codes.end(), exits.codes.begin(),
                                  exits.codes.end());
  if (execution.cgroup) process.extra_cgroups.push_back(*execution.cgroup);
  process.hardware_counters = execution.counters == CounterUse::none ? target::HardwareCounters::off
                              : execution.counters == CounterUse::perf
                                  ? target::HardwareCounters::on
                                  : target::HardwareCounters::automatic;
  process.disturbance = watch_disturbance();
  return process;
}

model::PlanRecord plan_record(const measure::Plan& plan, const Execution& execution) {
  model::PlanRecord out;
  out.kind = plan.fixed ? "fixed" : "sequential";
  out.alpha = plan.alpha;
  out.min_effect_relative = plan.min_effect.relative;
  const auto* primary = model::find_builtin(plan.gated.front());
  out.min_effect_absolute = plan.min_effect.in(primary != nullptr ? primary->unit : "count");
  out.warmup = plan.warmup;
  out.min_rounds = plan.fixed.value_or(plan.min_rounds);
  out.max_rounds = plan.fixed.value_or(plan.max_rounds);
  out.max_time_ns = plan.max_time_ns.value_or(0);
  out.tree = execution.tree == Tree::main ? "main" : "all";
  out.linger_ns = execution.linger_ns.value_or(2e9);
  out.timeout_ns = execution.timeout_ns.value_or(0);
  out.pinned_cpus = execution.pinned_cpus;
  if (plan.compare) out.gated = plan.gated;
  return out;
}

model::CommandRecord command_record(const CommandLine& line, const target::Command& command,
                                    const Execution& execution) {
  model::CommandRecord out;
  out.argv = line.argv;
  out.text = line.text;
  out.shell = line.shell;
  out.cwd = command.cwd;
  out.env = execution.env;
  out.executable = command.executable;
  return out;
}

void hash_executables(model::Report& report) {
  for (auto& arm : report.arms) {
    if (arm.command.executable.empty()) continue;
    if (auto hash = sys::sha256_file(arm.command.executable)) arm.command.sha256 = *hash;
    arm.command.kind = sys::executable_kind(arm.command.executable);
  }
}

Result<std::string> launcher_path(const std::optional<std::string>& asked) {
  return asked ? Result<std::string>(*asked) : sys::find_launcher();
}

std::string scratch_folder(const Surroundings& surroundings) {
  for (const auto& [name, value] : surroundings.env)
    if (name == "TMPDIR" && !value.empty()) return value;
  return "/tmp";
}

Result<Prepared> prepare(const CompareOptions& options, const Surroundings& surroundings,
                         const std::string& kind, int interrupt_fd) {
  auto plans = plan_arms(options);
  if (!plans) return std::move(plans).error();

  std::vector<Revision> revisions;
  if (!options.revs.empty()) {
    auto built = prepare_revisions({.revs = options.revs,
                                    .build = options.build,
                                    .cwd = working_folder(options.execution, surroundings),
                                    .cache = surroundings.cache,
                                    .interrupt_fd = interrupt_fd});
    if (!built) return std::move(built).error();
    revisions = std::move(*built);
  }

  Prepared out;
  // 32 bits: enough for a plan, and exact in every JSON reader.
  const std::uint64_t seed = options.seed.value_or(sys::random_seed() & 0xffffffffU);
  out.plan = plan_of(options, kind, seed);
  out.process = process_options(options.execution, options.exits);
  out.process.seed = seed;
  out.process.interrupt_fd = interrupt_fd;
  out.process.events = options.events;
  out.process.scratch = scratch_folder(surroundings);
  for (const auto& source : options.metric_from) {
    auto from = target::parse_metric_from(source);
    if (!from) return std::move(from).error();
    out.process.metrics_from.push_back(std::move(*from));
  }
  auto launcher = launcher_path(options.execution.launcher);
  if (!launcher) return std::move(launcher).error();
  out.process.launcher = *launcher;

  out.report = blank_report(kind, seed);
  out.report.plan = plan_record(out.plan, options.execution);
  out.report.diagnostics = plans->diagnostics;

  const bool show = std::any_of(options.output.begin(), options.output.end(),
                                [](const auto& o) { return o.to == OutputTo::inherit; });
  for (const auto& arm : plans->arms) {
    std::string cwd = working_folder(options.execution, surroundings);
    if (arm.rev) {
      const auto revision = std::find_if(revisions.begin(), revisions.end(),
                                         [&](const Revision& r) { return r.name == *arm.rev; });
      cwd = revision->folder;
      out.report.diagnostics.push_back(
          {model::Severity::note, "revision",
           fmt::format("{} is commit {}{}", revision->name, revision->commit.substr(0, 12),
                       revision->built ? ", built now" : ", built earlier")});
    }
    auto command = spawnable(arm.command, options.execution, surroundings, cwd);
    if (!command) return std::move(command).error();
    direct_output(arm.output, !options.metric_from.empty() || options.keep_output, *command);

    target::ProcessArm process{.command = *command, .prepare = {}, .conclude = {}};
    const auto hook = [&](const std::optional<CommandLine>& line, auto&& keep) -> Result<void> {
      if (!line) return {};
      auto made = spawnable(*line, options.execution, surroundings, cwd);
      if (!made) return std::move(made).error().in("a hook of '" + arm.name + "'");
      made->input.clear();
      if (show) made->output = made->errors = target::Output::inherit;
      keep(std::move(*made));
      return {};
    };
    using target::Command;
    for (auto&& done :
         {hook(arm.prepare, [&](Command c) { process.prepare = std::move(c); }),
          hook(arm.conclude, [&](Command c) { process.conclude = std::move(c); }),
          hook(arm.setup, [&](Command c) { out.setups.push_back(std::move(c)); }),
          hook(arm.cleanup, [&](Command c) { out.cleanups.push_back(std::move(c)); })})
      if (!done) return done.error();

    model::Arm described;
    described.name = arm.name;
    described.role = out.report.arms.empty() ? "baseline" : "candidate";
    described.command = command_record(arm.command, *command, options.execution);
    described.parameters = arm.parameters;
    out.report.arms.push_back(std::move(described));
    out.process.arms.push_back(std::move(process));
  }
  if (options.control) {
    out.plan.control = out.process.arms.size();
    out.process.arms.push_back(out.process.arms.front());
    const auto& base = out.report.arms.front();
    model::Arm control;
    control.name = "control";
    control.role = "control";
    control.command = base.command;
    control.parameters = base.parameters;
    out.report.arms.push_back(std::move(control));
  }
  return out;
}

}  // namespace assay::app
