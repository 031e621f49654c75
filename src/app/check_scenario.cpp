// SPDX-License-Identifier: Apache-2.0
#include "app/check_scenario.hpp"

namespace assay::app {

Result<void> check_scenario(const model::Scenario&, Moment) {
  return Error{Fault::internal, "manifests cannot be read yet", "", ""};
}

}  // namespace assay::app
