// SPDX-License-Identifier: Apache-2.0
// GitHub Actions: annotations as workflow commands for the log, and the page of a step summary.
#pragma once
#include "report/ci.hpp"

#include <string>

namespace assay::report {

// ::error for what failed, ::warning for what is inconclusive or does not decide, the worst first
// and at most ten of each (GitHub shows no more), then one ::notice with the headline. Nothing that
// a name holds can end a command or begin another.
std::string to_github(const CiDocument& document);

// For $GITHUB_STEP_SUMMARY: the pull-request comment, held below 1 MiB.
std::string to_github_summary(const CiDocument& document);

}  // namespace assay::report
