// SPDX-License-Identifier: Apache-2.0
// Flags of artifacts.
#include "cli/apply.hpp"

namespace assay::cli {

Section validate_flags() {
  return {"Artifacts", {}};
}

}  // namespace assay::cli
