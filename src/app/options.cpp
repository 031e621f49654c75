// SPDX-License-Identifier: Apache-2.0
#include "app/options.hpp"

#include "app/arms.hpp"
#include "app/wording.hpp"
#include "model/metric.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <set>
#include <system_error>

namespace assay::app {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> metric_names(const std::vector<std::string>& metric_from) {
  std::vector<std::string> names;
  for (const model::Metric& metric : model::builtin_metrics()) names.push_back(metric.name);
  for (const std::string& source : metric_from) names.push_back(source.substr(0, source.find('=')));
  return names;
}

Result<void> check_metric_from(const std::vector<std::string>& metric_from) {
  std::set<std::string> seen;
  for (const std::string& source : metric_from) {
    const std::string name = source.substr(0, source.find('='));
    if (model::find_builtin(name) != nullptr)
      return bad_usage("--metric-from " + in_quotes(source) + " takes the name of another metric",
                       in_quotes(name) + " is measured by assay itself", "choose another name");
    if (!seen.insert(name).second)
      return bad_usage("--metric-from names " + in_quotes(name) + " twice",
                       "a metric has one source", "choose another name for one of them");
  }
  return {};
}

Result<void> check_rounds(const CompareOptions& options) {
  if (options.rounds && (options.min_rounds || options.max_rounds))
    return bad_usage("--runs contradicts --min-runs and --max-runs",
                     "--runs (--rounds) is an exact number", "keep one of them");
  if (options.min_rounds && options.max_rounds && *options.min_rounds > *options.max_rounds)
    return bad_usage(fmt::format("--min-runs {} is more than --max-runs {}", *options.min_rounds,
                                 *options.max_rounds),
                     "no number of rounds satisfies both", "swap them");
  return {};
}

Result<void> check_outputs(const CompareOptions& options) {
  std::size_t on_stdout = options.json ? 1 : 0;
  std::set<std::string> files;
  if (options.report) {
    if (*options.report == "-")
      ++on_stdout;
    else
      files.insert(*options.report);
  }
  for (const Export& each : options.exports) {
    if (each.path == "-")
      ++on_stdout;
    else if (!files.insert(each.path).second)
      return bad_usage("two exports go to " + in_quotes(each.path),
                       "the second would replace the first", "give each a file of its own");
  }
  if (on_stdout > 1)
    return bad_usage("several documents would go to standard output",
                     "--json, --report - and exports to '-' each claim all of it",
                     "give all but one of them a file");
  return {};
}

Result<void> check_common(const CompareOptions& options) {
  if (auto ok = check_rounds(options); !ok) return ok;
  if (auto ok = check_metric_from(options.metric_from); !ok) return ok;
  if (auto ok = check_metrics(options.metrics, options.metric_from, options.events); !ok) return ok;
  if (auto ok = check_outputs(options); !ok) return ok;
  if (options.reference_name && !options.reference)
    return bad_usage("--reference-name names nothing", "there is no --reference",
                     "add --reference CMD, or name commands by -n");
  if (options.build && options.revs.empty())
    return bad_usage("--build has nothing to build", "there is no --rev",
                     "add --rev REVISION for each arm, or use --setup CMD");
  return {};
}

std::string_view export_flag(ExportKind kind) {
  switch (kind) {
    case ExportKind::json:
      return "--export-json";
    case ExportKind::csv:
      return "--export-csv";
    case ExportKind::markdown:
      return "--export-markdown";
    case ExportKind::asciidoc:
      return "--export-asciidoc";
    case ExportKind::orgmode:
      return "--export-orgmode";
    case ExportKind::verdict:
      return "--export-verdict";
  }
  return "--export";
}

Result<void> check_input(std::string_view flag, const std::string& file) {
  std::error_code error;
  if (fs::is_directory(file, error))
    return bad_usage(std::string(flag) + " cannot read " + in_quotes(file), "it is a folder",
                     "name a file");
  if (!fs::exists(file, error))
    return bad_usage(std::string(flag) + " cannot read " + in_quotes(file), "there is no such file",
                     "check the path");
  return {};
}

Result<void> check_execution(const Execution& execution) {
  std::error_code error;
  if (execution.input)
    if (auto ok = check_input("--input", *execution.input); !ok) return ok;
  if (execution.cwd && !fs::is_directory(*execution.cwd, error))
    return bad_usage("--cwd cannot be entered", "there is no folder " + in_quotes(*execution.cwd),
                     "mkdir -p " + shell_quote(*execution.cwd));
  return {};
}

}  // namespace

