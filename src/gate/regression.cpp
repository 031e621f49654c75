// SPDX-License-Identifier: Apache-2.0
// regression: an arm against the baseline of its own run, in pairs, or against a stored one.
#include "base/text.hpp"
#include "base/units.hpp"
#include "gate/modes.hpp"
#include "model/comparable.hpp"
#include "stats/paired_change.hpp"
#include "stats/summary.hpp"
#include "stats/unpaired.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace assay::gate {
namespace {

using model::CheckOutcome;
using model::Comparison;
using model::GateCheck;

// Against a stored baseline, where nothing else is said: other minutes made it.
constexpr double kStoredPct = 20;
constexpr double kStoredTailPct = 30;
constexpr double kTail = 0.95;

bool is_ratio(const Subject& subject) {
  return subject.metric.metric.scale == model::Scale::ratio;
}

double level_of(const std::vector<double>& base, stats::Location location) {
  const auto level =
      location.quantile ? stats::quantile(base, *location.quantile) : stats::mean(base);
  return level.value_or(0);
}

// How much worse is still let through: a share for ratios, else in the unit. Both floors must be
// exceeded, so the larger counts.
double allowance(const Subject& subject, double pct, double abs, double level) {
  const double share = pct / 100;
  if (!is_ratio(subject)) return std::max(abs, share * std::fabs(level));
  return level > 0 ? std::max(share, abs / level) : share;
}

// The change as "worse is more": what is better when higher is turned round.
stats::Bounds worse(const Subject& subject, const stats::Bounds& change) {
  if (subject.metric.metric.direction == model::Direction::lower) return change;
  if (!is_ratio(subject)) return {-change.upper, -change.lower};
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  return {std::isinf(change.upper) ? 0 : 1 / change.upper,
          change.lower > 0 ? 1 / change.lower : kInfinity};
}

std::string change_text(const Subject& subject, double value) {
  if (std::isinf(value)) return value < 0 ? "−∞" : "∞";
  if (is_ratio(subject)) return format_change(value - 1);
  return (value > 0 ? "+" : "") + format_quantity(value, subject.metric.metric.unit);
}

std::string allowed_text(const Subject& subject, double allowed) {
  if (allowed == 0) return "no change for the worse";
  return (is_ratio(subject) ? format_share(allowed)
                            : format_quantity(allowed, subject.metric.metric.unit)) +
         " for the worse";
}

// Decides by the interval and writes the sentence. `against`: "baseline", "baseline of FILE".
void decide(GateCheck& check, const Subject& subject, double value, const stats::Bounds& change,
            double allowed, const std::string& against) {
  const bool ratio = is_ratio(subject);
  check.unit = ratio ? "ratio" : subject.metric.metric.unit;
  check.value = value;
  check.lower = change.lower;
  check.upper = change.upper;
  const double none = ratio ? 1 : 0;
  const double limit = none + allowed;
  const double other_limit = ratio ? 1 / limit : -allowed;
  const bool lower_is_better = subject.metric.metric.direction == model::Direction::lower;
  check.limit = lower_is_better ? limit : other_limit;
  const stats::Bounds bad = worse(subject, change);
  const bool either = subject.rule.either_direction;
  if (bad.lower > limit || (either && bad.upper < other_limit)) {
    check.outcome = CheckOutcome::fail;
    check.code = model::code::kBroken;
  } else if (bad.upper <= limit && (!either || bad.lower >= other_limit)) {
    check.outcome = CheckOutcome::pass;
    check.code = model::code::kHolds;
  } else {
    check.outcome = CheckOutcome::inconclusive;
    check.code = model::code::kUndecided;
  }
  const std::string_view found =
      check.outcome == CheckOutcome::pass ? "shown to be within"
      : check.outcome == CheckOutcome::fail
          ? (bad.lower > limit ? "shown to be beyond" : "better by more than")
          : "not decided against";
  check.detail = fmt::format("{} changed by {} against {} ({} … {}): {} {}{}", subject.what(),
                             change_text(subject, value), against,
                             change_text(subject, change.lower), change_text(subject, change.upper),
                             found, allowed_text(subject, allowed), either ? " or the better" : "");
}

bool constant(const std::vector<double>& values) {
  return values.size() >= 2 &&
         std::all_of(values.begin(), values.end(), [&](double x) { return x == values.front(); });
}

// Counts that never vary in either arm: what differs, differs.
bool decide_exactly(GateCheck& check, const Subject& subject, const std::vector<double>& base,
                    const std::vector<double>& arm, double allowed, const std::string& against) {
  if (!constant(base) || !constant(arm)) return false;
  if (is_ratio(subject) && !(base.front() > 0)) return false;
  const double value = is_ratio(subject) ? arm.front() / base.front() : arm.front() - base.front();
  decide(check, subject, value, {value, value}, allowed, against);
  return true;
}

void not_enough(GateCheck& check, const Subject& subject, std::size_t rounds,
                const std::string& against) {
  check.outcome = rounds == 0 ? CheckOutcome::missing : CheckOutcome::inconclusive;
  check.code = rounds == 0 ? model::code::kNoMetric : model::code::kTooFew;
  check.detail = rounds == 0 ? fmt::format("{} has no value that could be set against {}",
                                           subject.what(), against)
                             : fmt::format("{} against {}: {} values are too few for an interval",
                                           subject.what(), against, rounds);
}

struct Floors {
  double pct = 0;
  double abs = 0;
};
// As the rule has them. None said: exact for what is deterministic (but for what the counter itself
// varies by), else the caller's.
Floors floors_of(const Subject& subject, double otherwise_pct, bool varies) {
  const model::GateRule& rule = subject.rule;
  if (rule.pct || rule.abs) return {rule.pct.value_or(0), rule.abs.value_or(0)};
  if (is_deterministic(subject.metric.metric.name))
    return {0, varies ? subject.metric.metric.floor : 0};
  return {otherwise_pct, subject.metric.metric.floor};
}

// With no tolerance said, the run's own verdict speaks: it was reached against its smallest effect.
void take_verdict(GateCheck& check, const Subject& subject, const Comparison& own) {
  const bool ratio = own.scale == model::Scale::ratio;
  check.unit = ratio ? "ratio" : subject.metric.metric.unit;
  check.value = own.estimate;
  check.lower = own.interval.lower;
  check.upper = own.interval.upper;
  check.limit = (ratio ? 1 : 0) + own.min_effect;
  const bool bad = own.verdict == model::Verdict::regression ||
                   (subject.rule.either_direction && own.verdict == model::Verdict::improvement);
  if (bad) {
    check.outcome = CheckOutcome::fail;
    check.code = model::code::kBroken;
  } else if (own.verdict == model::Verdict::inconclusive) {
    check.outcome = CheckOutcome::inconclusive;
    check.code = model::code::kUndecided;
  } else {
    check.outcome = CheckOutcome::pass;
    check.code = model::code::kHolds;
  }
  const std::string estimate =
      own.estimate ? "changed by " + change_text(subject, *own.estimate) : "changed";
  check.detail = fmt::format("{} {} against {} ({} … {}): {}{}", subject.what(), estimate,
                             own.baseline, change_text(subject, own.interval.lower),
                             change_text(subject, own.interval.upper), model::name(own.verdict),
                             own.reason.empty() ? "" : " (" + printable(own.reason) + ")");
}

GateCheck judge_paired(const Subject& subject, const model::Arm& base) {
  GateCheck check = check_of(subject);
  check.baseline = base.name;
  const Pairs pairs = pairs_of(subject, base);
  const Comparison* own = comparison_of(subject, base);
  const bool said = subject.rule.pct || subject.rule.abs;
  const bool deterministic = is_deterministic(subject.metric.metric.name);
  const stats::Location location = location_of(subject);
  const bool varies = !constant(pairs.base) || !constant(pairs.arm);
  const Floors floors =
      floors_of(subject, own != nullptr && is_ratio(subject) ? own->min_effect * 100 : 1, varies);
  const double allowed = allowance(subject, floors.pct, floors.abs, level_of(pairs.base, location));

  if (deterministic && decide_exactly(check, subject, pairs.base, pairs.arm, allowed, base.name)) {
    // done
  } else if (own != nullptr && !said && !deterministic) {
    take_verdict(check, subject, *own);
  } else if (own != nullptr && own->estimate) {
    decide(check, subject, *own->estimate, {own->interval.lower, own->interval.upper}, allowed,
           base.name);
    if (own->verdict == model::Verdict::regression && own->reason == "slow path" &&
        check.outcome != CheckOutcome::fail) {
      check.outcome = CheckOutcome::fail;
      check.code = model::code::kBroken;
      check.detail += "; its typical run holds, but some of its runs are much worse";
    }
  } else {
    const auto change = stats::paired_change(
        pairs.base, pairs.arm, location,
        is_ratio(subject) ? stats::Change::ratio : stats::Change::difference, subject.alpha);
    if (!change || std::isnan(change->value)) {
      not_enough(check, subject, pairs.base.size(), base.name);
      return check;
    }
    decide(check, subject, change->value, change->bounds, allowed, base.name);
  }
  if (pairs.lacking > 0) doubt(check, fmt::format("{} rounds lack a value", pairs.lacking));
  if (const std::string why = distrust(subject); !why.empty()) doubt(check, why);
  return check;
}

GateCheck judge_stored(const Subject& subject, const StoredBaseline& stored) {
  GateCheck check = check_of(subject);
  const std::string& metric = subject.metric.metric.name;
  if (stored.report == nullptr) {
    check.code = model::code::kNoBaseline;
    check.detail = fmt::format(
        "{} has no baseline arm{}", subject.arm.name,
        stored.source.empty()
            ? ", and no stored baseline was named (`baseline` in the rules, or --baseline)"
            : fmt::format(", and {} holds no report of {} [{}]", stored.source,
                          scenario_of(subject.report),
                          subject.report.scenario ? subject.report.scenario->target : "none"));
    return check;
  }
  const std::string against = "the baseline of " + stored.source;
  check.baseline = stored.source;
  const std::array<std::string, 1> metrics = {metric};
  if (const auto apart = model::incomparable(*stored.report, subject.report, metrics);
      !apart.empty()) {
    std::vector<std::string> words;
    for (const model::Difference& each : apart) words.push_back(model::text(each));
    check.code = model::code::kIncomparable;
    check.detail =
        fmt::format("{} cannot be set against {}: {}", subject.what(), against, join(words, "; "));
    return check;
  }
  // The arm of that name, else the one there is.
  const model::Arm* base = model::find_arm(*stored.report, subject.arm.name);
  if (base == nullptr && stored.report->arms.size() == 1) base = &stored.report->arms.front();
  const model::Column* column =
      base != nullptr ? model::column(*stored.report, *base, metric) : nullptr;
  if (column == nullptr) {
    check.code = model::code::kNoMetric;
    check.detail = fmt::format("{} has no {} for {}", against, metric, subject.arm.name);
    return check;
  }
  const std::vector<double> then = column->present();
  const model::Column* mine = model::column(subject.report, subject.arm, metric);
  const std::vector<double> now = mine != nullptr ? mine->present() : std::vector<double>();
  const stats::Location location = location_of(subject);
  const bool tail = location.quantile && *location.quantile >= kTail;
  const bool varies = !constant(then) || !constant(now);
  const Floors floors = floors_of(subject, tail ? kStoredTailPct : kStoredPct, varies);
  const double allowed = allowance(subject, floors.pct, floors.abs, level_of(then, location));
  if (!(is_deterministic(metric) && decide_exactly(check, subject, then, now, allowed, against))) {
    const auto found = stats::compare_unpaired(
        then, now, stats::statistic_named(subject.rule.statistic).value_or(stats::Statistic{}),
        {.alpha = subject.alpha, .ratio = is_ratio(subject)});
    if (found.method == stats::UnpairedMethod::none || !found.estimate) {
      not_enough(check, subject, std::min(then.size(), now.size()), against);
      if (found.obstacle == stats::Obstacle::not_positive)
        check.detail =
            fmt::format("{} against {}: a value of 0 has no ratio", subject.what(), against);
      return check;
    }
    decide(check, subject, *found.estimate, {found.interval.lower, found.interval.upper}, allowed,
           against);
    check.detail += " (unpaired: other minutes and their noise are in it)";
  }
  const std::size_t lacking = subject.arm.samples.size() - now.size();
  if (lacking > 0) doubt(check, fmt::format("{} trials have no value", lacking));
  return check;
}

}  // namespace

GateCheck judge_regression(const Subject& subject, const FindBaseline& stored) {
  if (const model::Arm* base = baseline_arm(subject)) return judge_paired(subject, *base);
  if (subject.rule.baseline_arm) {
    GateCheck check = check_of(subject);
    check.code = model::code::kNoArm;
    check.detail = fmt::format("there is no other arm '{}'", *subject.rule.baseline_arm);
    return check;
  }
  return judge_stored(subject, stored ? stored(subject.report) : StoredBaseline{});
}

}  // namespace assay::gate
