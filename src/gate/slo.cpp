// SPDX-License-Identifier: Apache-2.0
// slo: the ratio of a statistic between two arms, at most or at least a limit.
#include "gate/modes.hpp"
#include "stats/paired_change.hpp"

#include <fmt/format.h>

#include <cmath>

namespace assay::gate {

using model::CheckOutcome;
using model::GateCheck;

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
  if (const std::string why = distrust(subject); !why.empty()) doubt(check, why);
  return check;
}

}  // namespace assay::gate
