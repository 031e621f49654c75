// SPDX-License-Identifier: Apache-2.0
// stability: whether a run is good enough to be judged by at all.
#include "base/units.hpp"
#include "gate/modes.hpp"
#include "stats/bounds.hpp"
#include "stats/summary.hpp"

#include <fmt/format.h>

namespace assay::gate {
namespace {

using model::CheckOutcome;
using model::GateCheck;

GateCheck varies(const Subject& subject, const std::vector<double>& values, double limit) {
  GateCheck check = check_of(subject);
  check.statistic = "cv";
  check.unit = "share";
  check.limit = limit;
  const auto bounds = stats::variation_bounds(values, subject.alpha);
  if (!bounds) {
    check.outcome = CheckOutcome::inconclusive;
    check.code = model::code::kTooFew;
    check.detail =
        fmt::format("the variation of {} in {} needs ten values and a mean above 0; there are {}",
                    check.metric, check.arm, values.size());
    return check;
  }
  check.value = *stats::spread(values) / *stats::mean(values);
  check.lower = bounds->lower;
  check.upper = bounds->upper;
  hold(check, model::Bound::at_most);
  check.detail = fmt::format("{} of {} varies by {} ({} … {}), limit {}", check.metric, check.arm,
                             format_share(*check.value), format_share(*check.lower),
                             format_share(*check.upper), format_share(limit));
  return check;
}

// What was counted, not estimated.
GateCheck counted(const Subject& subject, std::string_view statistic, std::string_view unit,
                  double value, double limit, model::Bound bound) {
  GateCheck check = check_of(subject);
  check.statistic = statistic;
  check.unit = unit;
  check.limit = limit;
  check.value = check.lower = check.upper = value;
  hold(check, bound);
  return check;
}

}  // namespace

std::vector<GateCheck> judge_stability(const Subject& subject) {
  std::vector<GateCheck> out;
  const model::Column* column =
      model::column(subject.report, subject.arm, subject.metric.metric.name);
  const std::vector<double> values = column != nullptr ? column->present() : std::vector<double>();
  const std::size_t rounds = std::max(subject.report.rounds.size(), subject.arm.samples.size());
  const model::GateRule& rule = subject.rule;
  if (rule.min_rounds) {
    out.push_back(counted(subject, "rounds", "count", double(values.size()),
                          double(*rule.min_rounds), model::Bound::at_least));
    out.back().detail = fmt::format("{} of {} has {} rounds, at least {} wanted", out.back().metric,
                                    out.back().arm, values.size(), *rule.min_rounds);
  }
  if (rule.max_discarded) {
    // Of no rounds at all everything is lost.
    const double share = rounds > 0 ? 1 - double(values.size()) / double(rounds) : 1;
    out.push_back(
        counted(subject, "discarded", "share", share, *rule.max_discarded, model::Bound::at_most));
    out.back().detail = fmt::format("{} of {} lacks a value in {} of {} rounds ({}), limit {}",
                                    out.back().metric, out.back().arm, rounds - values.size(),
                                    rounds, format_share(share), format_share(*rule.max_discarded));
  }
  if (rule.max_cv) out.push_back(varies(subject, values, *rule.max_cv));
  return out;
}

}  // namespace assay::gate
