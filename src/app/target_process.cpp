// SPDX-License-Identifier: Apache-2.0
#include "app/scenario_target.hpp"

namespace assay::app {

Result<TargetPlan> plan_process(const TargetRequest&) {
  return Error{Fault::internal, "the target is not built yet", "", ""};
}

Opened open_process(const TargetRequest&) {
  return Error{Fault::internal, "the target is not built yet", "", ""};
}

}  // namespace assay::app
