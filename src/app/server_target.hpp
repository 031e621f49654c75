// SPDX-License-Identifier: Apache-2.0
// What the targets that are servers share: from a scenario to servers, their load and its checks.
#pragma once
#include "app/scenario_target.hpp"
#include "model/scenario.hpp"
#include "target/server_runner.hpp"

namespace assay::app {

struct ServerTarget {
  target::ServerOptions options;  // without the launcher's path
  TargetPlan plan;
};

// `scenario` is the request's, or what a target has made of it. Faults: usage (what makes no sense
// of a server: a port that its command does not learn, arms that would share one, hooks around
// trials, an exit code), program (not found, not executable).
Result<ServerTarget> server_target(const TargetRequest& request, const model::Scenario& scenario,
                                   const std::vector<std::string>& folders);

// Starts its servers.
Opened open_servers(const TargetRequest& request, ServerTarget made);

}  // namespace assay::app
