// SPDX-License-Identifier: Apache-2.0
// One figure in several files, and the gates.
#include "app/artifact_pages.hpp"
#include "app/validate_checks.hpp"
#include "base/text.hpp"
#include "stats/summary.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace assay::app {
namespace {

namespace artifact = model::artifact;
namespace code = model::fault_code;
namespace slo = model::slo;
using codec::JsonDocument;
using codec::pointer_to;
using model::CheckOutcome;
using Number = Checked::Number;

std::optional<std::size_t> row_named(const JsonDocument& document, const std::string& rows,
                                     std::string_view key, std::string_view name) {
  for (std::size_t i = 0; i < document.size(rows); ++i)
    if (document.text(pointer_to(pointer_to(rows, i), key)) == name) return i;
  return std::nullopt;
}

std::optional<std::string> slo_row(const JsonDocument& summary, std::string_view scenario,
                                   std::string_view metric) {
  for (std::size_t i = 0; i < summary.size("/rows"); ++i) {
    std::string at = pointer_to("/rows", i);
    if (summary.text(at + "/scenario") == scenario && summary.text(at + "/metric") == metric)
      return at;
  }
  return std::nullopt;
}

std::optional<std::string> suite_row(const JsonDocument& suite, std::string_view workload) {
  const auto i = row_named(suite, "/benchmarks", "name", workload);
  return i ? std::optional(pointer_to("/benchmarks", *i)) : std::nullopt;
}

// A row of the SLO table tells of the cost that `from` holds at `at`.
void check_cost_row(const Checked& summary, const std::string& row, const JsonDocument& from,
                    const std::string& at, std::string_view file) {
  const auto take = [&](const char* mine, const char* theirs) {
    if (from.is_null(at + theirs) || from.number(at + theirs))
      summary.follows(row + mine, from.number(at + theirs), file);
  };
  take("/result", "/delta_pct");
  take("/budget", "/max_allowed_pct");
  const auto theirs = from.text(at + "/status");
  const auto mine = summary->text(row + "/status");
  if (theirs && mine && model::outcome_named(*theirs) != model::outcome_named(*mine))
    summary.fault(row + "/status", code::kStatus,
                  fmt::format("is {}, and {} in {}", printable(*mine), printable(*theirs), file));
  const auto pass = from.flag(at + "/pass");
  if (!theirs && pass && mine && (*mine == "PASS") != *pass)
    summary.fault(row + "/status", code::kStatus,
                  fmt::format("is {}, and pass is {} in {}", printable(*mine), *pass, file));
  if (!from.has("/schema") || !summary->has("/schema")) return;
  take("/interval/0", "/interval_pct/0");
  take("/interval/1", "/interval_pct/1");
  take("/null_result", "/null/delta_pct");
  take("/null_interval/0", "/null/interval_pct/0");
  take("/null_interval/1", "/null/interval_pct/1");
}

Number percent(const Number& ratio) {
  return ratio ? Number((*ratio - 1) * 100) : std::nullopt;
}

void check_p95_row(const ArtifactSet& set, const Checked& summary, std::string_view scenario,
                   std::string_view base_name, std::string_view agent_name) {
  const auto row = slo_row(summary.document(), scenario, slo::kP95);
  if (!row || !set.has(base_name) || !set.has(agent_name)) return;
  const JsonDocument& agent = *set.find(agent_name);
  const auto held = evidence_of(*set.find(base_name), agent);
  const std::string_view source = set.paths.at(agent_name);
  if (held.p95.ratio || agent.is_null("/p95_us"))
    summary.follows(*row + "/result", percent(held.p95.ratio), source);
  if (agent.has("/ratio/p95_us/interval") && summary->has("/schema"))
    summary.interval_follows(*row + "/interval", percent(held.p95.lower), percent(held.p95.upper),
                             source);
}

void check_failed_rows(const Checked& summary, const ArtifactSet& set) {
  const auto row = slo_row(summary.document(), slo::kSuite, slo::kFailedRows);
  const JsonDocument* suite = set.find(artifact::kWorkloadSuite);
  if (!row || suite == nullptr) return;
  double failed = 0;
  auto worst = CheckOutcome::pass;
  for (const model::EvidenceRow& each : evidence_rows(*suite)) {
    failed += each.status == CheckOutcome::fail ? 1 : 0;
    worst = model::worst(worst, each.status);
  }
  summary.follows(*row + "/result", failed, set.paths.at(artifact::kWorkloadSuite));
  const auto status = model::outcome_named(summary->text(*row + "/status").value_or(""));
  if (status == CheckOutcome::pass && worst != CheckOutcome::pass && worst != CheckOutcome::fail)
    summary.fault(*row + "/status", code::kStatus,
                  fmt::format("is PASS, and a row of the suite is {}", model::name(worst)));
}

// What the profile says of one operation is what the suite and open_compare say.
void check_level(const ArtifactSet& set, Faults& faults, std::string_view name,
                 const std::string& at, std::string_view base_name, std::string_view agent_name) {
  const Checked document(set, name, faults);
  const std::pair<std::string_view, const char*> kSides[] = {{base_name, "/baseline_us_per_op"},
                                                             {agent_name, "/with_agent_us_per_op"}};
  for (const auto& [side, key] : kSides) {
    const JsonDocument* profile = set.find(side);
    if (profile == nullptr || !set.is_ours(side)) continue;  // the reference measures each anew
    if (profile->is_null("/us_per_op") || profile->number("/us_per_op"))
      document.follows(at + key, profile->number("/us_per_op"), set.paths.at(side));
  }
  const JsonDocument* agent = set.find(agent_name);
  if (agent == nullptr || !set.is_ours(agent_name)) return;
  const std::string ratio = "/ratio/us_per_op";
  if (!agent->has(ratio + "/interval/1")) return;
  document.interval_follows(at + "/interval_pct", percent(agent->number(ratio + "/interval/0")),
                            percent(agent->number(ratio + "/interval/1")),
                            set.paths.at(agent_name));
}

model::ValidationGate ratio_gate(const ArtifactSet& set, std::string name, double limit,
                                 std::string_view scenario, std::string_view base_name,
                                 std::string_view agent_name) {
  model::ValidationGate gate;
  gate.name = std::move(name);
  gate.limit = limit;
  const auto held = evidence_of(*set.find(base_name), *set.find(agent_name));
  gate.value = held.p95.ratio;
  gate.lower = held.p95.lower;
  gate.upper = held.p95.upper;
  if (!gate.value) {
    gate.detail = "there is no ratio";
    return gate;
  }
  const auto within = [&](double ratio) { return ratio <= limit || same_figure(ratio, limit); };
  if (!set.is_ours(agent_name)) {
    gate.outcome = within(*gate.value) ? CheckOutcome::pass : CheckOutcome::fail;
    gate.detail = "the ratio of two figures; the files do not say how sure it is";
    return gate;
  }
  if (gate.upper && within(*gate.upper))
    gate.outcome = CheckOutcome::pass;
  else if (gate.lower && !within(*gate.lower))
    gate.outcome = CheckOutcome::fail;
  else
    gate.outcome = CheckOutcome::inconclusive;
  gate.detail = fmt::format("held against the end of its interval, {}", model::name(gate.outcome));
  // The run's own doubt (its null arm, most of all) is about the same limit, or not known here.
  const JsonDocument* summary = set.find(artifact::kSloSummary);
  if (summary == nullptr) return gate;
  const model::SloTable table = slo_table_of(*summary);
  const model::SloRow* row = model::find_row(table, scenario, slo::kP95);
  if (row == nullptr || !same_figure(1 + row->budget / 100, limit)) return gate;
  if (row->status == CheckOutcome::inconclusive || row->status == CheckOutcome::missing) {
    gate.outcome = row->status;
    gate.detail = row->detail;
  }
  return gate;
}

}  // namespace

