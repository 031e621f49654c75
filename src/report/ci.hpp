// SPDX-License-Identifier: Apache-2.0
// What continuous integration is told: reports, or what a gate found in them, as suites of cases,
// and these in the formats that CI systems read. Names are escaped as each format wants it.
#pragma once
#include "model/gate_result.hpp"
#include "model/report.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace assay::report {

struct CiCase {
  std::string name;  // unique within its suite: "wall of candidate"
  model::CheckOutcome outcome = model::CheckOutcome::pass;
  bool error = false;    // the program or the harness failed; nothing was judged
  bool decides = true;   // otherwise it is shown, and fails nothing
  std::string remark;    // why it does not decide: "advisory", "muted until 2027-01-31: ..."
  std::string detail;    // a sentence
  std::string figure;    // "+3.1 % (+2.4 … +3.9 %)"; empty where there is none
  std::string file;      // where a reader may look: the manifest, or the rules; empty if unknown
  std::size_t line = 0;  // in it; 0 = unknown
};

// A scenario.
struct CiSuite {
  std::string name;
  std::string created;  // UTC; empty if unknown
  double seconds = 0;
  std::vector<CiCase> cases;
  std::string table;    // Markdown: arms and metrics; empty = none
  std::string details;  // Markdown: how it was measured; empty = none
};

struct CiDocument {
  std::string title;  // "assay run", "assay gate"
  std::vector<CiSuite> suites;
  std::vector<std::string> remarks;  // sentences about the whole
};

// A suite a report: its run, its gated comparisons and its checks. REQUIRES: summarised, or read
// from files.
CiDocument ci_document(std::span<const model::Report> reports);
// A suite a scenario; what concerns no scenario (rules that matched nothing) in one named "gate".
CiDocument ci_document(const model::GateResult& result);

enum class CiFormat { markdown, junit, github, github_summary, tap };
std::string_view name(CiFormat format);  // "markdown", ..., "github-summary", ...
std::optional<CiFormat> ci_format_named(std::string_view name);
std::string render(CiFormat format, const CiDocument& document);

// Worst of the cases that decide.
model::CheckOutcome overall(const CiDocument& document);
// "fail: 2 of 14 checks failed, 1 inconclusive": what every format says first.
std::string headline(const CiDocument& document);

}  // namespace assay::report
