// SPDX-License-Identifier: Apache-2.0
#include "app/expand_scenario.hpp"

namespace assay::app {

Result<std::vector<model::Scenario>> expand_scenario(const model::Scenario&) {
  return Error{Fault::internal, "manifests cannot be read yet", "", ""};
}

}  // namespace assay::app
