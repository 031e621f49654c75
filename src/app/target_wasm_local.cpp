// SPDX-License-Identifier: Apache-2.0
#include "app/scenario_target.hpp"

namespace assay::app {

Result<TargetPlan> plan_wasm_local(const TargetRequest&) {
  return Error{Fault::internal, "the target is not built yet", "", ""};
}

Opened open_wasm_local(const TargetRequest&) {
  return Error{Fault::internal, "the target is not built yet", "", ""};
}

}  // namespace assay::app