void check_across(const ArtifactSet& set, Faults& faults) {
  const JsonDocument* suite = set.find(artifact::kWorkloadSuite);
  if (suite != nullptr && set.is_ours(artifact::kWorkloadSuite)) {
    if (const auto row = suite_row(*suite, "open_close"))
      check_level(set, faults, artifact::kWorkloadSuite, *row, artifact::kOpenBaseline,
                  artifact::kOpenWithAgent);
    if (const auto row = suite_row(*suite, "connect_loopback"))
      check_level(set, faults, artifact::kWorkloadSuite, *row, artifact::kConnectBaseline,
                  artifact::kConnectWithAgent);
  }
  const JsonDocument* compare = set.find(artifact::kOpenCompare);
  if (compare != nullptr && set.is_ours(artifact::kOpenCompare)) {
    check_level(set, faults, artifact::kOpenCompare, "", artifact::kOpenBaseline,
                artifact::kOpenWithAgent);
    const auto row = suite != nullptr ? suite_row(*suite, "open_close") : std::nullopt;
    if (row && set.is_ours(artifact::kWorkloadSuite)) {
      const Checked checked(set, artifact::kOpenCompare, faults);
      const std::string_view source = set.paths.at(artifact::kWorkloadSuite);
      for (const char* key : {"/baseline_us_per_op", "/with_agent_us_per_op", "/null/ratio",
                              "/null/interval_pct/0", "/null/interval_pct/1"})
        if (suite->is_null(*row + key) || suite->number(*row + key))
          checked.follows(key, suite->number(*row + key), source);
    }
  }
  if (!set.has(artifact::kSloSummary)) return;
  const Checked summary(set, artifact::kSloSummary, faults);
  if (compare != nullptr)
    if (const auto row = slo_row(summary.document(), slo::kOpen, slo::kDelta))
      check_cost_row(summary, *row, *compare, "", set.paths.at(artifact::kOpenCompare));
  if (suite != nullptr)
    for (std::size_t i = 0; i < suite->size("/benchmarks"); ++i) {
      const std::string at = pointer_to("/benchmarks", i);
      const std::string name = suite->text(at + "/name").value_or("");
      if (const auto row = slo_row(summary.document(), slo::workload_scenario(name), slo::kDelta))
        check_cost_row(summary, *row, *suite, at, set.paths.at(artifact::kWorkloadSuite));
      else
        summary.fault("/rows", code::kSchema,
                      "has no row of " + printable(slo::workload_scenario(name)) + "/delta_pct");
    }
  check_p95_row(set, summary, slo::kOpen, artifact::kOpenBaseline, artifact::kOpenWithAgent);
  check_p95_row(set, summary, slo::kConnect, artifact::kConnectBaseline,
                artifact::kConnectWithAgent);
  check_failed_rows(summary, set);
}

