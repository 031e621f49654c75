// SPDX-License-Identifier: Apache-2.0
#include "app/baselines.hpp"

#include "base/text.hpp"
#include "gate/stored.hpp"
#include "model/comparable.hpp"
#include "report/human.hpp"
#include "store/baseline_file.hpp"
#include "sys/host.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

namespace assay::app {
namespace {

using model::Diff;
using model::Report;

// What one scenario is compared with: `report` is none when `path` holds nothing of it.
struct Stored {
  std::string path;
  std::optional<Report> report;
};

model::Check check_of(const std::string& name, std::string outcome, std::string detail,
                      bool advisory) {
  return {"baseline " + name, std::move(outcome), std::move(detail), advisory};
}

std::string outcome_of(const model::DiffRow& row) {
  if (row.regressed()) return "fail";
  return row.verdict == model::Verdict::inconclusive ? "inconclusive" : "pass";
}

model::Comparison comparison_of(const model::DiffRow& row, const std::string& arm, bool gated) {
  model::Comparison c;
  c.arm = arm;
  c.baseline = "stored baseline";
  c.metric = row.metric.name;
  c.scale = row.scale;
  c.gated = gated;
  c.method = "unpaired";
  c.statistic = row.statistic;
  c.tolerance = row.tolerance;
  c.verdict = row.verdict;
  c.reason = row.reason;
  c.interval = row.interval;
  c.min_effect = row.limit;
  c.rounds = std::min(row.baseline_trials, row.current_trials);
  if (row.baseline && row.current) {
    if (row.scale == model::Scale::difference)
      c.estimate = *row.current - *row.baseline;
    else if (*row.baseline > 0)
      c.estimate = *row.current / *row.baseline;
  }
  return c;
}

// The worst of the rows that decide; none without any.
std::optional<model::Verdict> verdict_of(const Diff& diff) {
  std::optional<model::Verdict> worst;
  const auto rank = [](model::Verdict verdict) {
    switch (verdict) {
      case model::Verdict::regression:
        return 3;
      case model::Verdict::inconclusive:
        return 2;
      case model::Verdict::equivalent:
        return 1;
      case model::Verdict::improvement:
        break;
    }
    return 0;
  };
  for (const auto& row : diff.rows)
    if (row.decides && (!worst || rank(row.verdict) > rank(*worst))) worst = row.verdict;
  if (!diff.failures.empty()) return model::Verdict::regression;
  if (worst && *worst != model::Verdict::regression && !diff.incomparable.empty())
    return model::Verdict::inconclusive;
  return worst;
}

}  // namespace

struct Baselines::State {
  BaselineOptions options;
  std::map<std::pair<std::string, std::string>, Stored> stored;
  std::optional<store::BaselineWriter> writer;
  std::vector<std::string> left_out;

