// SPDX-License-Identifier: Apache-2.0
#include "app/overhead.hpp"

#include "app/agent.hpp"
#include "app/artifacts.hpp"
#include "app/check_exit.hpp"
#include "app/clock.hpp"
#include "app/host_strictness.hpp"
#include "app/outputs.hpp"
#include "app/overhead_profiles.hpp"
#include "app/overhead_rules.hpp"
#include "app/overhead_suite.hpp"
#include "app/prepare.hpp"
#include "app/redact.hpp"
#include "app/wording.hpp"
#include "base/units.hpp"
#include "codec/report_json.hpp"
#include "codec/rules_toml.hpp"
#include "codec/soak_json.hpp"
#include "gate/judge.hpp"
#include "measure/rounds.hpp"
#include "model/artifacts.hpp"
#include "report/overhead_text.hpp"
#include "report/summarise.hpp"
#include "sys/clock.hpp"
#include "sys/file.hpp"
#include "sys/signals.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace assay::app {
namespace {

constexpr double kAlpha = 0.01;
constexpr double kFullTime = 165e9;    // with pilot and stop below three minutes
constexpr double kReducedTime = 27e9;  // below thirty seconds
// Rounds that a run which decides everything takes about; the fewest for "equivalent" are 30.
constexpr double kUsualRounds = 34;
constexpr std::uint64_t kFewestSuperblocks = 12;  // at alpha 0.01

// Between measure and whoever shows it: says, too, which workload runs at the moment.
class Steps final : public model::Progress {
 public:
  explicit Steps(model::Progress& to) : to_(to), started_(sys::monotonic_ns()) {}
  // Said by say() in words of its own: an outlook on one shift does not fit budgets.
  void plan(const std::string&) override {}
  void say(const std::string& sentence) { to_.plan(sentence); }
  void view(const model::ProgressView& view) override {
    // What the agent costs; the control is told of at the end.
    comparisons_.clear();
    for (const auto& each : view.comparisons)
      if (each.gated) comparisons_.push_back(each);
    last_ = view;
    last_.comparisons = comparisons_;
    started_ = sys::monotonic_ns() - view.elapsed_ns;
    to_.view(last_);
  }
  void step(const std::string& what) {
    model::ProgressView now = last_;
    now.phase = what;
    now.elapsed_ns = sys::monotonic_ns() - started_;
    to_.view(now);
  }

 private:
  model::Progress& to_;
  double started_;
  model::ProgressView last_;
  std::vector<model::Comparison> comparisons_;
};

class OverheadRun {
 public:
  OverheadRun(const OverheadOptions& options, const Surroundings& around, int interrupt_fd)
      : options_(options),
        around_(around),
        interrupt_fd_(interrupt_fd),
        steps_(*around.progress),
        workloads_(model::in_contract_order(options.workloads.empty() ? default_workloads()
                                                                      : options.workloads)),
        rules_(slo_rules(options.budgets, workloads_)) {
    result_.report =
        blank_report("overhead", options.seed.value_or(sys::random_seed() & 0xffffffffU));
  }

  Result<Outcome> go() {
    if (auto ok = look_at_host(); !ok) return std::move(ok).error();
    if (auto ok = read_rules(); !ok) return std::move(ok).error();
    if (auto ok = read_soak(); !ok) return std::move(ok).error();
    if (options_.artifacts) {
      auto facts = machine_facts(options_.file);
      if (!facts) return std::move(facts).error();
      facts_ = std::move(*facts);
      if (auto ok = make_artifacts_folder(*options_.artifacts); !ok) return std::move(ok).error();
    }
    if (auto ok = prepare_suite(); !ok) return std::move(ok).error();
    auto ended = measure();
    // Nothing was measured: there is nothing to report on.
    if (!ended && result_.report.rounds.size() == 0) return std::move(ended).error();
    judge();
    Outcome outcome;
    outcome.exit = exit_for(result_.slo.verdict);
    if (!ended) {
      outcome.exit = exit_for(ended.error().fault);
      outcome.error = std::move(ended).error();
    }
    deliver(outcome);
    return outcome;
  }

 private:
  const OverheadOptions& options_;
  const Surroundings& around_;
  int interrupt_fd_;
  Steps steps_;
  std::vector<std::string> workloads_;
  std::vector<SloRule> rules_;
  std::optional<model::GateRules> more_rules_;
  std::vector<model::SloRow> soak_rows_;
  model::OverheadResult result_;
  Suite suite_;
  MachineFacts facts_;  // with --artifacts
  measure::Plan plan_;
  double round_ns_ = 0;  // as the pilot promises
  std::unique_ptr<SuiteRunner> runner_;

  double alpha() const { return options_.alpha.value_or(kAlpha); }

  void remark(model::Severity severity, const char* code, std::string text) {
    result_.report.diagnostics.push_back({severity, code, std::move(text)});
  }

