// SPDX-License-Identifier: Apache-2.0
#include "app/soak.hpp"

namespace assay::app {

Result<Outcome> soak(const SoakOptions&, const Surroundings&) {
  return Error{Fault::internal, "soak is not there yet", "", ""};
}

}  // namespace assay::app
