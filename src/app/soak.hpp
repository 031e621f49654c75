// SPDX-License-Identifier: Apache-2.0
// `assay soak`: an agent under load for a long time: lost events, growing memory.
#pragma once
#include "app/agent_options.hpp"
#include "app/outcome.hpp"
#include "base/result.hpp"

#include <optional>
#include <string>

namespace assay::app {

struct SoakOptions {
  AgentOptions agent;
};

Result<Outcome> soak(const SoakOptions& options, const Surroundings& surroundings);

}  // namespace assay::app
