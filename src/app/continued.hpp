// SPDX-License-Identifier: Apache-2.0
// --continue: more rounds for an earlier report. An anytime-valid rule allows it, as long as the
// question is the same.
#pragma once
#include "base/result.hpp"
#include "measure/plan.hpp"
#include "model/report.hpp"

#include <string>

namespace assay::app {

// Replaces `report` by the one in `path`, with the commands of `report` checked against it, and
// makes `plan` ask what it asked: seed, alpha, gated metrics, smallest effects. Faults: usage (no
// report), baseline (other commands, another machine, other executables, a fixed plan).
Result<void> resume(const std::string& path, measure::Plan& plan, model::Report& report);

}  // namespace assay::app
