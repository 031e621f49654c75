// SPDX-License-Identifier: Apache-2.0
#include "gate/stored.hpp"

#include "base/units.hpp"
#include "model/comparable.hpp"
#include "stats/summary.hpp"
#include "stats/unpaired.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

namespace assay::gate {
namespace {

using model::Diff;
using model::DiffRow;
using model::Report;
using model::Tolerance;
using model::Verdict;

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr std::string_view kAllocations = "compiler_visible_allocs";

std::vector<double> values_of(const Report& report, const model::Arm* arm,
                              const std::string& metric) {
  const model::Column* column = arm == nullptr ? nullptr : model::column(report, *arm, metric);
  return column == nullptr ? std::vector<double>{} : column->present();
}

std::string_view name_of(stats::UnpairedMethod method) {
  switch (method) {
    case stats::UnpairedMethod::none:
      break;
    case stats::UnpairedMethod::exact:
      return "exact";
    case stats::UnpairedMethod::permutation:
      return "permutation";
    case stats::UnpairedMethod::bootstrap:
      return "bootstrap";
  }
  return "";
}

// The verdict of a change for the worse of `interval`, allowed up to `limit`, both as shares of the
// baseline or in the unit, larger being worse.
Verdict verdict_of(double lower, double upper, double limit) {
  if (lower > limit) return Verdict::regression;
  if (upper < -limit) return Verdict::improvement;
  return upper <= limit ? Verdict::equivalent : Verdict::inconclusive;
}

std::string remedy_of(const DiffRow& row, const stats::Statistic& statistic) {
  const std::size_t fewest = stats::fewest_trials(statistic);
  return fmt::format(
      "{} needs {} trials; the baseline has {} and this run {}: set iterations = {} and save a new "
      "baseline",
      row.statistic, fewest, row.baseline_trials, row.current_trials, fewest);
}

class StoredJudge {
 public:
  StoredJudge(const Report& baseline, const Report& current, std::span<const Tolerance> tolerances)
      : baseline_(baseline),
        current_(current),
        tolerances_(tolerances.begin(), tolerances.end()),
        now_(model::judged_arm(current)),
        then_(model::counterpart_of_judged(baseline, current)) {
    if (tolerances_.empty()) tolerances_ = default_tolerances();
  }

  Diff judge() {
    Diff diff = missing_baseline(current_);
    diff.run_id = baseline_.run_id;
    diff.created = baseline_.created;
    std::vector<std::string> metrics;
    for (const Tolerance& tolerance : tolerances_) metrics.push_back(tolerance.metric);
    for (const auto& each : model::incomparable(baseline_, current_, metrics))
      diff.incomparable.push_back(model::text(each));
    for (const auto& each : model::remarkable(baseline_, current_))
      diff.notes.push_back(model::text(each));
    if (baseline_.status != model::Status::complete)
      diff.notes.push_back("the baseline is of a run that did not complete");

    const double alpha = current_.plan.alpha / std::max(1.0, double(judged()));
    for (const Tolerance& tolerance : tolerances_) diff.rows.push_back(row(tolerance, alpha));
    if (!diff.incomparable.empty()) doubt(diff.rows);
    exact(diff);
    diff.outcome = outcome(diff);
    return diff;
  }

 private:
  // Tolerances that share the chance of error: those that the trials suffice for.
  std::size_t judged() const {
    return std::size_t(std::count_if(tolerances_.begin(), tolerances_.end(), [&](const auto& t) {
      const auto statistic = stats::statistic_named(t.statistic);
      return statistic && trials(t.metric) >= stats::fewest_trials(*statistic);
    }));
  }
  std::size_t trials(const std::string& metric) const {
    return std::min(values_of(baseline_, then_, metric).size(),
                    values_of(current_, now_, metric).size());
  }

  DiffRow row(const Tolerance& tolerance, double alpha) const {
    DiffRow row;
    const auto index = model::metric_index(current_, tolerance.metric);
    if (index)
      row.metric = current_.metrics[*index].metric;
    else
      row.metric.name = tolerance.metric;
    row.statistic = tolerance.statistic;
    row.tolerance = tolerance.relative;
    row.floor = tolerance.absolute > 0 ? tolerance.absolute : row.metric.floor;
    row.interval = {-kInfinity, kInfinity};
    const auto statistic = stats::statistic_named(tolerance.statistic);
    const auto then = values_of(baseline_, then_, tolerance.metric);
    const auto now = values_of(current_, now_, tolerance.metric);
    row.baseline_trials = then.size();
    row.current_trials = now.size();
    if (!statistic) {
      row.reason = "there is no statistic of this name: use p50, p95, mean, ...";
      return row;
    }
    row.baseline = stats::value_of(then, *statistic);
    row.current = stats::value_of(now, *statistic);
    if (then.empty() || now.empty()) {
      row.reason = fmt::format("{} has no value in {}", tolerance.metric,
                               now.empty() ? "this run" : "the baseline");
      if (index && !current_.metrics[*index].absent.empty())
        row.reason += ": " + current_.metrics[*index].absent;
      return row;
    }
    bound(row, then, now, *statistic, alpha);
    // The default rows are there for those who never wrote one: nothing was promised of a tail.
    if (!tolerance.given && tolerance.statistic != "p50" &&
        std::min(then.size(), now.size()) < stats::fewest_trials(*statistic))
      row.decides = false;
    return row;
  }

