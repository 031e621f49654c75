// SPDX-License-Identifier: Apache-2.0
// `assay compare` and `assay time`: commands in, a verdict or a summary out.
#pragma once
#include "app/compare_options.hpp"
#include "app/outcome.hpp"
#include "base/result.hpp"

namespace assay::app {

// An error means that nothing was measured. A run that ended early is an Outcome with its error,
// its partial report written where it was asked for.
Result<Outcome> compare(const CompareOptions& options, const Surroundings& surroundings);
Result<Outcome> time(const CompareOptions& options, const Surroundings& surroundings);

}  // namespace assay::app