  Result<void> look_at_host() {
    auto seen =
        doctor({.probe_seconds = options_.strict ? 2.0 : 0.0, .interrupt_fd = interrupt_fd_});
    if (!seen) return std::move(seen).error();
    auto objections = strict_objections(seen->findings, options_.strict);
    if (options_.strict && !objections.empty())
      return Error{Fault::usage, "this host does not qualify for --strict", join(objections, "; "),
                   "'assay doctor' says how to change it; without --strict the run is advisory"};
    result_.strict = options_.strict;
    if (!options_.strict) {
      result_.advisory.push_back("--strict was not asked for, so the host was not held to it");
      for (auto& each : objections) result_.advisory.push_back(std::move(each));
    }
    return {};
  }

  Result<void> read_soak() {
    if (!options_.soak) return {};
    auto text = sys::read_file(*options_.soak);
    if (!text) return std::move(text).error();
    auto rows = codec::read_soak_rows(*text, *options_.soak);
    if (!rows) return std::move(rows).error().in(printable(*options_.soak));
    soak_rows_ = std::move(*rows);
    return {};
  }

  Result<void> read_rules() {
    if (!options_.rules) return {};
    auto text = sys::read_file(*options_.rules);
    if (!text) return std::move(text).error();
    auto rules = codec::read_rules(*text, *options_.rules);
    if (!rules) return std::move(rules).error();
    more_rules_ = std::move(*rules);
    return {};
  }

  Result<void> prepare_suite() {
    const SuiteAsk ask{.options = options_,
                       .around = around_,
                       .workloads = workloads_,
                       .interrupt_fd = interrupt_fd_,
                       .seed = result_.report.seed,
                       .step = [this](const std::string& what) { steps_.step(what); }};
    auto suite = make_suite(ask);
    if (!suite) return std::move(suite).error();
    suite_ = std::move(*suite);
    result_.report.arms = std::move(suite_.arms);
    result_.agent = suite_.agent_text;
    make_plan();

    // Each workload once in each arm, short: does the agent come up, and how long will it take?
    auto pilot = suite_.pilot();
    if (!pilot) return std::move(pilot).error();
    round_ns_ = pilot->round_ns;
    const double round_ns = round_ns_;
    const double most = *plan_.max_time_ns;
    if (options_.block > 1) return check_blocks(round_ns, most);
    if (round_ns * kUsualRounds <= most) return {};
    if (options_.iterations.empty()) {
      const Shrunk left = suite_.shrink(*pilot, most / kUsualRounds);
      round_ns_ = left.round_ns;
      if (left.smallest_share < 1)
        remark(model::Severity::note, "iterations-reduced",
               fmt::format("a round with the default iterations would take {}; so that more fit "
                           "into {}, workloads run fewer, down to {} of them",
                           format_quantity(round_ns, "ns"), format_quantity(most, "ns"),
                           format_share(left.smallest_share)));
    }
    // A tenth more is what an estimate may be off.
    if (round_ns_ * kUsualRounds > most * 1.1)
      remark(model::Severity::warning, "few-rounds",
             fmt::format(
                 "a round will take about {}, so few fit into {}: {}a longer --max-time "
                 "would decide more",
                 format_quantity(round_ns_, "ns"), format_quantity(most, "ns"),
                 options_.iterations.empty() ? "fewer --workloads, or " : "fewer iterations, or "));
    return {};
  }

  Result<void> check_blocks(double round_ns, double most) const {
    const double superblock = round_ns * double(options_.block + 1);
    if (superblock * double(kFewestSuperblocks) <= most) return {};
    return bad_usage(
        fmt::format("too few superblocks: {} fit into {}, and {} are needed",
                    std::uint64_t(most / superblock), format_quantity(most, "ns"),
                    kFewestSuperblocks),
        fmt::format("one, of {} sub-rounds an arm, takes about {}", options_.block + 1,
                    format_quantity(superblock, "ns")),
        fmt::format("--max-time {:.0f}s, a smaller --agent-block, or fewer --iterations",
                    std::ceil(superblock * double(kFewestSuperblocks) * 1.2 / 1e9)));
  }

  void make_plan() {
    plan_.baseline = 0;
    plan_.control = 1;
    plan_.alpha = alpha();
    plan_.seed = result_.report.seed;
    plan_.warmup = 0;  // the pilot was one
    plan_.gated.clear();
    for (const auto& [metric, effect] : deciding(rules_)) {
      plan_.gated.push_back(metric);
      plan_.frozen_effects[metric] = effect;
    }
    plan_.min_rounds = options_.min_rounds.value_or(options_.block > 1 ? kFewestSuperblocks
                                                    : options_.reduced ? 0
                                                                       : kRoundsOfDefault);
    plan_.max_rounds = options_.max_rounds.value_or(0);
    plan_.max_time_ns = options_.max_time_ns.value_or(options_.reduced ? kReducedTime : kFullTime);
    const bool blocks = options_.block > 1;
    plan_.settled = [this, blocks](std::span<const model::Comparison> live) {
      return settled(rules_, live, blocks);
    };
    Execution execution = options_.execution;
    execution.pinned_cpus = suite_.cpus;
    result_.report.plan = plan_record(plan_, execution);
  }

