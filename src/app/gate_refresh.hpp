// SPDX-License-Identifier: Apache-2.0
// `assay gate --refresh`: rewrites what is versioned (limits, tolerances, the stored baseline) by
// what was measured.
#pragma once
#include "app/outcome.hpp"
#include "app/report_files.hpp"
#include "base/result.hpp"
#include "model/gate_result.hpp"
#include "model/rules.hpp"

#include <optional>
#include <string>
#include <vector>

namespace assay::app {

struct RefreshRequest {
  const std::string& text;  // of the rules file
  const model::GateRules& rules;
  const model::GateResult& result;
  const std::vector<std::string>& files;       // of reports
  const std::optional<std::string>& baseline;  // its path; none: the rules name none
  const ReportIndex* index;                    // what it holds; null when it does not exist yet
  const std::optional<std::string>& reason;
  bool dry_run;
};

// Adds the difference to `outcome.out`. Writes nothing when the run did not pass, unless there is a
// reason; then that is kept in the rules with the date, and the exit code is 0. A run that failed
// or printed wrong output is no measure for anything, whatever the reason. Faults: usage, internal.
Result<void> refresh(const RefreshRequest& request, Outcome& outcome);

}  // namespace assay::app
