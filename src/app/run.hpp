// SPDX-License-Identifier: Apache-2.0
// `assay run`: manifests, folders of them, or one command; a report for each scenario.
#pragma once
#include "app/outcome.hpp"
#include "app/run_options.hpp"
#include "base/result.hpp"

namespace assay::app {

// Results go out one by one through `surroundings.print`. One scenario that fails stops no other;
// the outcome's exit is the worst of all, and its error names every scenario that did not pass.
// An error instead of an outcome: nothing ran.
Result<Outcome> run(const RunOptions& options, const Surroundings& surroundings);

}  // namespace assay::app
