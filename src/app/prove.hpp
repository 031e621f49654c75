// SPDX-License-Identifier: Apache-2.0
// `assay prove`: is this harness right here, on this command? A null control (the command against
// itself) and a positive one (against itself with work added by the launcher), live and by replay.
#pragma once
#include "app/options.hpp"
#include "app/outcome.hpp"
#include "base/result.hpp"

namespace assay::app {

// The claims, held against exact bounds. Exit: 0 all hold, 1 a bound excludes a claim, 3 it cannot
// be told yet (more --live or --replays would).
Result<Outcome> prove(const ProveOptions& options, const Surroundings& surroundings);

}  // namespace assay::app
