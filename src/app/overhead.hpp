// SPDX-License-Identifier: Apache-2.0
// `assay overhead`: what an agent costs the operations of a machine, in three arms.
#pragma once
#include "app/agent_options.hpp"
#include "app/outcome.hpp"
#include "base/result.hpp"

#include <optional>
#include <string>

namespace assay::app {

struct OverheadOptions {
  AgentOptions agent;
};

Result<Outcome> overhead(const OverheadOptions& options, const Surroundings& surroundings);

}  // namespace assay::app
