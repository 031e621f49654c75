// SPDX-License-Identifier: Apache-2.0
// `assay gate --hosted A --strict B`: what it means that a hosted runner raised an alert, or did
// not, while the strict host passed, or did not.
#pragma once
#include "app/outcome.hpp"
#include "base/result.hpp"
#include "model/hosted_strict.hpp"

#include <string>

namespace assay::app {

// Which case it is, and what that means. Pure.
model::HostedStrict judge_hosted(model::GateSide hosted, model::GateSide strict);
// 1 fail, 3 inconclusive, 4 missing, 0: of the strict host alone.
Exit exit_of(const model::HostedStrict& judged);

// A result of `assay gate --json`, a perf-slo-summary.json (the reference's, too), or a report, or
// many of them, a line each. Faults: usage (unreadable, none of these, contradicts itself).
Result<model::GateSide> gate_side(const std::string& file);

// Faults: usage.
Result<Outcome> hosted_strict(const std::string& hosted, const std::string& strict, bool json);

}  // namespace assay::app
