// SPDX-License-Identifier: Apache-2.0
// What the smaller commands were asked to do, and the checks that look at several options at once.
#pragma once
#include "app/compare_options.hpp"
#include "base/result.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assay::app {

struct ProveOptions {
  std::optional<std::string> command;  // absent, with no argv: a built-in one
  std::vector<std::string> argv;       // words after `--`
  Execution execution;
  ExitPolicy exits;
  std::optional<std::uint64_t> warmup;
  std::optional<std::uint64_t> live;     // rounds to record
  std::optional<std::uint64_t> replays;  // simulated runs on what was recorded
  std::optional<std::uint64_t> seed;
  std::optional<double> effect;  // the slowdown to inject; 0.03 = 3 %
  std::optional<double> alpha;
  MinEffect min_effect;
  std::optional<double> max_time_ns;
  std::vector<std::string> metrics;  // empty = wall
  Style style = Style::automatic;
  bool json = false;
  std::optional<std::string> report;
  bool quiet = false;
};

// What `assay report` prints; those after csv are what CI systems read (report/ci.hpp).
enum class ReportFormat { text, json, csv, markdown, junit, github, github_summary, tap };
struct ReportOptions {
  std::string file;
  ReportFormat format = ReportFormat::text;
  Style style = Style::automatic;
};

// Options that contradict one another or name what does not exist. `compare` needs two arms;
// `time` takes one command. Pure. Faults: usage.
Result<void> check_compare(const CompareOptions& options);
Result<void> check_time(const CompareOptions& options);
Result<void> check_prove(const ProveOptions& options);

// Looks at the disk before anything is measured: the input and the working folder exist, and the
// folders of every file to be written do. Faults: usage.
Result<void> check_files(const CompareOptions& options);
Result<void> check_files(const ProveOptions& options);
Result<void> check_files(const ReportOptions& options);

// What a flag will write: its folder exists, and it is no folder itself. "-" is standard output.
Result<void> check_folder_of(std::string_view flag, const std::string& file);
// Metrics that decide: known, unless the program may bring its own, and each named once.
Result<void> check_metrics(const std::vector<std::string>& metrics,
                           const std::vector<std::string>& metric_from, bool events);

}  // namespace assay::app
