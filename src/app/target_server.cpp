// SPDX-License-Identifier: Apache-2.0
// Target `server`: a trial is a slice of load on a server that is up.
#include "app/scenario_target.hpp"
#include "app/server_target.hpp"

#include <utility>

namespace assay::app {

Result<TargetPlan> plan_server(const TargetRequest& request) {
  auto made = server_target(request, request.scenario, request.folders);
  if (!made) return std::move(made).error();
  return std::move(made->plan);
}

Opened open_server(const TargetRequest& request) {
  auto made = server_target(request, request.scenario, request.folders);
  if (!made) return std::move(made).error();
  return open_servers(request, std::move(*made));
}

}  // namespace assay::app
