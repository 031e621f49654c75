// SPDX-License-Identifier: Apache-2.0
// Flags of soak.
#include "cli/apply.hpp"

namespace assay::cli {

Section soak_flags() {
  return {"Soak", {}};
}

}  // namespace assay::cli
