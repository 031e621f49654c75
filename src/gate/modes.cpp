// SPDX-License-Identifier: Apache-2.0
#include "gate/modes.hpp"

#include "model/statistic.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace assay::gate {

using model::Arm;
using model::CheckOutcome;
using model::GateCheck;

std::string Subject::what() const {
  return fmt::format("{} of {} in {}", rule.statistic, metric.metric.name, arm.name);
}

GateCheck check_of(const Subject& subject) {
  GateCheck check;
  check.metric = subject.metric.metric.name;
  check.arm = subject.arm.name;
  check.statistic = subject.rule.statistic;
  check.unit = subject.metric.metric.unit;
  return check;
}

void hold(GateCheck& check, model::Bound bound) {
  const bool at_most = bound == model::Bound::at_most;
  const double far = at_most ? *check.upper : *check.lower;
  const double near = at_most ? *check.lower : *check.upper;
  const auto within = [&](double value) {
    return at_most ? value <= *check.limit : value >= *check.limit;
  };
  check.outcome = within(far)     ? CheckOutcome::pass
                  : !within(near) ? CheckOutcome::fail
                                  : CheckOutcome::inconclusive;
  check.code = check.outcome == CheckOutcome::pass   ? model::code::kHolds
               : check.outcome == CheckOutcome::fail ? model::code::kBroken
                                                     : model::code::kUndecided;
}

void doubt(GateCheck& check, const std::string& why) {
  if (check.outcome != CheckOutcome::pass) return;
  check.outcome = CheckOutcome::inconclusive;
  check.code = model::code::kUndecided;
  check.detail += "; it would hold, but " + why;
}

const Arm* baseline_arm(const Subject& subject) {
  const Arm* found = nullptr;
  if (subject.rule.baseline_arm) {
    found = model::find_arm(subject.report, *subject.rule.baseline_arm);
  } else {
    for (const Arm& arm : subject.report.arms)
      if (found == nullptr && arm.role == "baseline") found = &arm;
    // A scenario of one arm may call it the baseline, too: it has nothing to be compared with.
  }
  return found == &subject.arm ? nullptr : found;
}

Pairs pairs_of(const Subject& subject, const Arm& base) {
  Pairs out;
  const model::Column* of_base = model::column(subject.report, base, subject.metric.metric.name);
  const model::Column* of_arm =
      model::column(subject.report, subject.arm, subject.metric.metric.name);
  const auto value = [](const model::Column* column, std::size_t i) {
    return column != nullptr && i < column->size() ? (*column)[i] : model::kAbsent;
  };
  const auto& base_rounds = base.samples.round;
  const auto& arm_rounds = subject.arm.samples.round;
  std::size_t a = 0;
  for (std::size_t b = 0; b < base_rounds.size(); ++b) {
    while (a < arm_rounds.size() && arm_rounds[a] < base_rounds[b]) ++a;
    if (a == arm_rounds.size()) break;
    if (arm_rounds[a] != base_rounds[b]) continue;
    const double x = value(of_base, b);
    const double y = value(of_arm, a);
    if (model::is_absent(x) || model::is_absent(y)) {
      ++out.lacking;
    } else {
      out.base.push_back(x);
      out.arm.push_back(y);
    }
  }
  return out;
}

const model::Comparison* comparison_of(const Subject& subject, const Arm& base) {
  if (subject.rule.statistic != "p50") return nullptr;
  for (const auto& c : subject.report.comparisons)
    if (c.method == "paired" && c.arm == subject.arm.name && c.baseline == base.name &&
        c.metric == subject.metric.metric.name && c.rounds > 0)
      return &c;
  return nullptr;
}

std::string distrust(const Subject& subject) {
  for (const auto& c : subject.report.comparisons)
    if (c.control_check && c.metric == subject.metric.metric.name &&
        c.verdict != model::Verdict::equivalent)
      return fmt::format("the control, which is the baseline again, came out {}",
                         model::name(c.verdict));
  return "";
}

bool is_deterministic(std::string_view metric) {
  constexpr std::array<std::string_view, 7> kExact = {
      "instructions", "native_alloc_calls", "native_alloc_bytes", "compiler_visible_allocs",
      "memory_grows", "memory_pages",       "processes"};
  return std::find(kExact.begin(), kExact.end(), metric) != kExact.end();
}

stats::Location location_of(const Subject& subject) {
  const auto statistic =
      model::statistic_named(subject.rule.statistic).value_or(model::Statistic{});
  if (statistic.kind == model::Statistic::Kind::quantile) return {statistic.p};
  return {};
}

}  // namespace assay::gate
