// SPDX-License-Identifier: Apache-2.0
#include "app/validate.hpp"

namespace assay::app {

Result<Outcome> validate(const ValidateOptions&) {
  return Error{Fault::internal, "validate is not there yet", "", ""};
}

}  // namespace assay::app
