// SPDX-License-Identifier: Apache-2.0
// Flags of agent.
#include "cli/apply.hpp"

namespace assay::cli {

Section agent_flags() {
  return {"Agent", {}};
}

}  // namespace assay::cli
