// SPDX-License-Identifier: Apache-2.0
// Where a finished run goes: the report, the exports, and what a person reads.
#pragma once
#include "app/compare_options.hpp"
#include "app/outcome.hpp"
#include "base/result.hpp"
#include "codec/report_lines.hpp"
#include "model/report.hpp"
#include "report/style.hpp"

#include <string>
#include <vector>

namespace assay::app {

Result<void> save_report(const model::Report& report, const std::string& path);
Result<model::Report> load_report(const std::string& path);
// Of a file of one report or of many (NDJSON), each in turn with its line, from 1.
// Faults name FILE:LINE.
Result<void> load_reports(const std::string& path, const codec::TakeReport& take);

// Writes every file that was asked for and puts the text, or the report under --json, into
// `outcome.out`. A file that cannot be written does not keep the others from being written; the
// first such error becomes `outcome.error` unless one is there already.
void deliver(const model::Report& report, const CompareOptions& options,
             const Surroundings& surroundings, Outcome& outcome);

// Takes away the verdict file, or the soak, that an earlier run left at `path`: when this one ends
// before it has a verdict, what reads the file must not find the old "exit": 0. Other files are
// left alone.
void forget_verdict(const std::string& path);

// An error about a line of a file: "line 3: ..." becomes "FILE:3: ...".
Error in_file(Error error, const std::string& file);

// The exit code of a verdict under --check.
Exit exit_of(const model::Report& report);

// Lines for a terminal or a pipe as the user's style and surroundings want them.
report::TextStyle text_style(Style style, const Surroundings& surroundings);

}  // namespace assay::app
