// SPDX-License-Identifier: Apache-2.0
// What the polls of a soak say: events, memory, and every budget held against a bound. Pure.
#pragma once
#include "model/soak.hpp"

#include <string>

namespace assay::app {

// Events since the first poll, up to the latest; without bounds, which cost more than a live view
// is worth. Zero, with nothing of a ratio, before the second poll.
model::SoakEvents count_events(const model::SoakResult& result);

// Fills in events and memory, adds a check for each limit behind those that are there already, and
// the verdict: pass only when all that decide passed and the soak is whole.
// REQUIRES: the checks hold the conditions of the run: "agent", "workers", "counters", "polls".
void judge_soak(model::SoakResult& result);

// A condition of a sound soak.
model::SoakCheck condition(std::string name, model::CheckOutcome outcome, std::string code,
                           std::string detail);

}  // namespace assay::app
