// SPDX-License-Identifier: Apache-2.0
// perf-slo-report.md and perf-evidence-report.md (docs/artifacts.md): the reference's headings and
// columns first, ours behind them. `assay validate` makes them again from the JSON artifacts and
// compares the bytes: whatever changes a byte here is a new number in the page's first comment.
#pragma once
#include "model/artifacts.hpp"

#include <string>

namespace assay::report {

std::string slo_report_markdown(const model::SloTable& table, const model::Provenance& of);
std::string evidence_markdown(const model::PerfEvidence& evidence);

}  // namespace assay::report
