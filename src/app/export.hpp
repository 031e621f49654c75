// SPDX-License-Identifier: Apache-2.0
// `assay export`: reports in the formats of other tools (docs/import.md).
#pragma once
#include "app/outcome.hpp"
#include "base/result.hpp"
#include "codec/export.hpp"

#include <optional>
#include <string>
#include <vector>

namespace assay::app {

struct ExportOptions {
  std::vector<std::string> files;             // reports, NDJSON of reports; "-" = standard input
  std::optional<codec::ExportFormat> format;  // none: CSV
  std::vector<std::string> metrics;           // empty = all
  std::optional<std::string> output;          // a file instead of standard output
};

// Faults: usage (unreadable, no report, a metric that no report has, nothing that the format can
// hold, two results of one name), internal.
Result<Outcome> export_reports(const ExportOptions& options);

}  // namespace assay::app
