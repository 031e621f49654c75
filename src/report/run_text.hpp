// SPDX-License-Identifier: Apache-2.0
// What `assay run` says about all scenarios together.
#pragma once
#include "model/run_summary.hpp"
#include "report/style.hpp"

#include <string>
#include <vector>

namespace assay::report {

// "15 scenarios: 12 passed, 1 failed, 2 did not run", and a line for each that did not pass with
// the reason. Ends in a newline.
std::string run_summary_text(const model::RunSummary& summary, const TextStyle& style);

// A row of --list.
struct ListedScenario {
  std::string name, target;
  std::vector<std::string> tags, arms;
};
std::string list_text(const std::vector<ListedScenario>& rows, const TextStyle& style);

}  // namespace assay::report
