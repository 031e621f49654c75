// SPDX-License-Identifier: Apache-2.0
// `assay report`: kept reports in another format.
#pragma once
#include "app/options.hpp"
#include "app/outcome.hpp"
#include "base/result.hpp"

namespace assay::app {

// Faults: usage (missing, unreadable, not a report, of a newer schema).
Result<Outcome> render_report(const ReportOptions& options, const Surroundings& surroundings);

}  // namespace assay::app
