// SPDX-License-Identifier: Apache-2.0
#include "app/scenario_target.hpp"

namespace assay::app {

using model::Target;

Result<TargetPlan> plan_target(const TargetRequest& request) {
  switch (request.scenario.target) {
    case Target::process:
      return plan_process(request);
    case Target::library:
      return plan_library(request);
    case Target::server:
      return plan_server(request);
    case Target::wasm_local:
      return plan_wasm_local(request);
    case Target::wasm_cloudflare:
      return plan_wasm_cloudflare(request);
  }
  return Error{Fault::internal, "unknown target", "", ""};
}

Opened open_target(const TargetRequest& request) {
  switch (request.scenario.target) {
    case Target::process:
      return open_process(request);
    case Target::library:
      return open_library(request);
    case Target::server:
      return open_server(request);
    case Target::wasm_local:
      return open_wasm_local(request);
    case Target::wasm_cloudflare:
      return open_wasm_cloudflare(request);
  }
  return Error{Fault::internal, "unknown target", "", ""};
}

}  // namespace assay::app
