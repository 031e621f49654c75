// SPDX-License-Identifier: Apache-2.0
// Flags of overhead.
#include "cli/apply.hpp"

namespace assay::cli {

Section overhead_flags() {
  return {"Overhead", {}};
}

}  // namespace assay::cli
