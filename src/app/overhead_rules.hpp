// SPDX-License-Identifier: Apache-2.0
// The budgets of `assay overhead` as rules of `assay gate`, and what the rules came to as the rows
// of the SLO table. Pure.
#pragma once
#include "app/overhead.hpp"
#include "model/gate_result.hpp"
#include "model/overhead.hpp"
#include "model/rules.hpp"

#include <span>
#include <string>
#include <vector>

namespace assay::app {

// A row of the SLO table and the rule that decides it: rule.name is "SCENARIO/METRIC".
struct SloRule {
  std::string scenario, metric;  // as the row has them
  std::string evidence;          // artifacts
  model::GateRule rule;
};
std::vector<SloRule> slo_rules(const OverheadBudgets& budgets,
                               std::span<const std::string> workloads);

model::GateRules gate_rules(const std::vector<SloRule>& rules, double alpha);
// The same as a file for `assay gate --rules`.
std::string rules_toml(const std::vector<SloRule>& rules, double alpha);

// Applies the rules to the compared report. Rows in the order of the reference, the sum of failed
// workloads behind theirs. `today`: UTC, YYYY-MM-DD.
model::SloTable slo_table(const std::vector<SloRule>& rules, const model::Report& report,
                          double alpha, const std::string& today);
// Adds rows and what they mean to the table's verdict.
void add_row(model::SloTable& table, model::SloRow row);

// The metrics that decide, each with the smallest ratio - 1 that a budget allows it.
std::vector<std::pair<std::string, double>> deciding(const std::vector<SloRule>& rules);

// Whether these comparisons settle every rule: shown to hold with the control in order, or shown
// to be broken, or the control discredited. `blocks`: values are medians of blocks, in which no
// slow path is looked for.
bool settled(const std::vector<SloRule>& rules, std::span<const model::Comparison> live,
             bool blocks);

}  // namespace assay::app
