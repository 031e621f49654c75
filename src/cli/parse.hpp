// SPDX-License-Identifier: Apache-2.0
// From the words of a command line to the options of a use case. Pure: no file, no environment.
// Faults: usage. An empty answer means that --help was asked for.
#pragma once
#include "app/gate.hpp"
#include "app/init.hpp"
#include "app/options.hpp"
#include "app/run_options.hpp"
#include "base/result.hpp"

#include <optional>
#include <span>
#include <string>

namespace assay::cli {

using Arguments = std::span<const std::string>;  // behind "assay COMMAND"

// Words after "--" are commands, as hyperfine has it; with --rev they are one command's words.
Result<std::optional<app::CompareOptions>> parse_compare(Arguments words);
// Words after "--" are one command's words; a single one is a command line.
Result<std::optional<app::CompareOptions>> parse_time(Arguments words);
// Operands are manifests and folders; words after "--" are one command, as in `time`.
Result<std::optional<app::RunOptions>> parse_run(Arguments words);
Result<std::optional<app::ProveOptions>> parse_prove(Arguments words);
struct DoctorAsk {
  std::optional<double> probe_ns;  // 0 = no jitter probe
  app::Style style = app::Style::automatic;
  bool json = false;
};
Result<std::optional<DoctorAsk>> parse_doctor(Arguments words);
Result<std::optional<app::ReportOptions>> parse_report(Arguments words);
Result<std::optional<app::GateOptions>> parse_gate(Arguments words);
// A command as of parse_time: one word is a command line, several are its words.
Result<std::optional<app::InitOptions>> parse_init(Arguments words);

}  // namespace assay::cli
