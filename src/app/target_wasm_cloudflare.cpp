// SPDX-License-Identifier: Apache-2.0
// Target `wasm-cloudflare`: a worker in workerd, started by `wrangler dev --local`, then as any
// server.
#include "app/scenario_target.hpp"
#include "app/server_target.hpp"
#include "app/wording.hpp"
#include "app/wrangler.hpp"

#include <filesystem>
#include <utility>

namespace assay::app {
namespace {

namespace fs = std::filesystem;

struct Worker {
  ServerTarget target;
  Wrangler wrangler;  // of the first arm
};

// Nothing leaves the machine, nothing is written outside of the scratch folder, nobody is asked.
model::NamedValues quiet_environment() {
  return {{"CI", "1"},
          {"WRANGLER_SEND_METRICS", "false"},
          {"WRANGLER_SEND_ERROR_REPORTS", "false"},
          {"CLOUDFLARE_CF_FETCH_ENABLED", "false"},
          {"WRANGLER_LOG", "warn"},
          {"WRANGLER_LOG_PATH", "{scratch}/logs"},
          {"WRANGLER_REGISTRY_PATH", "{scratch}/registry"},
          {"XDG_CONFIG_HOME", "{scratch}"}};
}

// The arm as a server's: what starts its worker. A folder as the entry is one with a wrangler.toml.
Result<Wrangler> become_server(const TargetRequest& request, model::ScenarioArm& arm) {
  if (!arm.entry)
    return bad_usage("arm " + in_quotes(arm.name) + " has no worker",
                     "wasm-cloudflare runs a script or a folder with a wrangler.toml",
                     "write entry = \"worker/index.js\"");
  const fs::path entry = (fs::path(request.surroundings.cwd) / *arm.entry).lexically_normal();
  const bool is_folder = fs::is_directory(entry);
  auto found =
      find_wrangler((is_folder ? entry : entry.parent_path()).string(), request.surroundings.path);
  if (!found) return std::move(found).error().in("arm " + in_quotes(arm.name));
  arm.command.shell.clear();
  arm.command.argv = {
      found->program,   "dev",    "--local",          "--ip", request.scenario.server.host,
      "--port",         "{port}", "--inspector-port", "0",    "--persist-to",
      "{scratch}/state"};
  if (arm.args) arm.command.argv.insert(arm.command.argv.end(), arm.args->begin(), arm.args->end());
  if (!is_folder) arm.command.argv.push_back(entry.string());
  model::NamedValues env = quiet_environment();
  for (auto& given : arm.env) {
    std::erase_if(env, [&](const auto& ours) { return ours.first == given.first; });
    env.push_back(std::move(given));
  }
  arm.env = std::move(env);
  arm.cwd.reset();
  return found;
}

Result<Worker> worker(const TargetRequest& request) {
  model::Scenario scenario = request.scenario;
  std::vector<std::string> folders;
  Wrangler first;
  for (model::ScenarioArm& arm : scenario.arms) {
    auto wrangler = become_server(request, arm);
    if (!wrangler) return std::move(wrangler).error();
    folders.push_back(wrangler->folder);
    if (first.program.empty()) first = std::move(*wrangler);
  }
  // wrangler listens long before the worker answers.
  model::Readiness& ready = scenario.server.ready;
  if (!ready.http && !ready.tcp && !ready.log && ready.command.empty() &&
      scenario.server.status / 100 == 2)
    ready.http = scenario.server.path;
  auto made = server_target(request, scenario, folders);
  if (!made) return std::move(made).error();
  return Worker{std::move(*made), std::move(first)};
}

}  // namespace

Result<TargetPlan> plan_wasm_cloudflare(const TargetRequest& request) {
  auto made = worker(request);
  if (!made) return std::move(made).error();
  return std::move(made->target.plan);
}

Opened open_wasm_cloudflare(const TargetRequest& request) {
  auto made = worker(request);
  if (!made) return std::move(made).error();
  model::BackendRecord& backend = made->target.options.backend;
  backend.engine = "workerd";
  backend.engine_version = workerd_version(made->wrangler, request.interrupt_fd);
  return open_servers(request, std::move(made->target));
}

}  // namespace assay::app
