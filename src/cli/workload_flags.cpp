// SPDX-License-Identifier: Apache-2.0
// Flags of workload.
#include "cli/apply.hpp"

namespace assay::cli {

Section workload_flags() {
  return {"Workload", {}};
}

}  // namespace assay::cli
