// SPDX-License-Identifier: Apache-2.0
#include "measure/judge.hpp"

#include "stats/fixed.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace assay::measure {
namespace {

using model::Comparison;
using model::Scale;
using model::Verdict;
using stats::Finding;

constexpr double kDefaultRelative = 0.01;

Verdict verdict_of(Finding finding) {
  switch (finding) {
    case Finding::higher:
    case Finding::slow_path:
      return Verdict::regression;
    case Finding::lower:
      return Verdict::improvement;
    case Finding::equivalent:
      return Verdict::equivalent;
    case Finding::undecided:
      break;
  }
  return Verdict::inconclusive;
}

// From "d, positive when worse" back to arm/baseline or arm - baseline.
double natural(const model::Metric& metric, double d) {
  if (metric.direction == model::Direction::higher) d = -d;
  return metric.scale == Scale::ratio ? std::exp(d) : d;
}

model::Interval natural(const model::Metric& metric, stats::Range range) {
  const double a = natural(metric, range.lower);
  const double b = natural(metric, range.upper);
  return {std::min(a, b), std::max(a, b)};
}

}  // namespace

bool Accept::accepts(int code) const {
  return code == 0 || all || std::find(codes.begin(), codes.end(), code) != codes.end();
}

Effect effect_of(const model::Metric& metric, const Plan& plan, std::optional<double> level) {
  if (const auto frozen = plan.frozen_effects.find(metric.name);
      frozen != plan.frozen_effects.end()) {
    const double shown = frozen->second;
    return {metric.scale == Scale::ratio ? std::log1p(shown) : shown, shown};
  }
  const auto in_unit = plan.min_effect.in(metric.unit);
  const bool asked = plan.min_effect.relative || in_unit;
  const double relative = plan.min_effect.relative.value_or(in_unit ? 0.0 : kDefaultRelative);
  // A count that is always the same needs its floor even when a share was asked for.
  const double absolute =
      in_unit.value_or(asked && metric.scale == Scale::ratio ? 0.0 : metric.floor);
  const bool usable = level && std::isfinite(*level) && *level != 0;
  if (metric.scale == Scale::ratio) {
    double shown = relative;
    if (usable) shown = std::max(shown, absolute / std::abs(*level));
    return {std::log1p(shown), shown};
  }
  const double shown = std::max(absolute, usable ? relative * std::abs(*level) : 0.0);
  return {shown, shown};
}

std::optional<double> paired(const model::Metric& metric, double baseline, double arm) {
  if (!std::isfinite(baseline) || !std::isfinite(arm)) return std::nullopt;
  double d = arm - baseline;
  if (metric.scale == Scale::ratio) {
    if (baseline <= 0 || arm <= 0) return std::nullopt;
    d = std::log(arm / baseline);
  }
  return metric.direction == model::Direction::lower ? d : -d;
}

std::optional<stats::Round> round_of(const model::Metric& metric, double baseline, double arm) {
  const auto d = paired(metric, baseline, arm);
  if (!d) return std::nullopt;
  const double level =
      metric.scale == Scale::ratio ? std::log(baseline) + std::log(arm) : baseline + arm;
  return stats::Round{*d, metric.direction == model::Direction::lower ? level : -level};
}

stats::Rule rule_for(const model::Metric& metric, Effect effect, double alpha, unsigned comparisons,
                     double level) {
  stats::Rule rule;
  rule.alpha = alpha;
  rule.delta = effect.delta;
  rule.comparisons = comparisons;
  if (metric.scale == Scale::difference) {
    // A deterministic count has no spread at all; the scale then only has to be positive.
    rule.scale_floor = std::max({effect.delta * 1e-2, std::abs(level) * 1e-4, 1e-12});
    // Twice as much, as on the ratio scale.
    rule.slow_run = std::max({std::abs(level), 10 * effect.delta, 1e-12});
  }
  return rule;
}

