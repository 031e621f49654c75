// SPDX-License-Identifier: Apache-2.0
#include "app/overhead_suite.hpp"

#include "app/agent.hpp"
#include "app/commands.hpp"
#include "app/prepare.hpp"
#include "model/scenario.hpp"
#include "sys/affinity.hpp"
#include "sys/clock.hpp"
#include "sys/self.hpp"
#include "workload/workload.hpp"

#include <algorithm>
#include <cmath>
#include <string_view>
#include <utility>

namespace assay::app {
namespace {

constexpr std::uint64_t kReduction = 20;   // of --reduced
constexpr std::uint64_t kPilotShare = 20;  // of the suite's iterations that the pilot runs
constexpr std::uint64_t kFewestIterations = 1000;
constexpr std::uint64_t kFewestWalks = 3;  // of many files each

std::uint64_t fewest(const std::string& workload) {
  return workload == "stat_walk" ? kFewestWalks : kFewestIterations;
}

std::vector<std::uint64_t> iterations_of(const SuiteAsk& ask) {
  std::vector<std::uint64_t> out;
  for (const std::string& workload : ask.workloads) {
    const auto full = workload::find(workload)->iterations;
    const std::uint64_t parts = ask.options.reduced ? kReduction : kRoundsOfDefault;
    std::uint64_t count = std::max(full / parts, std::min(full, fewest(workload)));
    for (const auto& [name, asked] : ask.options.iterations)
      if (name == workload) count = asked;
    out.push_back(count);
  }
  return out;
}

CommandLine workload_line(const SuiteAsk& ask, const std::string& program,
                          const std::string& workload, std::uint64_t iterations, bool with_agent) {
  CommandLine line;
  line.argv = {program,    "workload", workload, "--iterations", std::to_string(iterations),
               "--format", "json"};
  const auto& options = ask.options;
  const auto add = [&](const char* flag, std::string value) {
    line.argv.emplace_back(flag);
    line.argv.push_back(std::move(value));
  };
  const workload::Described& described = *workload::find(workload);
  // A reduced suite would otherwise mostly warm up.
  add("--warmup",
      std::to_string(std::min(described.warmup, std::max<std::uint64_t>(1, iterations / 10))));
  if (described.file) add("--file", options.file);
  if (described.address) {
    add("--host", options.host);
    add("--port", std::to_string(options.port));
  }
  if (described.files) add("--files", std::to_string(options.files));
  if (with_agent) line.argv.emplace_back("--with-agent");
  for (const std::string& word : line.argv) line.text += (line.text.empty() ? "" : " ") + word;
  return line;
}

// The most processes, up to eight, that split so many iterations evenly. An eighth of the default,
// some 10 to 60 ms, is the least that is worth the start of a process.
std::size_t slices_of(const std::string& workload, std::uint64_t iterations) {
  const std::uint64_t least = workload::find(workload)->iterations / 8;
  for (std::size_t slices = 8; slices > 1; --slices)
    if (iterations % slices == 0 && iterations / slices >= least) return slices;
  return 1;
}

SuiteOptions filled(const Suite& suite, const std::vector<std::uint64_t>& iterations) {
  SuiteOptions out = suite.options;
  out.process.arms.clear();
  for (std::size_t w = 0; w < iterations.size(); ++w)
    out.slices.push_back(out.agent ? 1 : slices_of(out.workloads[w], iterations[w]));
  for (std::size_t arm = 0; arm < out.arms.size(); ++arm)
    for (std::size_t workload = 0; workload < out.workloads.size(); ++workload)
      out.process.arms.push_back(
          {.command = suite.command(arm, workload, iterations[workload] / out.slices[workload]),
           .prepare = {},
           .conclude = {}});
  return out;
}

// What the agent added to the environment of its arm: LD_PRELOAD, for one.
void add_changes(const std::vector<std::string>& before, const std::vector<std::string>& after,
                 model::NamedValues& changes) {
  for (const std::string& entry : after) {
    if (std::find(before.begin(), before.end(), entry) != before.end()) continue;
    const std::size_t equals = entry.find('=');
    changes.emplace_back(entry.substr(0, equals),
                         equals == std::string::npos ? "" : entry.substr(equals + 1));
  }
}

// Below the TMPDIR that the command would have had, so on the same file system.
Result<void> give_scratch(Suite& suite, std::vector<std::string>& env) {
  constexpr std::string_view kName = "TMPDIR=";
  const auto entry = std::find_if(env.begin(), env.end(),
                                  [&](const std::string& each) { return each.starts_with(kName); });
  const std::string parent =
      entry == env.end() || entry->size() == kName.size() ? "/tmp" : entry->substr(kName.size());
  if (!suite.scratch) {
    auto made = sys::TemporaryFolder::create_in(parent);
    if (!made) return std::move(made).error();
    suite.scratch = std::make_unique<sys::TemporaryFolder>(std::move(*made));
  }
  std::string tmpdir = std::string(kName) + suite.scratch->path();
  if (entry == env.end())
    env.push_back(std::move(tmpdir));
  else
    *entry = std::move(tmpdir);
  return {};
}

// Workloads on one CPU and the agent on another, so that neither waits for the other.
void choose_cpus(const SuiteAsk& ask, Suite& suite) {
  suite.cpus = ask.options.execution.pinned_cpus;
  const auto cpus = sys::allowed_cpus();
  if (ask.options.no_pin || cpus.size() < 2) return;
  if (suite.cpus.empty()) suite.cpus = {cpus.front()};
  if (!suite.agent || !suite.agent->cpus.empty()) return;
  for (const int cpu : cpus)
    if (std::find(suite.cpus.begin(), suite.cpus.end(), cpu) == suite.cpus.end())
      suite.agent->cpus.push_back(cpu);
}

}  // namespace

std::vector<std::string> default_workloads() {
  return {"open_close", "connect_loopback", "full_read", "stat_walk"};
}

Result<Suite> make_suite(const SuiteAsk& ask) {
  const OverheadOptions& options = ask.options;
  Suite out;
  out.iterations = iterations_of(ask);
  out.agent_text = agent_text(options.agent);
  const AgentKind kind = kind_of(options.agent);
  if (has_process(kind)) {
    auto spec = agent_spec(options.agent, options.execution, ask.around, ask.interrupt_fd);
    if (!spec) return std::move(spec).error();
    out.agent = std::move(*spec);
  }
  choose_cpus(ask, out);

  auto own = sys::own_path();
  if (!own) return std::move(own).error();
  auto launcher = launcher_path(options.execution.launcher);
  if (!launcher) return std::move(launcher).error();
  SuiteOptions& suite = out.options;
  suite.arms = {"baseline", "control", "with_agent"};
  suite.workloads = ask.workloads;
  suite.agent = out.agent;
  suite.agent_arm = 2;
  suite.no_agent = "the agent is a part of each workload's own process tree: see cpu, peak_rss";
  suite.block = options.block;
  suite.step = ask.step;
  suite.process = process_options(options.execution, {});
  suite.process.launcher = *launcher;
  suite.process.interrupt_fd = ask.interrupt_fd;
  suite.process.seed = ask.seed;
  suite.process.pinned_cpus = out.cpus;
  suite.process.scratch = scratch_folder(ask.around);

  // One of each is made now, so that what cannot be run is told before anything is.
  std::vector<target::Command> commands;
  for (std::size_t arm = 0; arm < suite.arms.size(); ++arm)
    for (std::size_t w = 0; w < ask.workloads.size(); ++w) {
      const bool with_agent = arm == suite.agent_arm;
      const CommandLine line =
          workload_line(ask, *own, ask.workloads[w], out.iterations[w], with_agent);
      auto command = spawnable(line, options.execution, ask.around,
                               options.execution.cwd.value_or(ask.around.cwd));
      if (!command) return std::move(command).error();
      command->output = target::Output::capture;
      if (ask.workloads[w] == "create_unlink")
        if (auto ok = give_scratch(out, command->env); !ok) return std::move(ok).error();
      const std::vector<std::string> plain_env = command->env;
      if (with_agent) {
        auto changed = arm_command(*command, options.agent, options.execution, ask.around);
        if (!changed) return std::move(changed).error();
        command = std::move(changed);
      }
      commands.push_back(std::move(*command));
      if (w > 0) continue;
      model::Arm described;
      described.name = suite.arms[arm];
      described.role = arm == 0 ? "baseline" : arm == 1 ? "control" : "candidate";
      described.command = command_record(line, commands.back(), options.execution);
      described.command.argv = commands.back().argv;
      add_changes(plain_env, commands.back().env, described.command.env);
      out.arms.push_back(std::move(described));
    }
  const std::size_t workloads = ask.workloads.size();
  out.command = [commands, workloads](std::size_t arm, std::size_t workload,
                                      std::uint64_t iterations) {
    target::Command command = commands[arm * workloads + workload];
    // Behind a wrapper's words the flag is still the only one of its name.
    const auto flag = std::find(command.argv.rbegin(), command.argv.rend(), "--iterations");
    if (flag != command.argv.rend() && flag != command.argv.rbegin())
      *std::prev(flag) = std::to_string(iterations);
    return command;
  };
  return out;
}

Result<std::unique_ptr<SuiteRunner>> Suite::start() const {
  return SuiteRunner::start(filled(*this, iterations));
}

Result<Pilot> Suite::pilot() const {
  std::vector<std::uint64_t> few;
  for (std::size_t w = 0; w < iterations.size(); ++w)
    few.push_back(std::clamp<std::uint64_t>(iterations[w] / kPilotShare, 1, iterations[w]));
  auto trial_options = filled(*this, few);
  trial_options.block = 1;
  auto runner = SuiteRunner::start(std::move(trial_options));
  if (!runner) return std::move(runner).error();
  Pilot out;
  out.operation_ns.assign(iterations.size(), 0);
  double loops_ns = 0;
  double full_ns = 0;
  const double before = sys::monotonic_ns();
  std::vector<model::TrialRequest> round;
  for (std::uint32_t arm = 0; arm < options.arms.size(); ++arm) round.push_back({.arm = arm});
  if (auto ran = (*runner)->run(round); !ran) return std::move(ran).error();
  const double elapsed = sys::monotonic_ns() - before;
  for (std::size_t w = 0; w < iterations.size(); ++w)
    for (std::size_t arm = 0; arm < options.arms.size(); ++arm)
      if (const auto* profile = (*runner)->latest(arm, w)) {
        const double spent = profile->seconds * 1e9;
        loops_ns += spent;
        out.operation_ns[w] += spent / double(few[w]);
        full_ns += spent / double(few[w]) * double(iterations[w]);
      }
  out.agent_ns = std::max(0.0, elapsed - loops_ns);  // starting processes, too
  out.round_ns = full_ns + out.agent_ns;
  return out;
}

Shrunk Suite::shrink(const Pilot& pilot, double round_ns) {
  const double loops = pilot.round_ns - pilot.agent_ns;
  const double share = std::clamp((round_ns - pilot.agent_ns) / loops, 0.0, 1.0);
  double left_ns = pilot.agent_ns;
  double smallest = 1;
  for (std::size_t w = 0; w < iterations.size(); ++w) {
    const std::uint64_t full = iterations[w];
    iterations[w] = std::min(full, std::max(fewest(options.workloads[w]),
                                            std::uint64_t(std::floor(double(full) * share))));
    smallest = std::min(smallest, double(iterations[w]) / double(full));
    left_ns += pilot.operation_ns[w] * double(iterations[w]);
  }
  return {smallest, left_ns};
}

}  // namespace assay::app
