// SPDX-License-Identifier: Apache-2.0
#include "app/overhead_rules.hpp"

#include "base/text.hpp"
#include "gate/judge.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string_view>

namespace assay::app {
namespace {

using model::CheckOutcome;
using model::Comparison;
using model::SloRow;
using model::Verdict;

const Comparison* of(std::span<const Comparison> all, std::string_view metric, bool control) {
  for (const Comparison& c : all)
    if (c.metric == metric && (control ? c.control_check : c.arm == "with_agent")) return &c;
  return nullptr;
}

bool within(const Comparison& c, double limit) {
  return c.interval.upper <= limit && c.interval.lower * limit >= 1;
}

bool rule_settled(const SloRule& slo, std::span<const Comparison> live, bool blocks) {
  const Comparison* agent = of(live, slo.rule.metric, false);
  const Comparison* control = of(live, slo.rule.metric, true);
  if (agent == nullptr || control == nullptr) return false;
  const double limit = slo.rule.limit;
  if (control->verdict == Verdict::regression || control->verdict == Verdict::improvement)
    return true;
  if (agent->interval.lower > limit) return within(*control, limit);
  if (blocks) return agent->interval.upper <= limit && within(*control, limit);
  // The typical run is within budget; that no slow path hides is waited for, too.
  return agent->interval.upper <= limit && agent->verdict != Verdict::inconclusive &&
         control->verdict == Verdict::equivalent;
}

// 1.05 -> 5, not 5.000000000000004.
double percent(double ratio) {
  return std::round((ratio - 1) * 1e12) / 1e10;
}

std::optional<double> percent_of(std::optional<double> ratio) {
  if (!ratio || !std::isfinite(*ratio)) return std::nullopt;
  return (*ratio - 1) * 100;
}

std::string number(double value) {
  return fmt::format("{:g}", value);
}

SloRow row_of(const SloRule& slo, const model::GateResult& checks, const model::Report& report) {
  SloRow row;
  row.scenario = slo.scenario;
  row.metric = slo.metric;
  row.budget = percent(slo.rule.limit);
  row.unit = "%";
  row.evidence = slo.evidence;
  row.detail = "the rule was not applied";
  for (const auto& check : checks.checks) {
    if (check.rule != slo.rule.name) continue;
    row.status = check.outcome;
    row.detail = check.detail;
    row.result = percent_of(check.value);
    row.lower = percent_of(check.lower);
    row.upper = percent_of(check.upper);
  }
  if (const Comparison* null = of(report.comparisons, slo.rule.metric, true)) {
    row.null_result = percent_of(null->estimate);
    row.null_lower = percent_of(null->interval.lower);
    row.null_upper = percent_of(null->interval.upper);
  }
  return row;
}

SloRow failed_rows(const std::vector<SloRow>& rows) {
  SloRow out;
  out.scenario = "workload_suite";
  out.metric = "failed_rows";
  out.evidence = "workload_suite.json";
  out.status = CheckOutcome::pass;
  double failed = 0;
  double open = 0;
  for (const SloRow& row : rows) {
    if (!row.scenario.starts_with("workload_")) continue;
    out.status = model::worst(out.status, row.status);
    failed += row.status == CheckOutcome::fail ? 1 : 0;
    open += row.status == CheckOutcome::fail || row.status == CheckOutcome::pass ? 0 : 1;
  }
  out.result = failed;
  out.detail = fmt::format("{} of the workload rows failed{}", number(failed),
                           open > 0 ? fmt::format(", {} are undecided", number(open)) : "");
  return out;
}

}  // namespace

std::vector<SloRule> slo_rules(const OverheadBudgets& budgets,
                               std::span<const std::string> workloads) {
  std::vector<SloRule> out;
  const auto add = [&](std::string scenario, std::string metric, const std::string& workload,
                       std::string_view figure, double limit, std::string evidence) {
    if (std::find(workloads.begin(), workloads.end(), workload) == workloads.end()) return;
    SloRule slo;
    slo.scenario = std::move(scenario);
    slo.metric = std::move(metric);
    slo.evidence = std::move(evidence);
    slo.rule.name = slo.scenario + "/" + slo.metric;
    slo.rule.mode = model::RuleMode::slo;
    slo.rule.scenario = "overhead";
    slo.rule.metric = model::workload_metric(workload, figure);
    slo.rule.arm = "with_agent";
    slo.rule.limit = limit;
    out.push_back(std::move(slo));
  };
  add("audit_mode_open", "delta_pct", "open_close", "mean", budgets.open, "open_compare.json");
  for (const std::string& each : workloads)
    add("workload_" + each, "delta_pct", each, "mean", budgets.workload, "workload_suite.json");
  add("audit_mode_open", "p95_overhead_pct", "open_close", "p95", budgets.open_p95,
      "open_baseline.json,open_with_agent.json");
  add("audit_mode_connect", "p95_overhead_pct", "connect_loopback", "p95", budgets.connect_p95,
      "connect_baseline.json,connect_with_agent.json");
  return out;
}

model::GateRules gate_rules(const std::vector<SloRule>& rules, double alpha) {
  model::GateRules out;
  out.file = "budgets of assay overhead";
  out.alpha = alpha;
  for (const SloRule& each : rules) out.rules.push_back(each.rule);
  return out;
}

std::string rules_toml(const std::vector<SloRule>& rules, double alpha) {
  std::string out = fmt::format(
      "# The budgets of `assay overhead` (docs/overhead.md), for `assay gate --rules`.\n"
      "schema = \"assay.rules/1\"\nalpha = {}\n",
      alpha);
  for (const SloRule& each : rules)
    out += fmt::format(
        "\n[[rules]]\nname = \"{}\"\nmode = \"slo\"\nscenario = \"{}\"\nmetric = \"{}\"\n"
        "arm = \"{}\"\nlimit = {}\n",
        each.rule.name, each.rule.scenario, each.rule.metric, each.rule.arm, each.rule.limit);
  return out;
}

void add_row(model::SloTable& table, SloRow row) {
  const std::string name = row.scenario + "." + row.metric;
  if (row.status == CheckOutcome::fail)
    table.violations.push_back(fmt::format("{}={} exceeded budget {}", name,
                                           row.result ? number(*row.result) : std::string("?"),
                                           number(row.budget)));
  else if (row.status != CheckOutcome::pass)
    table.inconclusive.push_back(name + ": " + row.detail);
  table.verdict = table.rows.empty() ? row.status : model::worst(table.verdict, row.status);
  table.rows.push_back(std::move(row));
}

model::SloTable slo_table(const std::vector<SloRule>& rules, const model::Report& report,
                          double alpha, const std::string& today) {
  const auto applied = gate_rules(rules, alpha);
  gate::Judge judge(applied, today, {});
  judge.add(report, "this run");
  const auto checks = judge.finish();
  std::vector<SloRow> rows;
  for (const SloRule& each : rules) rows.push_back(row_of(each, checks, report));
  // Behind the last of the workloads' own rows.
  const auto last = std::find_if(rows.rbegin(), rows.rend(), [](const SloRow& row) {
    return row.scenario.starts_with("workload_");
  });
  if (last != rows.rend()) rows.insert(last.base(), failed_rows(rows));
  model::SloTable out;
  for (SloRow& row : rows) add_row(out, std::move(row));
  return out;
}

std::vector<std::pair<std::string, double>> deciding(const std::vector<SloRule>& rules) {
  std::vector<std::pair<std::string, double>> out;
  for (const SloRule& each : rules) {
    const double effect = std::max(each.rule.limit - 1, 0.01);
    const auto known = std::find_if(
        out.begin(), out.end(), [&](const auto& entry) { return entry.first == each.rule.metric; });
    if (known == out.end())
      out.emplace_back(each.rule.metric, effect);
    else
      known->second = std::min(known->second, effect);
  }
  return out;
}

bool settled(const std::vector<SloRule>& rules, std::span<const Comparison> live, bool blocks) {
  return std::all_of(rules.begin(), rules.end(),
                     [&](const SloRule& each) { return rule_settled(each, live, blocks); });
}

}  // namespace assay::app
