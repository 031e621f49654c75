// SPDX-License-Identifier: Apache-2.0
// From the JSON artifacts of a run to what its two pages of Markdown show. Pure. What a document
// lacks is absent, so that one which someone has cut up makes a page with gaps.
#pragma once
#include "codec/json_document.hpp"
#include "model/artifacts.hpp"

#include <optional>

namespace assay::app {

model::Provenance provenance_of(const codec::JsonDocument& document);
// REQUIRES: a perf-slo-summary.json.
model::SloTable slo_table_of(const codec::JsonDocument& summary);

// The open or the connect profile on both sides. Of the reference's plain files the ratios are
// those of the figures, without an interval. Target and status are left to the caller.
model::EvidenceProfile evidence_of(const codec::JsonDocument& baseline,
                                   const codec::JsonDocument& with_agent);
// The rows of a workload_suite.json, of the reference's, too.
std::vector<model::EvidenceRow> evidence_rows(const codec::JsonDocument& suite);
// The worst of the p95 gates and the rows.
model::CheckOutcome gate_of(const model::PerfEvidence& evidence);

// All of perf-evidence-report.md; budgets and statuses of the p95 gates as the summary has them.
struct EvidenceSources {
  const codec::JsonDocument& open_baseline;
  const codec::JsonDocument& open_with_agent;
  const codec::JsonDocument& connect_baseline;
  const codec::JsonDocument& connect_with_agent;
  const codec::JsonDocument& suite;
  const codec::JsonDocument& summary;
};
model::PerfEvidence perf_evidence(const EvidenceSources& from);

}  // namespace assay::app
