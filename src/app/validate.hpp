// SPDX-License-Identifier: Apache-2.0
// `assay validate`: the artifacts of an overhead run, held against their contract
// (docs/artifacts.md): a folder of them, or single files, which may also be the reference's.
#pragma once
#include "app/outcome.hpp"
#include "app/validate_checks.hpp"
#include "base/result.hpp"
#include "model/validation.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace assay::app {

struct ValidateOptions {
  std::optional<std::string> folder;
  // Single files: the contract's name of each, and its path.
  std::vector<std::pair<std::string_view, std::string>> files;
  std::optional<std::string> report;  // where perf-evidence-report.md goes, as in the reference
  RatioLimits limits;
  bool json = false;
  bool quiet = false;  // nothing is printed when everything is in order
};

// Options that contradict one another. Pure. Faults: usage.
Result<void> check_validate(const ValidateOptions& options);

// The outcome's exit: 64 when there is any fault, else the worst of the gates: 1 broken, 4 missing,
// 3 undecided, 0. Faults: usage (no such folder), internal.
Result<Outcome> validate(const ValidateOptions& options);

// What validate() prints and ends with, as values.
Result<model::Validation> validation_of(const ValidateOptions& options);
Exit exit_of(const model::Validation& found);

}  // namespace assay::app