  // What was measured under other circumstances proves nothing good.
  static void doubt(std::vector<DiffRow>& rows) {
    for (DiffRow& row : rows) {
      if (row.verdict != Verdict::equivalent && row.verdict != Verdict::improvement) continue;
      row.verdict = Verdict::inconclusive;
      row.reason = "the baseline is not comparable";
    }
  }

  static void bound(DiffRow& row, const std::vector<double>& then, const std::vector<double>& now,
                    const stats::Statistic& statistic, double alpha) {
    // A metric of ratios that was 0 once is compared by difference.
    const auto positive = [](double x) { return x > 0; };
    const bool ratio = row.metric.scale == model::Scale::ratio &&
                       std::all_of(then.begin(), then.end(), positive) &&
                       std::all_of(now.begin(), now.end(), positive);
    row.scale = ratio ? model::Scale::ratio : model::Scale::difference;
    const auto found = stats::compare_unpaired(then, now, statistic, {alpha, ratio});
    row.interval = {found.interval.lower, found.interval.upper};
    row.method = name_of(found.method);
    if (found.obstacle == stats::Obstacle::too_few) {
      row.reason = remedy_of(row, statistic);
      return;
    }
    if (found.method == stats::UnpairedMethod::none) {
      row.reason = fmt::format("no interval bounds the {} of a population: use p50, p95 or mean",
                               row.statistic);
      return;
    }
    // Both must be exceeded, so the larger one is the limit.
    const double base = std::fabs(*row.baseline);
    row.limit = ratio ? std::max(row.tolerance, row.floor / base)
                      : std::max(row.tolerance * base, row.floor);
    const double lower = ratio ? found.interval.lower - 1 : found.interval.lower;
    const double upper = ratio ? found.interval.upper - 1 : found.interval.upper;
    row.verdict = row.metric.direction == model::Direction::lower
                      ? verdict_of(lower, upper, row.limit)
                      : verdict_of(-upper, -lower, row.limit);
    if (row.verdict == Verdict::inconclusive)
      row.reason =
          "the interval reaches over the limit: more iterations narrow it, in the baseline, "
          "too; --baseline-command or --rev compares in one run";
  }

  // What does not vary from run to run.
  void exact(Diff& diff) const {
    if (baseline_.response_bytes && current_.response_bytes &&
        *baseline_.response_bytes != *current_.response_bytes)
      diff.failures.push_back(fmt::format("response_bytes: baseline={} current={}",
                                          *baseline_.response_bytes, *current_.response_bytes));
    const std::string name(kAllocations);
    const auto then = stats::median(values_of(baseline_, then_, name));
    const auto now = stats::median(values_of(current_, now_, name));
    if (then && now && *now > *then)
      diff.failures.push_back(fmt::format("{} grew: baseline={} current={}", name, *then, *now));
    if (then && now && *now < *then)
      diff.notes.push_back(
          fmt::format("{} shrank: baseline={} current={} - improvement", name, *then, *now));
    if (!baseline_.backend || !current_.backend) return;
    const auto native = [&](const char* what, const auto& before, const auto& after) {
      if (before && after && *before != *after)
        diff.notes.push_back(
            fmt::format("native_allocs {}: baseline={} current={} (no verdict: set "
                        "a tolerance on the metric for one)",
                        what, *before, *after));
    };
    native("calls", baseline_.backend->native_alloc_calls, current_.backend->native_alloc_calls);
    native("bytes", baseline_.backend->native_alloc_bytes, current_.backend->native_alloc_bytes);
  }

  static std::string outcome(const Diff& diff) {
    bool decided = false;
    bool open = !diff.incomparable.empty();
    bool failed = !diff.failures.empty();
    for (const DiffRow& row : diff.rows) {
      if (!row.decides) continue;
      decided = true;
      failed = failed || row.regressed();
      open = open || row.verdict == Verdict::inconclusive;
    }
    if (failed) return "fail";
    return open || !decided ? "inconclusive" : "pass";
  }

  const Report& baseline_;
  const Report& current_;
  std::vector<Tolerance> tolerances_;
  const model::Arm* now_;
  const model::Arm* then_;
};

}  // namespace

std::vector<Tolerance> default_tolerances() {
  return {{.metric = "wall", .statistic = "p50", .relative = 0.2, .absolute = 0, .given = false},
          {.metric = "wall", .statistic = "p95", .relative = 0.3, .absolute = 0, .given = false}};
}

Diff judge_stored(const Report& baseline, const Report& current,
                  std::span<const Tolerance> tolerances) {
  return StoredJudge(baseline, current, tolerances).judge();
}

Diff missing_baseline(const Report& current) {
  Diff diff;
  diff.scenario = current.scenario ? current.scenario->name : "";
  diff.target = current.scenario ? current.scenario->target : "";
  diff.current_created = current.created;
  diff.outcome = "missing";
  return diff;
}

}  // namespace assay::gate
