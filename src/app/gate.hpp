// SPDX-License-Identifier: Apache-2.0
// `assay gate`: holds reports against the rules of a file (docs/gate-rules.md).
#pragma once
#include "app/compare_options.hpp"
#include "app/outcome.hpp"
#include "base/result.hpp"
#include "report/ci.hpp"

#include <optional>
#include <string>
#include <vector>

namespace assay::app {

// A format of report/ci.hpp, and where it goes; "-" is standard output.
struct GateFormat {
  report::CiFormat format = report::CiFormat::markdown;
  std::string path = "-";
};

struct GateOptions {
  std::vector<std::string> reports;     // files and folders
  std::string rules;                    // file
  std::optional<std::string> baseline;  // instead of the one that the rules name
  std::vector<GateFormat> formats;
  std::optional<std::string> verdict_file;
  // Instead of all that: what two hosts' results mean together (app/hosted_strict.hpp).
  std::optional<std::string> hosted, strict;
  bool json = false;
  bool advisory = false;  // exit 0 whatever was found
  bool refresh = false;
  std::optional<std::string> reason;  // of a refresh from a run that did not pass
  bool dry_run = false;               // a refresh shows what it would do
  Style style = Style::automatic;
  bool quiet = false;
};

// Options that contradict one another. Pure. Faults: usage.
Result<void> check_gate(const GateOptions& options);

// Faults: usage (rules, reports; FILE:LINE), baseline (its file is missing), internal.
Result<Outcome> gate(const GateOptions& options, const Surroundings& surroundings);

// The exit code of what a gate found: 1 fail, 4 a baseline that is missing or not comparable, 3
// inconclusive; 0 under an advisory gate.
Exit exit_of(const model::GateResult& result);

}  // namespace assay::app
