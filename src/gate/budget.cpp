// SPDX-License-Identifier: Apache-2.0
// budget: a statistic at most, or at least, a limit; held against the bound of its interval.
#include "base/units.hpp"
#include "gate/modes.hpp"
#include "model/statistic.hpp"
#include "stats/bounds.hpp"
#include "stats/summary.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace assay::gate {
namespace {

using model::CheckOutcome;
using model::GateCheck;
using model::Statistic;

std::string shown(double value, const std::string& unit) {
  return format_quantity(value, unit);
}

void too_few(GateCheck& check, const Subject& subject, std::size_t have, std::size_t need) {
  check.outcome = CheckOutcome::inconclusive;
  check.code = model::code::kTooFew;
  check.detail = fmt::format("{} needs {} trials, and there are {}", subject.what(), need, have);
}

// What was seen in this run, which needs no interval.
double fact(Statistic::Kind kind, const std::vector<double>& in_order) {
  if (kind == Statistic::Kind::min) return in_order.front();
  if (kind == Statistic::Kind::max) return in_order.back();
  return std::accumulate(in_order.begin(), in_order.end(), 0.0);
}

std::string decided(const GateCheck& check, model::Bound bound) {
  const std::string_view sign = bound == model::Bound::at_most ? "≤" : "≥";
  const std::string limit = fmt::format("{} {}", sign, shown(*check.limit, check.unit));
  switch (check.outcome) {
    case CheckOutcome::pass:
      return "shown to be " + limit;
    case CheckOutcome::fail:
      return "shown not to be " + limit;
    default:
      return "not shown to be " + limit + ", nor not to be: more trials would tell";
  }
}

}  // namespace

GateCheck judge_budget(const Subject& subject) {
  GateCheck check = check_of(subject);
  const model::Bound bound = subject.rule.bound;
  check.limit = subject.rule.limit;
  const Statistic statistic = model::statistic_named(subject.rule.statistic).value_or(Statistic{});
  const model::Column* column =
      model::column(subject.report, subject.arm, subject.metric.metric.name);
  std::vector<double> values = column != nullptr ? column->present() : std::vector<double>();
  if (values.empty()) {
    check.code = model::code::kNoMetric;
    check.detail = fmt::format("{} has no value in {}", check.metric, check.arm);
    return check;
  }
  const std::size_t lacking = subject.arm.samples.size() - values.size();
  std::sort(values.begin(), values.end());

  if (statistic.kind == Statistic::Kind::quantile) {
    const std::size_t trials = values.size() + lacking;
    if (trials < stats::fewest_for_quantile(statistic.p)) {
      too_few(check, subject, trials, stats::fewest_for_quantile(statistic.p));
      return check;
    }
    check.value = *stats::quantile(values, statistic.p);
    // A trial without a value may have been the best of all, or the worst.
    constexpr double kInfinity = std::numeric_limits<double>::infinity();
    std::vector<double> worst = values;
    worst.insert(worst.end(), lacking, kInfinity);
    values.insert(values.begin(), lacking, -kInfinity);
    check.lower = stats::quantile_bounds(values, statistic.p, subject.alpha).lower;
    check.upper = stats::quantile_bounds(worst, statistic.p, subject.alpha).upper;
  } else if (statistic.kind == Statistic::Kind::mean) {
    const auto bounds = stats::mean_bounds(values, subject.alpha);
    if (!bounds) {
      too_few(check, subject, values.size(), 10);
      return check;
    }
    check.value = *stats::mean(values);
    check.lower = bounds->lower;
    check.upper = bounds->upper;
  } else {
    check.value = fact(statistic.kind, values);
    check.lower = check.upper = check.value;
  }

  hold(check, bound);
  std::string interval;
  if (*check.lower != *check.upper)
    interval =
        fmt::format(" ({} … {})", shown(*check.lower, check.unit), shown(*check.upper, check.unit));
  check.detail = fmt::format("{} is {}{}: {}", subject.what(), shown(*check.value, check.unit),
                             interval, decided(check, bound));
  if (lacking > 0 && statistic.kind != Statistic::Kind::quantile)
    doubt(check, fmt::format("{} of {} trials have no value", lacking, subject.arm.samples.size()));
  return check;
}

}  // namespace assay::gate
