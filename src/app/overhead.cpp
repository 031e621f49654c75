// SPDX-License-Identifier: Apache-2.0
#include "app/overhead.hpp"

namespace assay::app {

Result<Outcome> overhead(const OverheadOptions&, const Surroundings&) {
  return Error{Fault::internal, "overhead is not there yet", "", ""};
}

}  // namespace assay::app