// A program may report any metric by ASSAY_EVENTS: with events, names cannot be checked yet.
Result<void> check_metrics(const std::vector<std::string>& metrics,
                           const std::vector<std::string>& metric_from, bool events) {
  const std::vector<std::string> known = metric_names(metric_from);
  std::set<std::string> seen;
  for (const std::string& metric : metrics) {
    if (!seen.insert(metric).second)
      return bad_usage("the metric " + in_quotes(metric) + " is asked for twice",
                       "each is judged once", "name it once in --metric");
    if (events || std::find(known.begin(), known.end(), metric) != known.end()) continue;
    const std::string near = did_you_mean(metric, known);
    return bad_usage("there is no metric " + in_quotes(metric), "known are " + join(known, ", "),
                     !near.empty() ? near
                                   : "a metric of the program's own comes by --metric-from " +
                                         shell_quote(metric + "=REGEX") + " or --events");
  }
  return {};
}

Result<void> check_folder_of(std::string_view flag, const std::string& file) {
  if (file == "-") return {};
  const fs::path path(file);
  std::error_code error;
  if (fs::is_directory(path, error))
    return bad_usage(std::string(flag) + " cannot write " + in_quotes(file), "it is a folder",
                     "name a file in it");
  const fs::path folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
  if (!fs::is_directory(folder, error))
    return bad_usage(std::string(flag) + " cannot write " + in_quotes(file),
                     "there is no folder " + in_quotes(folder.string()),
                     "mkdir -p " + shell_quote(folder.string()));
  return {};
}

Result<void> check_compare(const CompareOptions& options) {
  if (auto ok = check_common(options); !ok) return ok;
  if (!options.revs.empty()) {
    if (options.reference)
      return bad_usage("--reference and --rev cannot be combined",
                       "with --rev the first revision is the baseline", "drop --reference");
    if (options.commands.size() + (options.argv.empty() ? 0 : 1) != 1)
      return bad_usage("--rev takes one command", "it is run in the worktree of each revision",
                       "write it after the options: --rev main --rev HEAD -- ./prog args");
  }
  if (options.commands.empty() && options.argv.empty())
    return bad_usage("there is nothing to compare", "no command was given",
                     options.continued ? "repeat the commands of that report, with --continue added"
                                       : "for example: assay compare 'sleep 0.01' 'sleep 0.02'");
  auto plans = plan_arms(options);
  if (!plans) return std::move(plans).error();
  if (plans->arms.size() < 2 && !options.control)
    return bad_usage(
        "there is only one arm to compare",
        in_quotes(plans->arms.front().name) + " has nothing to be compared with",
        "add a command or --reference CMD; 'assay time' measures one; --control runs it twice");
  return {};
}

Result<void> check_time(const CompareOptions& options) {
  if (auto ok = check_common(options); !ok) return ok;
  const std::size_t commands = options.commands.size() + (options.argv.empty() ? 0 : 1);
  if (commands == 0)
    return bad_usage("there is nothing to time", "no command was given",
                     "for example: assay time 'sleep 0.01'");
  if (commands > 1) {
    std::vector<std::string> quoted;
    for (const std::string& command : options.commands) quoted.push_back(in_quotes(command));
    return bad_usage("time takes one command",
                     "there are " + std::to_string(commands) + ": " + join(quoted, ", "),
                     "quote it as one word (assay time " +
                         shell_quote(join(options.commands, " ")) +
                         "), write it after --, or use assay compare");
  }
  auto plans = plan_arms(options);
  if (!plans) return std::move(plans).error();
  return {};
}

Result<void> check_prove(const ProveOptions& options) {
  if (auto ok = check_metrics(options.metrics, {}, false); !ok) return ok;
  if (options.command && !options.argv.empty())
    return bad_usage("prove takes one command", "there is one before -- and one after it",
                     "drop one of them");
  if (options.json && options.report == "-")
    return bad_usage("several documents would go to standard output",
                     "--json and --report - each claim all of it", "keep one of them");
  CompareOptions arms;
  arms.execution = options.execution;
  if (options.command) arms.commands = {*options.command};
  arms.argv = options.argv;
  if (arms.commands.empty() && arms.argv.empty()) return {};
  auto plans = plan_arms(arms);
  if (!plans) return std::move(plans).error();
  return {};
}

Result<void> check_files(const CompareOptions& options) {
  if (auto ok = check_execution(options.execution); !ok) return ok;
  if (options.continued)
    if (auto ok = check_input("--continue", *options.continued); !ok) return ok;
  if (options.report)
    if (auto ok = check_folder_of("--report", *options.report); !ok) return ok;
  for (const Export& each : options.exports)
    if (auto ok = check_folder_of(export_flag(each.kind), each.path); !ok) return ok;
  std::error_code error;
  if (options.keep_output && fs::exists(*options.keep_output, error) &&
      !fs::is_directory(*options.keep_output, error))
    return bad_usage("--keep-output cannot fill " + in_quotes(*options.keep_output),
                     "it is not a folder", "name a folder; it is made when missing");
  return {};
}

Result<void> check_files(const ProveOptions& options) {
  if (auto ok = check_execution(options.execution); !ok) return ok;
  return options.report ? check_folder_of("--report", *options.report) : Result<void>();
}

Result<void> check_files(const ReportOptions& options) {
  return check_input("report", options.file);
}

}  // namespace assay::app
