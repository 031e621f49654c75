// SPDX-License-Identifier: Apache-2.0
// What the flags of one command line write into, before it becomes the options of a use case.
#pragma once
#include "app/export.hpp"
#include "app/gate.hpp"
#include "app/import.hpp"
#include "app/init.hpp"
#include "app/options.hpp"
#include "app/overhead.hpp"
#include "app/run_options.hpp"
#include "app/soak.hpp"
#include "app/validate.hpp"
#include "app/workload.hpp"
#include "base/result.hpp"
#include "cli/words.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace assay::cli {

// A -P or -L: the step of a range may come after it.
struct DraftParameter {
  std::string name;
  std::string min, max;
  std::optional<std::string> step;
  std::vector<std::string> values;  // of -L; empty for a range
};

// A --format: "junit", or "junit=FILE".
struct FormatAsk {
  Given given;  // the word alone
  std::optional<std::string> path;
};

struct Draft {
  app::CompareOptions common;  // everything that any command shares with compare
  std::vector<DraftParameter> parameters;
  std::optional<std::string> early_step;  // a -D before its -P
  bool show_output = false;
  bool no_shell = false;
  std::optional<std::uint64_t> live, replays;
  std::optional<double> effect;
  std::optional<double> probe_ns;
  std::vector<FormatAsk> formats;
  app::GateOptions gate;  // but for what it shares with the others
  app::ImportOptions import;
  app::ExportOptions exported;
  std::string export_to;    // --to, as written
  app::RunOptions run;      // what only `run` has; its `common` stays empty
  app::InitOptions init;    // what its flags say
  app::AgentOptions agent;  // of overhead and soak
  app::OverheadOptions overhead;
  app::WorkloadOptions workload;
  app::ValidateOptions validate;
  app::SoakOptions soak;
};

// All flags of all commands, in the order of --help.
std::span<const Section> all_sections();

// What --format asks of a command: one that prints a report, and those that may write several
// documents. "text" is what is printed anyway. Faults: usage.
Result<app::ReportFormat> report_format(const Draft& draft);
Result<std::vector<app::GateFormat>> ci_formats(const Draft& draft);

// The tables behind all_sections(), a file a table.
Section what_flags();  // commands, names, revisions
Section hook_flags();
Section parameter_flags();
Section execution_flags();
Section plan_flags();  // rounds and budgets
Section decision_flags();
Section own_metric_flags();
Section prove_flags();
Section gate_flags();
Section scenario_flags();
Section baseline_flags();
Section ci_flags();
Section init_flags();
Section agent_flags();
Section overhead_flags();
Section workload_flags();
Section validate_flags();
Section soak_flags();
Section view_flags();
Section export_flags();
Section exchange_flags();  // of import and export

// Fills a draft from a command line. None when --help was asked for.
struct Read {
  Draft draft;
  std::vector<std::string> operands;
  std::optional<std::vector<std::string>> after_dashes;
};
Result<std::optional<Read>> read_draft(std::span<const std::string> words, User user);

}  // namespace assay::cli