  Result<void> measure() {
    auto runner = suite_.start();
    if (!runner) return std::move(runner).error();
    runner_ = std::move(*runner);
    steps_.say(fmt::format(
        "{} {} in 3 arms, about {} a round{}; at most {}", workloads_.size(),
        workloads_.size() == 1 ? "workload" : "workloads", format_quantity(round_ns_, "ns"),
        options_.block > 1 ? fmt::format(", in blocks of {}", options_.block) : std::string(),
        format_quantity(*plan_.max_time_ns, "ns")));
    MonotonicClock clock;
    auto ended = measure::run_rounds(plan_, *runner_, clock, steps_, result_.report);
    for (auto& each : runner_->remarks()) result_.report.diagnostics.push_back(std::move(each));
    return ended;
  }

  void judge() {
    model::Report& report = result_.report;
    // What only one arm has is no comparison.
    std::erase_if(report.comparisons,
                  [](const model::Comparison& c) { return c.metric.starts_with("agent_"); });
    const auto merged = [this](std::size_t arm, std::size_t workload) {
      return runner_->merged(arm, workload);
    };
    result_.workloads = workload_costs(report, workloads_, merged);
    result_.after_effects =
        after_effects(report, workloads_, !suite_.agent && options_.block == 1, alpha());
    for (const auto& each : result_.after_effects)
      if (each.shown)
        remark(model::Severity::warning, "after-effect",
               fmt::format("{}: the baseline takes {} of its time right after the agent; what "
                           "the agent leaves behind hides a part of its cost",
                           each.workload, format_share(*each.after_agent_ns / *each.other_ns)));

    const std::string today = sys::utc_now().substr(0, 10);
    result_.slo = slo_table(rules_, report, alpha(), today);
    for (auto& row : soak_rows_) add_row(result_.slo, std::move(row));
    if (options_.strict) {
      if (auto objections = strict_objections(report.rounds); !objections.empty()) {
        result_.strict = false;
        result_.advisory = std::move(objections);
        result_.slo.verdict = model::worst(result_.slo.verdict, model::CheckOutcome::inconclusive);
        for (const auto& each : result_.advisory)
          result_.slo.inconclusive.push_back("--strict: " + each);
      }
    }
    for (const auto& each : result_.slo.rows)
      report.checks.push_back({each.scenario + "/" + each.metric,
                               std::string(model::name(each.status)), each.detail, false});
    if (more_rules_) {
      gate::Judge more(*more_rules_, today, {});
      // The run's own checks are rows already.
      auto own_checks = std::exchange(report.checks, {});
      more.add(report, "this run");
      const auto found = more.finish();
      report.checks = std::move(own_checks);
      for (const auto& each : found.checks) {
        report.checks.push_back(
            {each.rule, std::string(model::name(each.outcome)), each.detail, !each.decides()});
        if (!each.decides() || each.outcome == model::CheckOutcome::pass) continue;
        result_.slo.verdict = model::worst(result_.slo.verdict, each.outcome);
        (each.outcome == model::CheckOutcome::fail ? result_.slo.violations
                                                   : result_.slo.inconclusive)
            .push_back(each.rule + ": " + each.detail);
      }
    }
    if (!result_.strict)
      remark(model::Severity::note, model::kAdvisory, "advisory: " + join(result_.advisory, "; "));
    hash_executables(report);
    const Redactor redactor(options_.execution.redact);
    redactor.apply(report);
    result_.agent = redactor.text(result_.agent);
    for (model::SloRow& row : result_.slo.rows) row.detail = redactor.text(row.detail);
    for (auto* lines : {&result_.slo.violations, &result_.slo.inconclusive})
      for (std::string& each : *lines) each = redactor.text(each);
    report::summarise(report);
  }

  void deliver(Outcome& outcome) const {
    const auto keep = [&](Result<void> done) {
      if (!done && !outcome.error) {
        outcome.exit = worst(outcome.exit, exit_for(done.error().fault));
        outcome.error = std::move(done).error();
      }
    };
    if (options_.report) keep(save_report(result_.report, *options_.report));
    std::string json;
    if (options_.json || options_.artifacts)
      keep(codec::write_report(result_.report, [&](std::string_view part) -> Result<void> {
        json += part;
        return {};
      }));
    if (options_.artifacts) {
      keep(write_artifacts(result_, json, *options_.artifacts, facts_));
      if (!outcome.error)
        outcome.notes.push_back("the artifacts are in " + printable(*options_.artifacts));
    }
    outcome.out = options_.json
                      ? std::move(json)
                      : report::overhead_text(result_, text_style(options_.style, around_));
  }
};

}  // namespace

Result<Outcome> overhead(const OverheadOptions& options, const Surroundings& surroundings) {
  if (options.print_rules) {
    Outcome out;
    out.out = rules_toml(slo_rules(options.budgets, options.workloads.empty() ? default_workloads()
                                                                              : options.workloads),
                         options.alpha.value_or(kAlpha));
    return out;
  }
  if (auto ok = check_overhead(options); !ok) return std::move(ok).error();
  auto interrupts = sys::Interrupts::install();
  if (!interrupts) return std::move(interrupts).error();
  return OverheadRun(options, surroundings, (*interrupts)->fd()).go();
}

}  // namespace assay::app
