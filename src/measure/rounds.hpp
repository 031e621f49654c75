// SPDX-License-Identifier: Apache-2.0
// Runs rounds until the evidence is in or the budget is spent: order, run, collect, decide, stop.
#pragma once
#include "base/result.hpp"
#include "measure/judge.hpp"
#include "measure/plan.hpp"
#include "model/ports.hpp"
#include "model/report.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace assay::measure {

// Measures `report.arms` by `plan` and leaves everything in `report`: samples (those it already
// holds are an earlier run's, which is continued), rounds, metrics, comparisons, diagnostics,
// verdict, status and cost. Whatever ends the run early, the samples taken so far stay.
//
// Returns the error that ended it early: Fault::program (a trial that went wrong),
// Fault::interrupted, Fault::usage (a gated metric that nobody measures) or Fault::internal.
// REQUIRES: at least one arm; plan.baseline and plan.control are valid indices.
Result<void> run_rounds(const Plan& plan, model::TrialRunner& runner, model::Clock& clock,
                        model::Progress& progress, model::Report& report);

// Comparisons of every non-baseline arm in every measured metric from the report's samples: what
// run_rounds leaves, also used to judge a stored report again.
std::vector<model::Comparison> compare_all(const Plan& plan, const std::vector<Pair>& gated,
                                           const model::Report& report);

}  // namespace assay::measure