std::vector<model::ValidationGate> gates_of(const ArtifactSet& set, const RatioLimits& limits) {
  std::vector<model::ValidationGate> gates;
  if (set.has(artifact::kOpenBaseline) && set.has(artifact::kOpenWithAgent))
    gates.push_back(ratio_gate(set, "open_p95_ratio", limits.open_p95, slo::kOpen,
                               artifact::kOpenBaseline, artifact::kOpenWithAgent));
  if (set.has(artifact::kConnectBaseline) && set.has(artifact::kConnectWithAgent))
    gates.push_back(ratio_gate(set, "connect_p95_ratio", limits.connect_p95, slo::kConnect,
                               artifact::kConnectBaseline, artifact::kConnectWithAgent));
  if (const JsonDocument* suite = set.find(artifact::kWorkloadSuite))
    for (const model::EvidenceRow& row : evidence_rows(*suite))
      gates.push_back({"workload_" + row.name + "/delta_pct", row.status, row.delta_pct,
                       row.lower_pct, row.upper_pct, row.budget_pct, ""});
  if (const JsonDocument* compare = set.find(artifact::kOpenCompare)) {
    const bool passed = compare->flag("/pass").value_or(false);
    gates.push_back({"open_compare/delta_pct",
                     model::outcome_named(compare->text("/status").value_or(""))
                         .value_or(passed ? CheckOutcome::pass : CheckOutcome::fail),
                     compare->number("/delta_pct"), compare->number("/interval_pct/0"),
                     compare->number("/interval_pct/1"), compare->number("/max_allowed_pct"), ""});
  }
  if (const JsonDocument* summary = set.find(artifact::kSloSummary)) {
    const model::SloTable table = slo_table_of(*summary);
    gates.push_back({"slo_table", table.verdict, {}, {}, {}, {}, "the worst of its rows"});
  }
  return gates;
}

}  // namespace assay::app
