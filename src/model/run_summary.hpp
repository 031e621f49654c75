// SPDX-License-Identifier: Apache-2.0
// How each scenario of one `assay run` ended: what its summary says and its verdict file holds.
#pragma once
#include "model/comparison.hpp"

#include <optional>
#include <string>
#include <vector>

namespace assay::model {

struct ScenarioEnd {
  std::string name;    // the scenario's; of a manifest that could not be read, its path
  std::string target;  // empty where it is unknown
  // "pass", "fail" (a check, a regression that is gated), "inconclusive", "baseline" (missing or
  // not comparable), "advisory" (compared and not found good, but no flag makes that count),
  // "error" (the program, the manifest or assay itself), "interrupted", "not-run".
  std::string outcome;
  int exit = 0;        // what it contributes to the exit code
  std::string reason;  // one sentence; empty for a pass, never for others
  std::string run_id;  // of its report; empty when there is none
  std::optional<Verdict> verdict;
  bool gated = true;  // false: a regression would not have failed it
};

struct RunSummary {
  std::string created;  // UTC
  int exit = 0;
  std::vector<ScenarioEnd> scenarios;
};

}  // namespace assay::model