  // A missing or regressed baseline decides the exit code only when somebody asked for it.
  bool gates() const { return options.fail_on_regression; }
  Result<void> load(const std::vector<ScenarioKey>& scenarios);
  Judged missing(Report& report, const std::string& path) const;
  Judged uncompared(Report& report) const;
  Judged judge(Report& report, const Stored& baseline,
               std::span<const model::Tolerance> tolerances) const;
};

Result<void> Baselines::State::load(const std::vector<ScenarioKey>& scenarios) {
  std::map<std::string, std::optional<store::BaselineFile>> files;
  for (const ScenarioKey& key : scenarios) {
    const std::string path =
        options.compare ? *options.compare : baseline_path(*options.folder, key.target);
    auto file = files.find(path);
    if (file == files.end()) {
      auto read = store::BaselineFile::read(path);
      // A machine that the folder has no baseline of is a missing baseline, not a mistake.
      if (!read && !(options.folder && read.error().fault == Fault::baseline))
        return std::move(read).error();
      file = files.emplace(path, std::nullopt).first;
      if (read) file->second = std::move(*read);
    }
    Stored& baseline = stored[{key.name, key.target}];
    baseline.path = path;
    if (!file->second) continue;
    auto found = file->second->find(key.name, key.target);
    if (!found) return std::move(found).error();
    baseline.report = std::move(*found);
  }
  return {};
}

Judged Baselines::State::missing(Report& report, const std::string& path) const {
  const bool decides = gates() || options.require;
  Judged out;
  out.diff = gate::missing_baseline(report);
  out.diff->path = path;
  out.diff->advisory = !decides;
  const std::string what =
      fmt::format("no baseline of '{}' in {}", printable(out.diff->scenario), printable(path));
  report.checks.push_back(check_of("entry", "missing", what, !decides));
  if (decides) out.exit = Exit::baseline;
  out.notes.push_back(fmt::format("{}: nothing was compared{}; save one with --save-baseline", what,
                                  decides ? "" : " and nothing fails by it"));
  return out;
}

// No stored baseline was named. A gate that was asked for and has nothing to look at, no second arm
// either, would hold for ever.
Judged Baselines::State::uncompared(Report& report) const {
  Judged out;
  if (!gates() || report.verdict) return out;
  const std::string what = fmt::format(
      "'{}' is compared with nothing, so --fail-on-regression "
      "guards nothing",
      printable(report.scenario->name));
  report.checks.push_back(check_of("entry", "missing", what, false));
  out.exit = Exit::baseline;
  out.notes.push_back(what +
                      "; name a baseline: --compare, --baseline-dir, --baseline-command or --rev");
  return out;
}

Judged Baselines::State::judge(Report& report, const Stored& baseline,
                               std::span<const model::Tolerance> tolerances) const {
  Judged out;
  Diff diff = gate::judge_stored(*baseline.report, report, tolerances);
  const bool comparable = diff.incomparable.empty();
  diff.path = baseline.path;
  // What is not comparable decides by itself (exit 4), its rows never do.
  diff.advisory = comparable ? !gates() : options.allow_incomparable;
  report.baseline = model::BaselineRecord{diff.path, diff.run_id, diff.created, diff.incomparable,
                                          !comparable && options.allow_incomparable};
  const model::Arm* judged = model::judged_arm(report);
  const std::string arm = judged == nullptr ? "" : judged->name;
  const bool decides = gates() && comparable;
  for (const auto& row : diff.rows) {
    report.comparisons.push_back(comparison_of(row, arm, row.decides && decides));
    if (row.decides)
      report.checks.push_back(check_of(row.metric.name + " " + row.statistic, outcome_of(row),
                                       report::diff_row_text(row), !decides));
  }
  for (const std::string& failure : diff.failures)
    report.checks.push_back(
        check_of(failure.substr(0, failure.find_first_of(" :")), "fail", failure, !decides));
  if (!report.verdict) report.verdict = verdict_of(diff);

  if (!comparable) {
    report.checks.push_back(check_of("comparable", "inconclusive", join(diff.incomparable, "; "),
                                     options.allow_incomparable));
    out.notes.push_back(fmt::format("'{}' cannot be judged by {}: {}{}", printable(diff.scenario),
                                    printable(diff.path), printable(join(diff.incomparable, "; ")),
                                    options.allow_incomparable
                                        ? "; shown as advice only"
                                        : "; --allow-incomparable shows it as "
                                          "advice"));
    if (!options.allow_incomparable) out.exit = Exit::baseline;
  } else if (gates()) {
    if (diff.outcome == "fail") out.exit = Exit::failed;
    if (diff.outcome == "inconclusive") out.exit = Exit::inconclusive;
  } else if (diff.outcome == "fail") {
    out.notes.push_back(
        fmt::format("'{}' regressed against {}; the exit code does not show it "
                    "without --fail-on-regression",
                    printable(diff.scenario), printable(diff.path)));
  }
  out.diff = std::move(diff);
  return out;
}

Baselines::Baselines(std::unique_ptr<State> state) : state_(std::move(state)) {}
Baselines::Baselines(Baselines&&) noexcept = default;
Baselines& Baselines::operator=(Baselines&&) noexcept = default;
Baselines::~Baselines() = default;

Result<Baselines> Baselines::open(const BaselineOptions& options,
                                  const std::vector<ScenarioKey>& scenarios) {
  if (options.compare && options.folder)
    return Error{Fault::usage, "--compare and --baseline-dir exclude each other",
                 "both name the baseline to compare with", "leave one of them out"};
  if (!options.compare && !options.folder && (options.require || options.allow_incomparable))
    return Error{Fault::usage,
                 fmt::format("{} has no baseline to look at",
                             options.require ? "--require-baseline" : "--allow-incomparable"),
                 "", "name it with --compare PATH or --baseline-dir DIR"};
  auto state = std::make_unique<State>();
  state->options = options;
  if (options.compare || options.folder)
    if (auto loaded = state->load(scenarios); !loaded) return std::move(loaded).error();
  if (options.save) {
    auto writer = store::BaselineWriter::open(
        *options.save, scenarios.size() == 1 ? store::BaselineWriter::Form::single
                                             : store::BaselineWriter::Form::lines);
    if (!writer) return std::move(writer).error();
    state->writer = std::move(*writer);
  }
  return Baselines(std::move(state));
}

Judged Baselines::judge(Report& report, std::span<const model::Tolerance> tolerances) const {
  if (!report.scenario) return {};
  const auto found = state_->stored.find({report.scenario->name, report.scenario->target});
  if (found == state_->stored.end()) return state_->uncompared(report);
  if (!found->second.report) return state_->missing(report, found->second.path);
  return state_->judge(report, found->second, tolerances);
}

Result<void> Baselines::keep(const Report& report) {
  if (!state_->writer) return {};
  const model::Arm* judged = model::judged_arm(report);
  const bool measured =
      report.status == model::Status::complete && judged != nullptr && judged->samples.size() > 0;
  if (measured && report.expected_match.value_or(true)) return state_->writer->add(report);
  state_->left_out.push_back(report.scenario ? report.scenario->name : "a run without a scenario");
  return {};
}

Result<std::vector<std::string>> Baselines::save() {
  std::vector<std::string> notes;
  if (!state_->writer) return notes;
  const std::string left_out = printable(join(state_->left_out, ", "));
  const std::string path = printable(state_->writer->path());
  if (state_->writer->written() == 0) {
    notes.push_back(
        fmt::format("No baseline saved to {}: no scenario was measured to its end", path));
    return notes;
  }
  if (auto committed = state_->writer->commit(); !committed) return std::move(committed).error();
  notes.push_back("Saved baseline → " + path);
  if (!left_out.empty())
    notes.push_back(
        fmt::format("Not in the baseline, because they failed or gave wrong output: {}", left_out));
  return notes;
}

std::string baseline_path(const std::string& folder, const std::string& target) {
  std::string arch;
  for (const auto& fact : sys::host_facts())
    if (fact.key == "arch") arch = fact.value;
  return store::baseline_path(folder, "linux", arch, target);
}

}  // namespace assay::app
