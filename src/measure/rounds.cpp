// SPDX-License-Identifier: Apache-2.0
#include "measure/rounds.hpp"

#include "base/units.hpp"
#include "measure/collector.hpp"
#include "measure/order.hpp"
#include "measure/outlook.hpp"
#include "stats/fixed.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace assay::measure {
namespace {

// A live view may not cost more than a twentieth of the run, nor come faster than the eye.
constexpr double kViewEvery = 50e6;
constexpr double kViewShare = 20;
constexpr std::size_t kMaxBatchTrials = 64;

class Run {
 public:
  Run(const Plan& plan, model::TrialRunner& runner, model::Clock& clock, model::Progress& progress,
      model::Report& report)
      : plan_(plan),
        runner_(runner),
        clock_(clock),
        progress_(progress),
        report_(report),
        collector_(plan, report) {}

  Result<void> go() {
    started_ = clock_.now_ns();
    auto result = warm_up();
    if (result) result = measure();
    finish(result);
    return result;
  }

 private:
  Result<void> warm_up() {
    for (std::uint64_t i = 0; i < plan_.warmup; ++i) {
      std::vector<model::TrialRequest> batch;
      for (const auto arm : order_of(plan_.seed, ~i, report_.arms.size()))
        batch.push_back({.arm = arm, .iteration = std::int64_t(i), .warmup = true});
      const double before = clock_.now_ns();
      auto outcome = runner_.run(batch);
      if (!outcome) return std::move(outcome).error();
      round_ns_ = clock_.now_ns() - before;
      collector_.learn_metrics(runner_.metrics());
      for (std::size_t k = 0; k < outcome->trials.size(); ++k) {
        if (auto wrong = collector_.wrong(batch[k], outcome->trials[k], i)) return *wrong;
        collector_.learn_level(batch[k].arm, outcome->trials[k]);
      }
      if (outcome->trials.size() < batch.size()) return short_batch();
    }
    return {};
  }

  Result<void> measure() {
    std::uint64_t round = collector_.next_round();
    first_round_ = round;
    // A continued run judges its earlier samples first; a warmed-up one knows its levels already.
    if (round > 0 || plan_.warmup > 0) {
      collector_.learn_metrics(runner_.metrics());
      if (auto ready = collector_.judge_through(round); !ready) return ready;
    }
    measuring_ = clock_.now_ns();
    if (round_ns_ > 0) say_plan();
    while (!enough(round)) {
      const std::uint64_t rounds = batch_rounds(round);
      std::vector<model::TrialRequest> batch;
      for (std::uint64_t k = 0; k < rounds; ++k)
        for (const auto arm : order_of(plan_.seed, round + k, report_.arms.size()))
          batch.push_back({.arm = arm, .iteration = std::int64_t(round + k)});

      const double before = clock_.now_ns();
      auto outcome = runner_.run(batch);
      if (!outcome) return std::move(outcome).error();
      const double after = clock_.now_ns();
      collector_.learn_metrics(runner_.metrics());
      const std::size_t arms = report_.arms.size();
      for (std::size_t k = 0; k < outcome->trials.size(); ++k) {
        const auto position = std::uint16_t(k % arms);
        if (auto wrong = collector_.wrong(batch[k], outcome->trials[k], round + k / arms))
          return *wrong;
        if (position == 0)
          collector_.begin_round(
              before - started_ + (after - before) * double(k) / double(batch.size()),
              outcome->disturbance);
        collector_.take(batch[k], outcome->trials[k], std::uint32_t(round + k / arms), position);
      }
      if (outcome->trials.size() < batch.size()) return short_batch();
      round_ns_ = (after - before) / double(rounds);
      round += rounds;
      if (auto decided = collector_.judge_through(round); !decided) return decided;
      disturbance_ = outcome->disturbance;
      if (said_nothing_) say_plan();
      show(round);
    }
    return {};
  }

  static Error short_batch() {
    return {Fault::internal, "the runner returned fewer trials than asked",
            "none of those it returned went wrong", "this is a bug in assay; please report it"};
  }

  bool enough(std::uint64_t round) {
    const std::uint64_t done = round - first_round_;
    if (plan_.fixed) return done >= *plan_.fixed;
    if (plan_.max_rounds > 0 && done >= plan_.max_rounds) return true;
    const double elapsed = clock_.now_ns() - measuring_;
    if (plan_.max_time_ns && elapsed >= *plan_.max_time_ns) return true;
    if (done < plan_.min_rounds) return false;
    if (!plan_.compare) return elapsed >= plan_.collect_ns;
    if (round > 0 && settled(round)) return true;
    return !plan_.max_time_ns && plan_.max_rounds == 0 && elapsed >= plan_.default_time_ns &&
           done >= plan_.default_rounds;
  }

