// SPDX-License-Identifier: Apache-2.0
// slo: the ratio of a statistic between two arms, at most or at least a limit.
#include "gate/modes.hpp"
#include "stats/paired_change.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace assay::gate {

using model::CheckOutcome;
using model::GateCheck;

namespace {

// The control is the baseline again: what it cannot hold, no arm of this run can be shown to hold.
// One that is shown to differ discredits a failure, too.
void judge_null(GateCheck& check, const Subject& subject) {
  for (const auto& c : subject.report.comparisons) {
    if (!c.control_check || c.metric != subject.metric.metric.name) continue;
    using model::Verdict;
    const double limit = subject.rule.limit;
    const bool within =
        limit > 0 && std::max(c.interval.upper, 1 / c.interval.lower) <= std::max(limit, 1 / limit);
    const bool differs = c.verdict == Verdict::regression || c.verdict == Verdict::improvement;
    if (!differs && (c.verdict == Verdict::equivalent || within)) return;
    const std::string why = fmt::format("the control, which is the baseline again, came out {}",
                                        differs ? model::name(c.verdict) : "undecided");
    doubt(check, why);
    if (differs && check.outcome == CheckOutcome::fail) {
      check.outcome = CheckOutcome::inconclusive;
      check.code = model::code::kUndecided;
      check.detail += "; it would fail, but " + why;
    }
    return;
  }
}

}  // namespace

GateCheck judge_slo(const Subject& subject) {
  GateCheck check = check_of(subject);
  check.unit = "ratio";
  check.limit = subject.rule.limit;
  const model::Arm* base = baseline_arm(subject);
  if (base == nullptr) {
    check.code = model::code::kNoArm;
    check.detail = fmt::format("there is no arm to set {} against", subject.arm.name);
    return check;
  }
  check.baseline = base->name;
  const Pairs pairs = pairs_of(subject, *base);
  const model::Comparison* own = comparison_of(subject, *base);
  if (own != nullptr && own->scale == model::Scale::ratio && own->estimate) {
    check.value = own->estimate;
    check.lower = own->interval.lower;
    check.upper = own->interval.upper;
  } else if (own != nullptr && own->scale == model::Scale::ratio) {
    // Another test on the same rounds, now that they have ended the run, would be a second try.
    check.outcome = CheckOutcome::inconclusive;
    check.code = model::code::kUndecided;
    check.detail = own->reason.empty() ? "no single ratio describes the two" : own->reason;
    return check;
  } else {
    const stats::Location location = location_of(subject);
    const auto change =
        stats::paired_change(pairs.base, pairs.arm, location, stats::Change::ratio, subject.alpha);
    if (!change) {
      const std::size_t need =
          location.quantile
              ? std::max(stats::kFewestPairs, stats::fewest_for_quantile(*location.quantile))
              : stats::kFewestPairs;
      check.outcome = pairs.base.empty() ? CheckOutcome::missing : CheckOutcome::inconclusive;
      check.code = pairs.base.empty() ? model::code::kNoMetric : model::code::kTooFew;
      check.detail = fmt::format("{} against {} needs {} rounds with both, and there are {}",
                                 subject.what(), base->name, need, pairs.base.size());
      return check;
    }
    if (!std::isfinite(change->value)) {
      check.code = model::code::kUndecided;
      check.outcome = CheckOutcome::inconclusive;
      check.detail = fmt::format("{} is 0 in {}, and nothing is a multiple of that",
                                 subject.rule.statistic, base->name);
      return check;
    }
    check.value = change->value;
    check.lower = change->bounds.lower;
    check.upper = change->bounds.upper;
  }
  hold(check, subject.rule.bound);
  const std::string_view sign = subject.rule.bound == model::Bound::at_most ? "≤" : "≥";
  const std::string_view found = check.outcome == CheckOutcome::pass   ? "shown to be"
                                 : check.outcome == CheckOutcome::fail ? "shown not to be"
                                                                       : "not decided to be";
  check.detail =
      fmt::format("{} is {:.4g} times that of {} ({:.4g} … {:.4g}): {} {} {:g}", subject.what(),
                  *check.value, base->name, *check.lower, *check.upper, found, sign, *check.limit);
  if (pairs.lacking > 0) doubt(check, fmt::format("{} rounds lack a value", pairs.lacking));
  judge_null(check, subject);
  return check;
}

}  // namespace assay::gate
