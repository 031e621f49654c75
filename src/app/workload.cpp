// SPDX-License-Identifier: Apache-2.0
#include "app/workload.hpp"

namespace assay::app {

Result<Outcome> workload(const WorkloadOptions&, const Surroundings&) {
  return Error{Fault::internal, "workload is not there yet", "", ""};
}

}  // namespace assay::app
