// SPDX-License-Identifier: Apache-2.0
#include "app/prove.hpp"

#include "app/claims.hpp"
#include "app/clock.hpp"
#include "app/commands.hpp"
#include "app/outputs.hpp"
#include "app/prepare.hpp"
#include "app/redact.hpp"
#include "app/spinning_runner.hpp"
#include "base/text.hpp"
#include "base/units.hpp"
#include "measure/judge.hpp"
#include "measure/rounds.hpp"
#include "report/summarise.hpp"
#include "stats/replay.hpp"
#include "stats/summary.hpp"
#include "sys/signals.hpp"
#include "target/process_runner.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace assay::app {
namespace {

constexpr double kDefaultTime = 30e9;
constexpr std::uint64_t kDefaultLive = 100;  // rounds recorded with identical arms
constexpr std::uint64_t kDefaultTries = 20;  // live runs with the slowdown
constexpr std::uint64_t kDefaultReplays = 2000;
constexpr std::uint64_t kMaxRounds = 400;  // of one run, live or replayed
constexpr double kDefaultEffect = 0.03;
constexpr double kBuiltInSpin = 5e6;  // the built-in command: `true` after 5 ms of work
// The launcher's spin is CPU time of the main process: these feel it, others do not.
constexpr std::array<std::string_view, 4> kInjectable = {"wall", "wall_main", "wall_net", "cpu"};

struct Silent final : model::Progress {
  void plan(const std::string&) override {}
  void view(const model::ProgressView&) override {}
};

CompareOptions as_compare(const ProveOptions& options) {
  CompareOptions out;
  const std::string command = options.command.value_or("true");
  if (options.argv.empty()) {
    out.commands = {command, command};
  } else {
    std::string quoted;
    for (const auto& word : options.argv) quoted += (quoted.empty() ? "" : " ") + shell_quote(word);
    out.commands = {quoted, quoted};
  }
  out.names = {"baseline", "candidate"};
  out.execution = options.execution;
  out.exits = options.exits;
  out.warmup = options.warmup.value_or(1);
  out.seed = options.seed;
  out.alpha = options.alpha;
  out.min_effect = options.min_effect;
  out.metrics = options.metrics;
  return out;
}

class Prover {
 public:
  Prover(const ProveOptions& options, const Surroundings& surroundings, Prepared& prepared,
         target::ProcessRunner& runner)
      : options_(options),
        surroundings_(surroundings),
        prepared_(prepared),
        report_(prepared.report),
        runner_(runner) {
    const bool built_in = !options.command && options.argv.empty();
    spin_.assign(2, built_in ? std::uint64_t(kBuiltInSpin) : 0);
    budget_ns_ = options.max_time_ns.value_or(kDefaultTime);
  }

  Result<void> go() {
    started_ = clock_.now_ns();
    if (auto ok = record_null(); !ok) return ok;
    for (const auto& metric : prepared_.plan.gated) replay_null(metric);
    if (auto ok = live_slowdowns(); !ok) return ok;
    name_unproven();
    return {};
  }

 private:
  // Identical arms, live: the material of the replays, and one honest sequential run in itself.
  Result<void> record_null() {
    auto plan = prepared_.plan;
    plan.min_rounds = plan.max_rounds = options_.live.value_or(kDefaultLive);
    plan.max_time_ns = budget_ns_ / 3;
    SpinningRunner spinning(runner_, spin_);
    if (auto ran = measure::run_rounds(plan, spinning, clock_, *surroundings_.progress, report_);
        !ran)
      return ran;
    for (const auto& comparison : report_.comparisons) {
      if (!comparison.gated) continue;
      const bool wrong = comparison.verdict == model::Verdict::regression ||
                         comparison.verdict == model::Verdict::improvement;
      report_.checks.push_back(
          {"identical, live (" + comparison.metric + ")", wrong ? "fail" : "pass",
           fmt::format("{} after {} rounds", name(comparison.verdict), comparison.rounds)});
    }
    return {};
  }

  std::vector<stats::Round> rounds(const std::string& metric) const {
    const auto index = model::metric_index(report_, metric);
    std::vector<stats::Round> out;
    const auto& a = report_.arms[0].samples;
    const auto& b = report_.arms[1].samples;
    for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i)
      if (const auto round = measure::round_of(report_.metrics[*index].metric, a.values[*index][i],
                                               b.values[*index][i]))
        out.push_back(*round);
    return out;
  }

  stats::Rule rule(const std::string& metric) const {
    const auto& description = report_.metrics[*model::metric_index(report_, metric)].metric;
    measure::Effect effect;
    for (const auto& comparison : report_.comparisons)
      if (comparison.metric == metric)
        effect = {description.scale == model::Scale::ratio ? std::log1p(comparison.min_effect)
                                                           : comparison.min_effect,
                  comparison.min_effect};
    const auto index = model::metric_index(report_, metric);
    const auto level = stats::median(report_.arms[0].samples.values[*index].present());
    return measure::rule_for(description, effect, prepared_.plan.alpha, 1, level.value_or(0));
  }

