// SPDX-License-Identifier: Apache-2.0
#include "model/artifacts.hpp"

#include <algorithm>

namespace assay::model {
namespace {

struct Spelling {
  CheckOutcome outcome;
  std::string_view word;
};
constexpr Spelling kSpellings[] = {{CheckOutcome::pass, "PASS"},
                                   {CheckOutcome::fail, "FAIL"},
                                   {CheckOutcome::inconclusive, "INCONCLUSIVE"},
                                   {CheckOutcome::missing, "MISSING"}};

}  // namespace

std::vector<std::string> in_contract_order(std::vector<std::string> workloads) {
  const auto place = [](const std::string& workload) {
    return std::find(kContractWorkloads.begin(), kContractWorkloads.end(), workload) -
           kContractWorkloads.begin();
  };
  std::stable_sort(workloads.begin(), workloads.end(),
                   [&](const auto& a, const auto& b) { return place(a) < place(b); });
  return workloads;
}

std::string slo::workload_scenario(std::string_view workload) {
  return "workload_" + std::string(workload);
}

const SloRow* find_row(const SloTable& table, std::string_view scenario, std::string_view metric) {
  const auto found = std::find_if(table.rows.begin(), table.rows.end(), [&](const SloRow& row) {
    return row.scenario == scenario && row.metric == metric;
  });
  return found == table.rows.end() ? nullptr : &*found;
}

std::string_view status_word(CheckOutcome outcome) {
  for (const auto& [each, word] : kSpellings)
    if (each == outcome) return word;
  return "MISSING";
}

std::optional<CheckOutcome> outcome_named(std::string_view text) {
  for (const auto& [each, word] : kSpellings)
    if (word == text || name(each) == text) return each;
  return std::nullopt;
}

}  // namespace assay::model
