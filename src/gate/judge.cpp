// SPDX-License-Identifier: Apache-2.0
#include "gate/judge.hpp"

#include "base/text.hpp"
#include "gate/glob.hpp"
#include "gate/modes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace assay::gate {
namespace {

using model::CheckOutcome;
using model::GateCheck;
using model::GateRule;
using model::Report;
using model::Status;

// Names kept for "the nearest is": enough for a person, bounded for a flood of reports.
constexpr std::size_t kNames = 1000;
constexpr std::size_t kListed = 8;

void remember(std::set<std::string>& names, const std::string& name) {
  if (names.size() < kNames) names.insert(name);
}

std::vector<const model::Arm*> arms_of(const GateRule& rule, const Report& report) {
  std::vector<const model::Arm*> out;
  if (rule.arm != "*") {
    for (const model::Arm& arm : report.arms)
      if (matches(rule.arm, arm.name)) out.push_back(&arm);
    return out;
  }
  for (const model::Arm& arm : report.arms)
    if (arm.role != "baseline" && arm.role != "control") out.push_back(&arm);
  if (out.empty() && !report.arms.empty()) out.push_back(&report.arms.front());
  return out;
}

std::vector<const model::MeasuredMetric*> metrics_of(const GateRule& rule, const Report& report) {
  std::vector<const model::MeasuredMetric*> out;
  for (const auto& each : report.metrics)
    if (each.measured() && matches(rule.metric, each.metric.name)) out.push_back(&each);
  return out;
}

// A limit in a unit of its own must be in that of the metric that a glob has found.
std::string wrong_unit(const GateRule& rule, const std::string& unit) {
  for (const std::string& written : {rule.limit_unit, rule.abs_unit})
    if (!written.empty() && written != unit)
      return fmt::format("the rule speaks of {}, and {} is in {}",
                         written == "ns" ? "times" : written, rule.metric,
                         unit.empty() ? "no unit" : unit);
  return "";
}

GateCheck lacking_metric(const GateRule& rule, const Report& report, const model::Arm& arm) {
  GateCheck check;
  check.metric = rule.metric;
  check.arm = arm.name;
  check.statistic = rule.statistic;
  check.code = model::code::kNoMetric;
  const auto index = model::metric_index(report, rule.metric);
  check.detail =
      index ? fmt::format("{} was not measured: {}", rule.metric, report.metrics[*index].absent)
            : fmt::format("the report has no metric {}", rule.metric);
  return check;
}

std::string listed(const std::set<std::string>& names) {
  std::vector<std::string> some;
  for (const std::string& name : names)
    if (some.size() < kListed) some.push_back(printable(name));
  std::string out = join(some, ", ");
  if (names.size() > kListed) out += ", …";
  return out;
}

std::string nearest_of(const std::string& word, const std::set<std::string>& names) {
  const std::vector<std::string> candidates(names.begin(), names.end());
  const auto near = nearest(word, candidates);
  return near            ? fmt::format("did you mean '{}'?", printable(*near))
         : names.empty() ? "there is none at all"
                         : "there are " + listed(names);
}

}  // namespace

std::string scenario_of(const Report& report) {
  return report.scenario ? report.scenario->name : report.kind;
}

Judge::Judge(const model::GateRules& rules, std::string today, FindBaseline baseline)
    : rules_(rules),
      today_(std::move(today)),
      baseline_(std::move(baseline)),
      reach_(rules.rules.size(), Reach::nothing) {
  result_.rules = rules.file;
  result_.date = today_;
  result_.strictness = rules.strictness;
  for (const GateRule& rule : rules.rules)
    if (rule.mute) result_.mutes.push_back({rule.name, *rule.mute, expired(*rule.mute)});
}

void Judge::keep(const GateRule* rule, GateCheck check) {
  model::Strictness strictness = rules_.strictness;
  if (rule != nullptr) {
    check.rule = rule->name;
    check.mode = rule->mode;
    check.line = rule->line;
    // A rule may only be laxer than its file: an advisory gate fails nothing.
    if (rule->strictness == model::Strictness::advisory) strictness = model::Strictness::advisory;
    if (rule->mute && !expired(*rule->mute)) check.mute = rule->mute;
  }
  check.advisory = strictness == model::Strictness::advisory;
  if (check.decides()) result_.verdict = model::worst(result_.verdict, check.outcome);
  result_.checks.push_back(std::move(check));
}