  void replay_null(const std::string& metric) {
    const auto null_rounds = rounds(metric);
    const auto asked = rule(metric);
    const std::size_t replays = options_.replays.value_or(kDefaultReplays);
    const stats::ReplayPlan plan{
        .replays = replays, .max_rounds = kMaxRounds, .seed = report_.seed};
    const auto null = stats::false_alarms(null_rounds, asked, plan);
    report_.checks.push_back(claim_at_most("false alarms, replayed (" + metric + ")",
                                           null.called_different(), null.replays, asked.alpha));
    report_.checks.push_back(claim_at_least("equivalent, replayed (" + metric + ")",
                                            null.equivalent, null.replays, kClaimEquivalent));
    const bool ratio =
        report_.metrics[*model::metric_index(report_, metric)].metric.scale == model::Scale::ratio;
    if (const auto found = stats::smallest_found(null_rounds, asked, 0.8, plan)) {
      report_.diagnostics.push_back(
          {model::Severity::note, "power",
           fmt::format("{}: a change of {} is found in 80 % of replays, in {:.0f} rounds "
                       "({}) on average",
                       metric,
                       ratio ? format_change(std::expm1(found->shift))
                             : fmt::format("{:.4g}", found->shift),
                       found->mean_rounds,
                       format_quantity(found->mean_rounds * round_ns(), "ns"))});
      if (metric == prepared_.plan.gated.front() && ratio)
        replay_effect_ = std::expm1(found->shift);
    }
  }

  double round_ns() const {
    const auto n = report_.rounds.size();
    return n == 0 ? 0 : report_.harness.elapsed_ns / double(n);
  }

  // Runs of their own, each stopped by the rule, with a real slowdown in one arm.
  Result<void> live_slowdowns() {
    const auto& primary = prepared_.plan.gated.front();
    if (!injectable(primary)) return {};
    const auto wall = model::metric_index(report_, "wall");
    const auto level = stats::median(report_.arms[0].samples.values[*wall].present());
    double effect = options_.effect.value_or(
        std::max({kDefaultEffect, 1.25 * replay_effect_, 3 * std::expm1(rule(primary).delta)}));
    auto spin = spin_;
    spin[1] += std::uint64_t(effect * level.value_or(0));
    SpinningRunner spinning(runner_, spin);

    std::size_t found = 0;
    std::size_t wrong = 0;
    std::size_t tries = 0;
    double rounds = 0;
    Silent silent;
    for (; tries < kDefaultTries; ++tries) {
      if (tries > 0 && clock_.now_ns() - started_ > budget_ns_) break;
      auto plan = prepared_.plan;
      plan.gated = {primary};
      plan.seed += tries + 1;
      plan.warmup = 0;
      plan.max_rounds = kMaxRounds;
      model::Report run;
      for (const auto& arm : report_.arms) {
        run.arms.emplace_back();
        run.arms.back().name = arm.name;
      }
      if (auto ran = measure::run_rounds(plan, spinning, clock_, silent, run); !ran) return ran;
      found += run.verdict == model::Verdict::regression;
      wrong += run.verdict == model::Verdict::improvement;
      rounds += double(run.rounds.size());
    }
    const std::string what = fmt::format("{} found, live ({})", format_change(effect), primary);
    report_.checks.push_back(claim_at_least(what, found, tries, kClaimFound));
    report_.checks.push_back({fmt::format("wrong sign, live ({})", primary),
                              wrong == 0 ? "pass" : "fail", fmt::format("{} of {}", wrong, tries)});
    report_.diagnostics.push_back(
        {model::Severity::note, "injected",
         fmt::format("{} of CPU time per trial, burnt before exec; {:.0f} rounds a run on average",
                     format_quantity(double(spin[1] - spin_[1]), "ns"), rounds / double(tries))});
    return {};
  }

  static bool injectable(const std::string& metric) {
    return std::find(kInjectable.begin(), kInjectable.end(), metric) != kInjectable.end();
  }

  void name_unproven() {
    for (const auto& metric : prepared_.plan.gated)
      if (!injectable(metric))
        report_.diagnostics.push_back(
            {model::Severity::warning, "unproven",
             metric + ": no slowdown can be injected into it, so that it would be found is "
                      "unproven"});
  }

  const ProveOptions& options_;
  const Surroundings& surroundings_;
  Prepared& prepared_;
  model::Report& report_;
  target::ProcessRunner& runner_;
  MonotonicClock clock_;
  std::vector<std::uint64_t> spin_;
  double started_ = 0;
  double budget_ns_ = 0;
  double replay_effect_ = 0;
};

Exit exit_of_checks(const model::Report& report) {
  Exit exit = Exit::pass;
  for (const auto& check : report.checks) {
    if (check.outcome == "fail") return Exit::failed;
    if (check.outcome != "pass") exit = Exit::inconclusive;
  }
  return exit;
}

}  // namespace

Result<Outcome> prove(const ProveOptions& options, const Surroundings& surroundings) {
  auto interrupts = sys::Interrupts::install();
  if (!interrupts) return std::move(interrupts).error();
  auto prepared = prepare(as_compare(options), surroundings, "prove", (*interrupts)->fd());
  if (!prepared) return std::move(prepared).error();
  auto runner = target::ProcessRunner::start(prepared->process);
  if (!runner) return std::move(runner).error();

  auto ended = Prover(options, surroundings, *prepared, **runner).go();
  runner->reset();
  auto& report = prepared->report;
  Redactor(options.execution.redact).apply(report);

  Outcome outcome;
  if (ended) {
    outcome.exit = exit_of_checks(report);
  } else {
    report.status = ended.error().fault == Fault::interrupted ? model::Status::interrupted
                                                              : model::Status::failed;
    report.failure = ended.error().text();
    outcome.exit = exit_for(ended.error().fault);
    outcome.error = std::move(ended).error();
  }
  CompareOptions delivery;
  delivery.json = options.json;
  delivery.report = options.report;
  delivery.style = options.style;
  delivery.quiet = options.quiet;
  report::summarise(report);
  deliver(report, delivery, surroundings, outcome);
  return outcome;
}

}  // namespace assay::app
