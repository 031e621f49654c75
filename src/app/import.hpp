// SPDX-License-Identifier: Apache-2.0
// `assay import`: other tools' results as reports, one a benchmark (docs/import.md).
#pragma once
#include "app/outcome.hpp"
#include "base/result.hpp"
#include "codec/import.hpp"

#include <optional>
#include <string>
#include <vector>

namespace assay::app {

struct ImportOptions {
  std::vector<std::string> paths;  // files, folders; "-" = standard input
  codec::ImportRules rules;
  bool means_only = false;
  std::optional<double> min_ns;
  std::optional<std::string> focus;   // file of patterns
  std::optional<std::string> report;  // written there instead of to standard output
};

// What was left out is said in the notes. Faults: usage (unreadable, of no known tool, an unknown
// unit, one benchmark in two files, a focus pattern that fits nothing, nothing left), internal.
Result<Outcome> import_results(const ImportOptions& options);

}  // namespace assay::app
