// SPDX-License-Identifier: Apache-2.0
// Where a soak goes: its documents, and what a person reads.
#pragma once
#include "app/outcome.hpp"
#include "app/soak.hpp"
#include "model/soak.hpp"

namespace assay::app {

// 130 interrupted, 5 a condition of the run failed, 1 a budget is broken, 3 undecided, 0 pass.
Exit exit_of(const model::SoakResult& result);

// As deliver() of outputs.hpp.
void deliver_soak(const model::SoakResult& result, const SoakOptions& options,
                  const Surroundings& surroundings, Outcome& outcome);

}  // namespace assay::app
