// SPDX-License-Identifier: Apache-2.0
#include "app/artifact_pages.hpp"

#include <string>
#include <utility>

namespace assay::app {
namespace {

using codec::JsonDocument;
using codec::pointer_to;
using model::CheckOutcome;
using Number = std::optional<double>;

Number ratio_of_percent(const Number& percent) {
  return percent ? Number(1 + *percent / 100) : std::nullopt;
}

// Ours where the file has it, else the ratio of the two figures.
model::BoundedRatio ratio_of(const JsonDocument& baseline, const JsonDocument& with_agent,
                             const std::string& key) {
  const std::string at = "/ratio/" + key;
  if (with_agent.has(at))
    return {with_agent.number(at + "/ratio"), with_agent.number(at + "/interval/0"),
            with_agent.number(at + "/interval/1")};
  const Number base = baseline.number("/" + key);
  const Number with = with_agent.number("/" + key);
  if (!base || !with || *base <= 0) return {};
  return {*with / *base, std::nullopt, std::nullopt};
}

void take_row(model::EvidenceProfile& into, const model::SloTable& table,
              std::string_view scenario) {
  const model::SloRow* row = model::find_row(table, scenario, model::slo::kP95);
  if (row == nullptr) return;
  into.target = 1 + row->budget / 100;
  into.p95_status = row->status;
  into.null_p95 = {ratio_of_percent(row->null_result), ratio_of_percent(row->null_lower),
                   ratio_of_percent(row->null_upper)};
}

}  // namespace

model::Provenance provenance_of(const JsonDocument& document) {
  return {document.text("/run_id").value_or(""), document.text("/agent").value_or(""),
          document.text("/mode") == "strict", document.texts("/advisory")};
}

model::SloTable slo_table_of(const JsonDocument& summary) {
  model::SloTable table;
  for (std::size_t i = 0; i < summary.size("/rows"); ++i) {
    const std::string at = pointer_to("/rows", i);
    const auto text = [&](const char* key) { return summary.text(at + key).value_or(""); };
    model::SloRow row;
    row.scenario = text("/scenario");
    row.metric = text("/metric");
    row.result = summary.number(at + "/result");
    row.budget = summary.number(at + "/budget").value_or(0);
    row.unit = text("/unit");
    row.status = model::outcome_named(text("/status")).value_or(CheckOutcome::missing);
    row.evidence = text("/evidence");
    row.lower = summary.number(at + "/interval/0");
    row.upper = summary.number(at + "/interval/1");
    row.null_result = summary.number(at + "/null_result");
    row.null_lower = summary.number(at + "/null_interval/0");
    row.null_upper = summary.number(at + "/null_interval/1");
    row.detail = text("/detail");
    table.rows.push_back(std::move(row));
  }
  table.violations = summary.texts("/violations");
  table.inconclusive = summary.texts("/inconclusive");
  table.input_errors = summary.texts("/input_errors");
  const auto gate_pass = summary.flag("/gate_pass").value_or(false);
  table.verdict = model::outcome_named(summary.text("/verdict").value_or(""))
                      .value_or(gate_pass ? CheckOutcome::pass : CheckOutcome::fail);
  return table;
}

model::EvidenceProfile evidence_of(const JsonDocument& baseline, const JsonDocument& with_agent) {
  model::EvidenceProfile out;
  out.baseline_us = baseline.number("/us_per_op");
  out.with_agent_us = with_agent.number("/us_per_op");
  out.p50_us = with_agent.number("/p50_us");
  out.p95_us = with_agent.number("/p95_us");
  out.p99_us = with_agent.number("/p99_us");
  out.mean = ratio_of(baseline, with_agent, "us_per_op");
  out.p95 = ratio_of(baseline, with_agent, "p95_us");
  return out;
}

std::vector<model::EvidenceRow> evidence_rows(const JsonDocument& suite) {
  std::vector<model::EvidenceRow> rows;
  for (std::size_t i = 0; i < suite.size("/benchmarks"); ++i) {
    const std::string at = pointer_to("/benchmarks", i);
    const bool passed = suite.flag(at + "/pass").value_or(false);
    model::EvidenceRow row;
    row.name = suite.text(at + "/name").value_or("");
    row.baseline_us = suite.number(at + "/baseline_us_per_op");
    row.with_agent_us = suite.number(at + "/with_agent_us_per_op");
    row.delta_pct = suite.number(at + "/delta_pct");
    row.lower_pct = suite.number(at + "/interval_pct/0");
    row.upper_pct = suite.number(at + "/interval_pct/1");
    row.null_pct = suite.number(at + "/null/delta_pct");
    row.budget_pct = suite.number(at + "/max_allowed_pct");
    row.status = model::outcome_named(suite.text(at + "/status").value_or(""))
                     .value_or(passed ? CheckOutcome::pass : CheckOutcome::fail);
    rows.push_back(std::move(row));
  }
  return rows;
}

CheckOutcome gate_of(const model::PerfEvidence& evidence) {
  CheckOutcome gate = model::worst(evidence.open.p95_status, evidence.connect.p95_status);
  for (const model::EvidenceRow& row : evidence.rows) gate = model::worst(gate, row.status);
  return gate;
}

model::PerfEvidence perf_evidence(const EvidenceSources& from) {
  const model::SloTable table = slo_table_of(from.summary);
  model::PerfEvidence out;
  out.of = provenance_of(from.summary);
  out.open = evidence_of(from.open_baseline, from.open_with_agent);
  out.connect = evidence_of(from.connect_baseline, from.connect_with_agent);
  take_row(out.open, table, model::slo::kOpen);
  take_row(out.connect, table, model::slo::kConnect);
  out.rows = evidence_rows(from.suite);
  out.gate = gate_of(out);
  return out;
}

}  // namespace assay::app
