// SPDX-License-Identifier: Apache-2.0
#include "app/run_options.hpp"

#include "app/options.hpp"
#include "app/wording.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace assay::app {
namespace {

Result<void> check_what_runs(const RunOptions& options) {
  const CompareOptions& common = options.common;
  if (options.paths.empty() && !options.ad_hoc())
    return bad_usage("there is nothing to run", "neither a manifest nor a command was given",
                     "name a manifest or a folder, or write a command after --");
  if (!options.paths.empty() && options.ad_hoc())
    return bad_usage("manifests and a command cannot be run together",
                     "there is " + in_quotes(options.paths.front()) + " before --",
                     "drop one of them");
  const struct {
    std::string_view flag;
    bool given, ad_hoc;
  } flags[] = {{"--command-name", !common.names.empty(), true},
               {"--setup", common.setup.has_value(), true},
               {"--prepare", !common.prepare.empty(), true},
               {"--conclude", !common.conclude.empty(), true},
               {"--cleanup", common.cleanup.has_value(), true},
               {"--input", common.execution.input.has_value(), true},
               {"--cwd", common.execution.cwd.has_value(), true},
               {"--events", common.events, true},
               {"--metric-from", !common.metric_from.empty(), true},
               {"--filter", options.filter.has_value(), false},
               {"--tag", !options.tags.empty(), false}};
  for (const auto& flag : flags) {
    if (!flag.given || flag.ad_hoc == options.ad_hoc()) continue;
    if (flag.ad_hoc)
      return bad_usage(std::string(flag.flag) + " does not go with manifests",
                       "it describes a command that is given after --",
                       "write it into the manifest");
    return bad_usage(std::string(flag.flag) + " chooses among manifests",
                     "a command was given after --", "drop it");
  }
  for (const auto* list : {&common.names, &common.prepare, &common.conclude})
    if (list->size() > 1)
      return bad_usage("a flag is given twice for one command",
                       in_quotes(list->front()) + ", " + in_quotes(list->back()),
                       "give it once; arms of their own belong into a manifest");
  return {};
}

Result<void> check_baseline(const RunOptions& options) {
  const CompareOptions& common = options.common;
  if (common.revs.size() > 1)
    return bad_usage("--rev is given twice", "one revision is the baseline",
                     "to compare several: assay compare --rev A --rev B");
  if (!common.revs.empty() && options.baseline_command)
    return bad_usage("--rev and --baseline-command contradict each other",
                     "each says what the baseline is", "keep one of them");
  if (common.build && common.revs.empty())
    return bad_usage("--build has nothing to build", "there is no --rev",
                     "add --rev REVISION, or use a setup command");
  if (options.baseline.compare && options.baseline.folder)
    return bad_usage("--compare and --baseline-dir contradict each other",
                     "each says where the baseline is", "keep one of them");
  const bool stored = options.baseline.compare || options.baseline.folder;
  for (const auto& [flag, given] :
       {std::pair{"--require-baseline", options.baseline.require},
        std::pair{"--allow-incomparable", options.baseline.allow_incomparable}})
    if (given && !stored)
      return bad_usage(std::string(flag) + " has no stored baseline to speak of",
                       "neither --compare nor --baseline-dir is given", "add one of them");
  return {};
}

Result<void> check_plan(const CompareOptions& common) {
  if (common.rounds && (common.min_rounds || common.max_rounds || common.max_time_ns))
    return bad_usage("--iterations contradicts --min-runs, --max-runs and --max-time",
                     "it is an exact number of rounds", "keep one of them");
  if (common.min_rounds && common.max_rounds && *common.min_rounds > *common.max_rounds)
    return bad_usage(fmt::format("--min-runs {} is more than --max-runs {}", *common.min_rounds,
                                 *common.max_rounds),
                     "no number of rounds satisfies both", "swap them");
  return {};
}

Result<void> check_outputs(const RunOptions& options) {
  std::vector<std::string> taken;
  if (options.common.json) taken.push_back("-");
  const auto take = [&](const std::string& path) -> Result<void> {
    if (std::find(taken.begin(), taken.end(), path) != taken.end())
      return bad_usage(
          "two results go to " + (path == "-" ? std::string("standard output") : in_quotes(path)),
          "the second would replace the first", "give each a file of its own");
    taken.push_back(path);
    return {};
  };
  if (options.common.report)
    if (auto ok = take(*options.common.report); !ok) return ok;
  for (const CiOutput& each : options.formats)
    if (auto ok = take(each.path); !ok) return ok;
  if (options.verdict_file)
    if (auto ok = take(*options.verdict_file); !ok) return ok;
  if (options.baseline.save)
    if (auto ok = take(*options.baseline.save); !ok) return ok;
  return {};
}

}  // namespace

Result<void> check_run(const RunOptions& options) {
  if (auto ok = check_what_runs(options); !ok) return ok;
  if (auto ok = check_baseline(options); !ok) return ok;
  if (auto ok = check_plan(options.common); !ok) return ok;
  if (options.list && options.dry_run)
    return bad_usage("--list and --dry-run contradict each other", "each prints something else",
                     "keep one of them");
  return check_outputs(options);
}

Result<void> check_files(const RunOptions& options) {
  std::vector<std::pair<std::string_view, std::string>> files;
  if (options.common.report) files.emplace_back("--report", *options.common.report);
  if (options.verdict_file) files.emplace_back("--verdict-file", *options.verdict_file);
  if (options.baseline.save) files.emplace_back("--save-baseline", *options.baseline.save);
  for (const CiOutput& each : options.formats) files.emplace_back("--format", each.path);
  for (const auto& [flag, file] : files)
    if (auto ok = check_folder_of(flag, file); !ok) return ok;
  return {};
}

}  // namespace assay::app