  bool settled(std::uint64_t round) {
    if (!plan_.settled) return collector_.all_decided();
    // Exact intervals are passes over all rounds; a sixteenth more rounds changes little.
    if (round < next_question_) return false;
    next_question_ = round + 1 + round / 16;
    const auto live = live_comparisons();
    return !live.empty() && plan_.settled(live);
  }

  std::vector<model::Comparison> live_comparisons() const {
    std::vector<model::Comparison> live;
    for (const auto& pair : collector_.pairs()) {
      // What settles a run is said at its end, too: from every round, not from most.
      live.push_back(pair.comparison(plan_.settled ? Pair::Detail::exact : Pair::Detail::live,
                                     plan_.fixed.has_value()));
      live.back().arm = report_.arms[pair.arm()].name;
      live.back().gated = plan_.control != pair.arm();
      live.back().control_check = plan_.control == pair.arm();
    }
    return live;
  }

  std::uint64_t batch_rounds(std::uint64_t round) const {
    std::uint64_t rounds = 1;
    if (round_ns_ > 0) rounds = std::uint64_t(std::max(1.0, plan_.batch_ns / round_ns_));
    rounds = std::min<std::uint64_t>(
        rounds, std::max<std::size_t>(1, kMaxBatchTrials / report_.arms.size()));
    const std::uint64_t done = round - first_round_;
    if (plan_.fixed) rounds = std::min(rounds, *plan_.fixed - done);
    if (!plan_.fixed && plan_.max_rounds > 0) rounds = std::min(rounds, plan_.max_rounds - done);
    return rounds;
  }

  void say_plan() {
    said_nothing_ = false;
    progress_.plan(outlook(plan_, report_.arms.size(), collector_.pairs(), round_ns_));
  }

  void show(std::uint64_t round) {
    const double now = clock_.now_ns();
    if (now < next_view_) return;
    std::vector<model::Comparison> live;
    if (plan_.compare) live = live_comparisons();
    model::ProgressView view;
    view.rounds = round;
    view.max_rounds = plan_.fixed ? first_round_ + *plan_.fixed : plan_.max_rounds;
    view.elapsed_ns = now - started_;
    view.max_time_ns = plan_.max_time_ns.value_or(0);
    view.expected_left_ns =
        time_left(plan_, collector_.pairs(), round - first_round_, round_ns_, now - measuring_);
    view.phase = "measuring";
    view.comparisons = live;
    view.disturbance = disturbance_;
    progress_.view(view);
    const double cost = clock_.now_ns() - now;
    next_view_ = now + std::max(kViewEvery, cost * kViewShare);
  }

  void finish(const Result<void>& result) {
    if (!result) {
      report_.status = result.error().fault == Fault::interrupted ? model::Status::interrupted
                                                                  : model::Status::failed;
      report_.failure = result.error().text();
    }
    const double earlier = report_.harness.elapsed_ns;
    const auto cost = runner_.cost();
    report_.harness.elapsed_ns = earlier + (clock_.now_ns() - started_);
    report_.harness.trials += collector_.taken();
    report_.harness.trials_ns += cost.trials_ns;
    report_.harness.sampling_ns += cost.sampling_ns;
    report_.harness.bookkeeping_ns += cost.bookkeeping_ns;
    if (!plan_.compare) return;
    // What an early end left unjudged is judged now; if the pairs could not even start, the error
    // that said so is already on its way.
    (void)collector_.judge_through(collector_.next_round()).has_value();
    report_.comparisons = compare_all(plan_, collector_.pairs(), report_);
    report_.verdict = overall(report_.comparisons);
  }

  const Plan& plan_;
  model::TrialRunner& runner_;
  model::Clock& clock_;
  model::Progress& progress_;
  model::Report& report_;
  Collector collector_;
  model::Disturbance disturbance_;
  std::uint64_t first_round_ = 0;
  double started_ = 0;
  double measuring_ = 0;
  double round_ns_ = 0;
  double next_view_ = 0;
  std::uint64_t next_question_ = 0;
  bool said_nothing_ = true;
};

}  // namespace

Result<void> run_rounds(const Plan& plan, model::TrialRunner& runner, model::Clock& clock,
                        model::Progress& progress, model::Report& report) {
  return Run(plan, runner, clock, progress, report).go();
}

}  // namespace assay::measure