// What the run itself found, which no rule has to ask for.
void Judge::judge_run(const Report& report, const std::string& source) {
  const auto found = [&](std::string name, CheckOutcome outcome, std::string_view code,
                         std::string detail) {
    GateCheck check;
    check.rule = std::move(name);
    check.scenario = scenario_of(report);
    check.source = source;
    check.outcome = outcome;
    check.code = code;
    check.detail = std::move(detail);
    keep(nullptr, std::move(check));
  };
  if (report.status == Status::failed)
    found("run", CheckOutcome::fail, model::code::kRunFailed, "it failed: " + report.failure);
  if (report.status == Status::interrupted)
    found("run", CheckOutcome::inconclusive, model::code::kInterrupted,
          "it was interrupted: " + report.failure);
  bool said = false;
  for (const model::Check& check : report.checks) {
    // How a stored baseline compares is for the rules to say, with their own tolerances.
    if (check.outcome == "pass" || check.advisory || check.name.starts_with("baseline ")) continue;
    const bool failed = check.outcome == "fail";
    said = said || failed;
    found("run: " + check.name,
          failed                            ? CheckOutcome::fail
          : check.outcome == "inconclusive" ? CheckOutcome::inconclusive
                                            : CheckOutcome::missing,
          model::code::kCheckFailed, check.detail);
  }
  if (report.expected_match == false && !said && report.status != Status::failed)
    found("run: expected output", CheckOutcome::fail, model::code::kCheckFailed,
          "its output is not what the scenario expects");
}

void Judge::add(const Report& report, const std::string& source) {
  ++result_.reports;
  remember(scenarios_, scenario_of(report));
  for (const auto& metric : report.metrics) remember(metrics_, metric.metric.name);
  for (const auto& arm : report.arms) remember(arms_, arm.name);
  judge_run(report, source);
  for (std::size_t i = 0; i < rules_.rules.size(); ++i) judge_rule(i, report, source);
}

void Judge::judge_rule(std::size_t index, const Report& report, const std::string& source) {
  const GateRule& rule = rules_.rules[index];
  const std::string scenario = scenario_of(report);
  if (!matches(rule.scenario, scenario)) return;
  const auto reached = [&](Reach reach) { reach_[index] = std::max(reach_[index], reach); };
  reached(Reach::scenario);
  // Of a run that failed nothing is judged beyond that, and the rule did find its scenario.
  if (report.status == Status::failed) return reached(Reach::all);

  const auto put = [&](GateCheck check) {
    check.scenario = scenario;
    check.source = source;
    if (report.status == Status::interrupted && check.outcome == CheckOutcome::pass) {
      doubt(check, "the run was interrupted");
      check.code = model::code::kInterrupted;
    }
    keep(&rule, std::move(check));
  };
  const auto arms = arms_of(rule, report);
  const auto metrics = metrics_of(rule, report);
  if (metrics.empty() && is_literal(rule.metric) && !arms.empty()) {
    // Not a match: when no report has the metric, the name is a slip, and is said to be one.
    if (model::metric_index(report, rule.metric)) reached(Reach::all);
    for (const model::Arm* arm : arms) put(lacking_metric(rule, report, *arm));
    return;
  }
  if (metrics.empty()) return;
  reached(Reach::metric);
  if (!arms.empty()) reached(Reach::all);
  for (const auto* metric : metrics)
    for (const model::Arm* arm : arms) {
      const Subject subject{rule, report, *metric, *arm, rules_.alpha};
      if (const std::string why = wrong_unit(rule, metric->metric.unit); !why.empty()) {
        GateCheck check = check_of(subject);
        check.code = model::code::kNoMetric;
        check.detail = why;
        put(std::move(check));
        continue;
      }
      switch (rule.mode) {
        case model::RuleMode::budget:
          put(judge_budget(subject));
          break;
        case model::RuleMode::regression:
          put(judge_regression(subject, baseline_));
          break;
        case model::RuleMode::slo:
          put(judge_slo(subject));
          break;
        case model::RuleMode::stability:
          for (GateCheck& check : judge_stability(subject)) put(std::move(check));
          break;
      }
    }
}

std::string Judge::why_nothing(const GateRule& rule, Reach reach) const {
  switch (reach) {
    case Reach::nothing:
      return fmt::format("no report is of a scenario '{}'; {}", printable(rule.scenario),
                         nearest_of(rule.scenario, scenarios_));
    case Reach::scenario:
      return fmt::format("no report has a metric '{}'; {}", printable(rule.metric),
                         nearest_of(rule.metric, metrics_));
    default:
      return fmt::format("no report has an arm '{}'; {}", printable(rule.arm),
                         nearest_of(rule.arm, arms_));
  }
}

model::GateResult Judge::finish() {
  for (std::size_t i = 0; i < rules_.rules.size(); ++i) {
    const GateRule& rule = rules_.rules[i];
    if (reach_[i] != Reach::all) {
      GateCheck check;
      check.outcome = CheckOutcome::fail;
      check.code = model::code::kNothingMatched;
      check.detail = "the rule looked at nothing: " + why_nothing(rule, reach_[i]);
      result_.unmatched.push_back(rule.name);
      keep(&rule, std::move(check));
    }
    if (rule.mute && expired(*rule.mute)) {
      GateCheck check;
      check.outcome = CheckOutcome::fail;
      check.code = model::code::kMuteExpired;
      check.detail = fmt::format("the mute ended on {} ({}); mend what it hid, or renew it",
                                 rule.mute->until, rule.mute->reason);
      keep(&rule, std::move(check));
    }
  }
  return std::move(result_);
}

}  // namespace assay::gate
