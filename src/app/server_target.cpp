// SPDX-License-Identifier: Apache-2.0
#include "app/server_target.hpp"

#include "app/expectations.hpp"
#include "app/prepare.hpp"
#include "app/scenario_command.hpp"
#include "app/wording.hpp"
#include "base/units.hpp"
#include "net/http_request.hpp"
#include "sys/sha256.hpp"

#include <fmt/format.h>

#include <memory>
#include <re2/re2.h>
#include <utility>

namespace assay::app {
namespace {

using model::Scenario;
using model::ScenarioArm;

constexpr double kRequestTimeout = 30e9;

// Settings of a scenario that a server has no use for are refused: what is written and not done
// would be a check that never fails.
Result<void> check_sense(const Scenario& scenario) {
  const auto refuse = [](std::string what, std::string why, std::string hint) {
    return bad_usage(std::move(what), std::move(why), std::move(hint));
  };
  if (scenario.expected.exit_code)
    return refuse("a server's exit code is not checked", "it runs until it is stopped",
                  "take exit_code out of [expected]; [server] status is what answers are held to");
  if (!scenario.metric_from.empty() || scenario.events || scenario.allocations)
    return refuse("a server's own events, metrics and allocations are not read",
                  "they belong to a program's run, and a trial is a slice of one",
                  "take metric_from, events and allocations out, or measure it as a process");
  for (const ScenarioArm& arm : scenario.arms)
    if (!arm.prepare.empty() || !arm.conclude.empty())
      return refuse("prepare and conclude make no sense for a server",
                    "a trial is a slice of load on a server that is already up",
                    "use setup and cleanup, or do it in the server's own command");
  const model::ServerSettings& server = scenario.server;
  if (server.port != 0 && scenario.arms.size() > 1)
    return refuse(
        fmt::format("{} arms cannot all listen on port {}", scenario.arms.size(), server.port),
        "their servers are up at once",
        "leave the port out and write {port} in their commands: each gets a free one");
  if (server.ready.log) {
    const RE2 pattern(*server.ready.log, RE2::Quiet);
    if (!pattern.ok())
      return refuse("ready.log " + in_quotes(*server.ready.log) + " is no regular expression",
                    pattern.error(), "");
  }
  auto request = net::request_bytes({server.method, server.path, server.headers, server.body},
                                    server.host, server.port);
  if (!request) return std::move(request).error();
  return {};
}

std::string load_text(const Scenario& scenario) {
  const model::ServerSettings& server = scenario.server;
  const std::string loop =
      server.rate ? fmt::format("{} requests a second", format_quantity(*server.rate, "count"))
                  : std::string("one request after the other");
  return fmt::format("load on one arm at a time: {} {}, {} over {} connection{}, {} a slice",
                     server.method, printable(server.path), loop, server.connections,
                     server.connections == 1 ? "" : "s", format_quantity(server.slice_ns, "ns"));
}

// What holds of every body, by the expectations that also judge what a trial leaves.
Result<std::function<std::string(std::string_view)>> body_check(const Scenario& scenario) {
  model::Expected of_body;
  of_body.response_bytes = scenario.expected.response_bytes;
  of_body.response_bytes_min = scenario.expected.response_bytes_min;
  of_body.response_bytes_max = scenario.expected.response_bytes_max;
  of_body.output = scenario.expected.output;
  auto made = Expectations::make(of_body);
  if (!made) return std::move(made).error();
  if (made->empty()) return std::function<std::string(std::string_view)>();
  // Shared, so that the function can be copied.
  const auto expectations = std::make_shared<Expectations>(std::move(*made));
  return std::function([expectations](std::string_view body) -> std::string {
    target::Captured captured;
    captured.output = body;
    captured.output_bytes = body.size();
    captured.output_sha256 = sys::sha256(body);
    const auto differences = expectations->check({.captured = captured});
    const auto names = expectations->names();
    for (std::size_t i = 0; i < differences.size(); ++i)
      if (!differences[i].empty()) return names[i] + ": " + differences[i];
    return "";
  });
}

Result<void> add_arm(const TargetRequest& request, const Scenario& scenario, std::size_t index,
                     const std::string& folder, ServerTarget& out) {
  const ScenarioArm& arm = scenario.arms[index];
  if (arm.command.empty())
    return bad_usage("arm " + in_quotes(arm.name) + " has no command", "there is nothing to run",
                     "give it a command, a shell line or an entry that starts the server");
  Execution execution = execution_of(scenario, arm);
  const CommandLine line = line_of(arm.command);
  auto command = spawnable(line, execution, request.surroundings, folder);
  if (!command) return std::move(command).error().in("arm " + in_quotes(arm.name));
  if (scenario.server.port == 0 && !target::mentions(*command, "{port}"))
    return bad_usage("the server of arm " + in_quotes(arm.name) + " is not told its port",
                     "a free one is chosen at each start",
                     "write {port} in its command or environment, or set [server] port");
  out.plan.spawns.push_back(
      fmt::format("server of {}: {}", arm.name, spawn_text(line, execution, folder)));

  target::ServerCommand server{.name = arm.name, .command = *command, .ready = {}};
  const model::ScenarioCommand& ready = scenario.server.ready.command;
  if (!ready.empty()) {
    execution.input.reset();
    const CommandLine ready_line = line_of(ready);
    auto made = spawnable(ready_line, execution, request.surroundings, folder);
    if (!made) return std::move(made).error().in("the ready command of " + in_quotes(arm.name));
    out.plan.spawns.push_back(
        fmt::format("until {} is ready: {}", arm.name, spawn_text(ready_line, execution, folder)));
    server.ready = std::move(*made);
  }
  out.options.arms.push_back(std::move(server));

  model::Arm described;
  described.name = arm.name;
  described.role = index == 0 && scenario.arms.size() > 1 ? "baseline" : "candidate";
  described.command = command_record(line, *command, execution);
  described.parameters = scenario.values;
  out.plan.arms.push_back(std::move(described));
  return {};
}

}  // namespace

Result<ServerTarget> server_target(const TargetRequest& request, const Scenario& scenario,
                                   const std::vector<std::string>& folders) {
  if (auto sense = check_sense(scenario); !sense) return std::move(sense).error();
  ServerTarget out;
  out.options.place.settings = scenario.server;
  out.options.place.pinned_cpus = scenario.pinned_cpus;
  out.options.place.interrupt_fd = request.interrupt_fd;
  out.options.timeout_ns = scenario.timeout_ns.value_or(kRequestTimeout);
  out.options.seed = request.seed;
  out.options.backend.name = name(scenario.target);
  out.options.disturbance = process_options({}, {}).disturbance;
  auto check = body_check(scenario);
  if (!check) return std::move(check).error();
  out.options.check = std::move(*check);
  for (std::size_t i = 0; i < scenario.arms.size(); ++i)
    if (auto added = add_arm(request, scenario, i, folders[i], out); !added)
      return std::move(added).error();
  out.plan.spawns.push_back(load_text(scenario));
  return out;
}

Opened open_servers(const TargetRequest& request, ServerTarget made) {
  auto launcher = launcher_path(request.launcher);
  if (!launcher) return std::move(launcher).error();
  made.options.place.launcher = std::move(*launcher);
  auto runner = target::ServerRunner::start(std::move(made.options));
  if (!runner) return std::move(runner).error();
  return std::unique_ptr<target::ObservedRunner>(std::move(*runner));
}

}  // namespace assay::app
