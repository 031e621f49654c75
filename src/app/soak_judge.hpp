// SPDX-License-Identifier: Apache-2.0
// What the polls of a soak say: events, memory, and every budget held against a bound. Pure.
#pragma once
#include "model/soak.hpp"

#include <string>

namespace assay::app {

// Events from the first poll to the latest, for the live view: the same work however many polls
// there were. Zero, with no rate and no ratio, before the second poll and once a counter is
// missing.
model::SoakEvents glance(const model::SoakResult& result);

// Fills in events and memory, adds a check for each limit behind those that are there already, and
// the verdict: pass only when all that decide passed and the soak is whole.
// REQUIRES: the checks hold the conditions of the run: "agent", "workers", "counters", "polls".
void judge_soak(model::SoakResult& result);

// A condition of a sound soak.
model::SoakCheck condition(std::string name, model::CheckOutcome outcome, std::string code,
                           std::string detail);

}  // namespace assay::app