Pair::Pair(std::size_t arm, std::size_t metric, const model::Metric& description, Effect effect,
           const Plan& plan, unsigned comparisons, double level)
    : arm_(arm),
      metric_(metric),
      description_(description),
      effect_(effect),
      sequence_(rule_for(description, effect, plan.alpha, comparisons, level)) {}

void Pair::add(double baseline, double arm) {
  const auto round = round_of(description_, baseline, arm);
  if (!round) {
    ++missing_;
    return;
  }
  baseline_sum_ += baseline;
  arm_sum_ += arm;
  sequence_.add(*round);
}

Comparison Pair::comparison(Detail detail, bool fixed) const {
  Comparison out;
  out.metric = description_.name;
  out.scale = description_.scale;
  out.min_effect = effect_.shown;
  out.rounds = sequence_.rounds();
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  out.interval = {description_.scale == Scale::ratio ? 0 : -kInfinity, kInfinity};
  if (sequence_.rounds() == 0) {
    out.reason =
        missing_ > 0 ? fmt::format("no value in any of {} rounds", missing_) : "no complete round";
    return out;
  }

  Finding finding = Finding::undecided;
  stats::Range range{};
  std::optional<double> estimate;
  bool awaits_slow_path = false;
  if (fixed) {
    const auto judged = stats::judge_fixed(sequence_.values(), sequence_.rule());
    finding = judged.finding;
    range = judged.interval;
    estimate = judged.estimate;
    awaits_slow_path = judged.awaits_slow_path;
    const auto fewest = stats::fewest_fixed_rounds(sequence_.rule());
    if (finding == Finding::undecided && sequence_.rounds() < fewest)
      out.reason = fmt::format("{} rounds cannot decide anything here; {} at least",
                               sequence_.rounds(), fewest);
  } else {
    finding = sequence_.finding();
    awaits_slow_path = sequence_.awaits_slow_path();
    const auto& standing =
        detail == Detail::live ? sequence_.recent_standing() : sequence_.standing();
    range = standing.interval;
    estimate = standing.estimate;
  }

  out.verdict = verdict_of(finding);
  if (finding == Finding::slow_path) out.reason = "slow path";
  if (range.empty()) {
    // No shift fits both tails: the shapes differ, and a shift would misdescribe them.
    if (out.verdict == Verdict::equivalent || out.verdict == Verdict::inconclusive) {
      out.verdict = Verdict::inconclusive;
      out.reason = "the two distributions differ in shape; no single shift describes them";
    }
  } else {
    out.interval = natural(description_, range);
    if (estimate) out.estimate = natural(description_, *estimate);
  }
  // Leaving rounds out is fair to a difference, not to a claim that there is none.
  if (missing_ > 0 && out.verdict == Verdict::equivalent) {
    out.verdict = Verdict::inconclusive;
    out.reason =
        fmt::format("{} of {} rounds lacked a value", missing_, missing_ + sequence_.rounds());
  }
  if (awaits_slow_path && out.reason.empty())
    out.reason = "the typical run is settled, but occasional slow runs are not excluded yet";
  if (out.verdict == Verdict::inconclusive && out.reason.empty())
    out.reason = "the interval still straddles the smallest effect";
  if (baseline_sum_ > 0) out.ratio_of_sums = arm_sum_ / baseline_sum_;
  out.unseen_slow_share = sequence_.unseen_slow_share();
  if (detail == Detail::full) {
    if (const auto d = sequence_.smallest_detectable())
      out.smallest_detectable = description_.scale == Scale::ratio ? std::expm1(*d) : *d;
  }
  return out;
}

std::optional<Verdict> overall(const std::vector<Comparison>& comparisons) {
  const auto rank = [](Verdict verdict) {
    switch (verdict) {
      case Verdict::regression:
        return 3;
      case Verdict::inconclusive:
        return 2;
      case Verdict::improvement:
        return 1;
      case Verdict::equivalent:
        break;
    }
    return 0;
  };
  std::optional<Verdict> worst;
  for (const auto& comparison : comparisons)
    if (comparison.gated && (!worst || rank(comparison.verdict) > rank(*worst)))
      worst = comparison.verdict;
  return worst;
}

}  // namespace assay::measure
