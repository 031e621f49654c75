// SPDX-License-Identifier: Apache-2.0
#include "app/agent.hpp"

#include "app/commands.hpp"
#include "app/prepare.hpp"
#include "app/wording.hpp"
#include "base/units.hpp"
#include "sys/executable.hpp"
#include "sys/self.hpp"
#include "sys/subprocess.hpp"
#include "target/agent_command.hpp"
#include "target/agent_ready.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <re2/re2.h>
#include <utility>
#include <vector>

namespace assay::app {
namespace {

namespace fs = std::filesystem;

constexpr const char* kWays = "--agent, --wrap, --preload, --agent-start or --known-agent";

// Words where words do; a shell for what only a shell can do, as for hooks.
Result<CommandLine> line_of(const std::string& text) {
  return command_line(text, ShellPolicy{}, shell_need(text) ? Need::shell : Need::words);
}

// "10%" as 10; none for what is no such share.
// "300ns": at most a millisecond each.
std::optional<std::int64_t> known_ns(std::string_view text) {
  if (!text.ends_with("ns")) return std::nullopt;
  const auto number = parse_int(text.substr(0, text.size() - 2));
  return number && *number >= 1 && *number <= 1'000'000 ? std::optional<std::int64_t>(*number)
                                                        : std::nullopt;
}

std::optional<double> known_percent(std::string_view text) {
  if (text.ends_with('%')) text.remove_suffix(1);
  const auto percent = parse_double(trim(text));
  constexpr double kLeast = 1e-4;  // what libassay-slow.so takes
  constexpr double kMost = 1000;
  if (!percent || *percent < kLeast || *percent > kMost) return std::nullopt;
  return percent;
}

Result<void> check_ways(const AgentOptions& options) {
  if (options.start.has_value() != options.stop.has_value())
    return bad_usage(
        options.start ? "--agent-start lacks --agent-stop" : "--agent-stop lacks --agent-start",
        "an agent that cannot be stopped would be in every baseline that follows",
        "give both commands");
  const int ways = options.agent.has_value() + options.wrap.has_value() +
                   options.preload.has_value() + options.start.has_value() +
                   options.known.has_value();
  if (ways == 0)
    return bad_usage("there is no agent", "its cost is what is to be measured",
                     std::string("say what it is by ") + kWays);
  if (ways > 1)
    return bad_usage("there is more than one agent", "their costs could not be told apart",
                     std::string("give one of ") + kWays);
  return {};
}

// A flag that means nothing for this kind would be a check that never fails.
Result<void> check_meaning(const AgentOptions& options, AgentKind kind) {
  struct Row {
    bool given;
    const char* flag;
    bool beside, hooks;
    const char* why;
  };
  const AgentReady& ready = options.ready;
  const bool own = has_process(kind);
  const char* no_process = "the agent is inside the measured commands and has no life of its own";
  const char* not_ours = "what hooks start is not ours: we neither hear it nor place it";
  const char* ours = "the process tree of --agent is known anyway";
  const Row rows[] = {{ready.log.has_value(), "--agent-ready-log", true, false, not_ours},
                      {ready.socket.has_value(), "--agent-ready-socket", true, true, ""},
                      {ready.file.has_value(), "--agent-ready-file", true, true, ""},
                      {ready.command.has_value(), "--agent-ready-command", true, true, ""},
                      {ready.delay_ns.has_value(), "--agent-ready-delay", true, true, ""},
                      {options.health.has_value(), "--agent-health", true, true, ""},
                      {!options.cpus.empty(), "--agent-cpus", true, false, not_ours},
                      {options.pid_file.has_value(), "--agent-pid-file", false, true, ours},
                      {options.cgroup.has_value(), "--agent-cgroup", false, true, ours},
                      {options.allow_running, "--allow-running-agent", true, true, ""}};
  for (const Row& row : rows) {
    const bool fits = kind == AgentKind::hooks ? row.hooks : own && row.beside;
    if (row.given && !fits)
      return bad_usage(std::string(row.flag) + " does not go with this agent",
                       own ? row.why : no_process, "leave it out");
  }
  if (kind == AgentKind::hooks && !options.health && !options.pid_file && !options.cgroup)
    return bad_usage("nothing tells whether the agent of --agent-start runs, or is gone",
                     "a dead one would be measured as a cheap one",
                     "give --agent-pid-file, --agent-cgroup or --agent-health ('systemctl "
                     "is-active -q x')");
  return {};
}

Result<void> check_values(const AgentOptions& options) {
  const AgentReady& ready = options.ready;
  if (ready.log) {
    const RE2 pattern(*ready.log, RE2::Quiet);
    if (!pattern.ok())
      return bad_usage("--agent-ready-log " + in_quotes(*ready.log) + " is no regular expression",
                       pattern.error(), "");
  }
  if (ready.socket)
    if (auto place = target::parse_socket_place(*ready.socket); !place)
      return std::move(place).error().in("--agent-ready-socket");
  if (ready.delay_ns && *ready.delay_ns >= ready.timeout_ns)
    return bad_usage("--agent-ready-delay is not below --agent-ready-timeout",
                     fmt::format("{} and {}", format_quantity(*ready.delay_ns, "ns"),
                                 format_quantity(ready.timeout_ns, "ns")),
                     "raise --agent-ready-timeout");
  if (options.wrap)
    if (const auto need = shell_need(*options.wrap))
      return bad_usage("--wrap " + in_quotes(*options.wrap) + " needs a shell", *need,
                       "a shell would be measured, too: write a program and its flags alone");
  if (options.known && *options.known != "null" && !known_percent(*options.known) &&
      !known_ns(*options.known))
    return bad_usage("--known-agent cannot be " + in_quotes(*options.known),
                     "it is neither null, nor a share from 0.0001% to 1000%, nor a time up to "
                     "1000000ns",
                     "write null, percents as in 10%, or nanoseconds as in 300ns");
  return {};
}

// The loader only warns of a library that it cannot load: the arm would run without its agent.
Result<void> try_preload(const std::string& library, const target::Command& command) {
  if (library.find_first_of(": ") != std::string::npos)
    return bad_usage("LD_PRELOAD cannot hold " + in_quotes(library),
                     "colons and blanks separate its entries", "copy or link it to another path");
  std::error_code error;
  if (!fs::is_regular_file(library, error))
    return Error{Fault::program, "there is no library " + in_quotes(library), "",
                 "check the path of --preload"};
  const std::string kind = sys::executable_kind(library);
  const std::string own = sys::executable_kind("/proc/self/exe");
  if (kind != own)
    return Error{
        Fault::program, in_quotes(library) + " cannot be preloaded",
        kind.empty() ? "it cannot be read" : "it is '" + kind + "', and this needs '" + own + "'",
        "build it as a shared object for this machine (cc -shared -fPIC)"};
  sys::Subprocess trial;
  trial.argv = {"/bin/true"};
  trial.env = target::preloaded(command, library).env;
  constexpr double kPatience = 10e9;
  trial.timeout_ns = kPatience;
  const auto ran = sys::run_subprocess(trial);
  if (!ran) return ran.error();
  const bool warned = ran->errors.find(library) != std::string::npos &&
                      ran->errors.find("cannot be preloaded") != std::string::npos;
  if (!warned && ran->code == 0) return {};
  return Error{Fault::program, in_quotes(library) + " cannot be preloaded",
               warned ? printable(trim(ran->errors))
                      : fmt::format("with it /bin/true exits with {}: {}", ran->code,
                                    printable(trim(ran->errors))),
               "try it by hand: LD_PRELOAD=" + library + " /bin/true"};
}

std::string absolute(const std::string& path, const std::string& cwd) {
  return (fs::path(cwd) / path).lexically_normal().string();
}

Result<target::Command> known_agent(const target::Command& command, const std::string& known) {
  const bool null = known == "null";
  auto library = sys::find_part(null ? "libassay-null.so" : "libassay-slow.so");
  if (!library) return std::move(library).error();
  target::Command out = target::preloaded(command, *library);
  if (null) return out;
  constexpr std::string_view kName = "ASSAY_SLOW_OPEN=";
  std::erase_if(out.env, [&](const std::string& entry) { return entry.starts_with(kName); });
  if (const auto ns = known_ns(known))
    out.env.push_back(fmt::format("{}{}ns", kName, *ns));
  else
    out.env.push_back(fmt::format("{}{}%", kName, *known_percent(known)));
  return out;
}

}  // namespace

AgentKind kind_of(const AgentOptions& options) {
  if (options.agent) return AgentKind::beside;
  if (options.start) return AgentKind::hooks;
  if (options.wrap) return AgentKind::wrap;
  return options.preload ? AgentKind::preload : AgentKind::known;
}

Result<void> check_agent(const AgentOptions& options) {
  if (auto ways = check_ways(options); !ways) return ways;
  if (auto meaning = check_meaning(options, kind_of(options)); !meaning) return meaning;
  return check_values(options);
}

Result<target::AgentSpec> agent_spec(const AgentOptions& options, const Execution& execution,
                                     const Surroundings& surroundings, int interrupt_fd) {
  target::AgentSpec out;
  auto launcher = launcher_path(execution.launcher);
  if (!launcher) return std::move(launcher).error();
  out.launcher = std::move(*launcher);
  const std::string cwd = working_folder(execution, surroundings);
  Execution plain = execution;
  plain.input.reset();
  struct Row {
    const std::optional<std::string>& text;
    const char* flag;
    std::optional<target::Command>& into;
  };
  const Row rows[] = {{options.agent, "--agent", out.command},
                      {options.start, "--agent-start", out.start},
                      {options.stop, "--agent-stop", out.stop},
                      {options.health, "--agent-health", out.health},
                      {options.ready.command, "--agent-ready-command", out.ready.command}};
  for (const Row& row : rows) {
    if (!row.text) continue;
    const auto line = line_of(*row.text);
    if (!line) return Error(line.error()).in(row.flag);
    auto command = spawnable(*line, plain, surroundings, cwd);
    if (!command) return std::move(command).error().in(row.flag);
    row.into = std::move(*command);
  }
  const auto path = [&](const std::optional<std::string>& given) {
    return given ? std::optional(absolute(*given, cwd)) : std::nullopt;
  };
  out.ready.log = options.ready.log;
  out.ready.socket = options.ready.socket;
  if (out.ready.socket && out.ready.socket->find('/') != std::string::npos)
    out.ready.socket = path(out.ready.socket);
  out.ready.file = path(options.ready.file);
  out.ready.delay_ns = options.ready.delay_ns;
  out.ready.timeout_ns = options.ready.timeout_ns;
  out.settle_ns = options.settle_ns;
  out.grace_ns = options.grace_ns;
  out.cpus = options.cpus;
  out.pid_file = path(options.pid_file);
  out.cgroup = path(options.cgroup);
  out.allow_running = options.allow_running;
  out.interrupt_fd = interrupt_fd;
  return out;
}

Result<target::Command> arm_command(const target::Command& command, const AgentOptions& options,
                                    const Execution& execution, const Surroundings& surroundings) {
  const std::string cwd = working_folder(execution, surroundings);
  switch (kind_of(options)) {
    case AgentKind::wrap: {
      const auto words = split_words(*options.wrap);
      if (!words) return Error(words.error()).in("--wrap");
      const CommandLine line{.text = *options.wrap, .argv = *words, .shell = false};
      auto wrapper = spawnable(line, execution, surroundings, cwd);
      if (!wrapper) return std::move(wrapper).error().in("--wrap");
      return target::wrapped(command, *words, wrapper->executable);
    }
    case AgentKind::preload: {
      const std::string library = absolute(*options.preload, cwd);
      if (auto tried = try_preload(library, command); !tried) return std::move(tried).error();
      return target::preloaded(command, library);
    }
    case AgentKind::known:
      return known_agent(command, *options.known);
    default:
      return command;
  }
}

std::string agent_text(const AgentOptions& options) {
  switch (kind_of(options)) {
    case AgentKind::beside:
      return *options.agent;
    case AgentKind::hooks:
      return *options.start;
    case AgentKind::wrap:
      return *options.wrap + " (wrapped around)";
    case AgentKind::preload:
      return *options.preload + " (preloaded)";
    case AgentKind::known:
      break;
  }
  return *options.known == "null" ? "null (does nothing)"
                                  : *options.known + " (adds that to each open)";
}

}  // namespace assay::app
