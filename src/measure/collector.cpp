// SPDX-License-Identifier: Apache-2.0
#include "measure/collector.hpp"

#include "base/text.hpp"
#include "stats/summary.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace assay::measure {

using model::kAbsent;
using model::TrialEnd;

Collector::Collector(const Plan& plan, model::Report& report)
    : plan_(plan), report_(report), cursor_(report.arms.size(), 0) {}

void Collector::learn_metrics(const std::vector<model::MeasuredMetric>& metrics) {
  for (std::size_t k = slot_.size(); k < metrics.size(); ++k) {
    const auto known = model::metric_index(report_, metrics[k].metric.name);
    slot_.push_back(known.value_or(report_.metrics.size()));
    if (!known) report_.metrics.push_back(metrics[k]);
  }
  levels_.resize(report_.metrics.size());
}

void Collector::learn_level(std::uint32_t, const model::TrialOutcome& outcome) {
  // All arms together: a level of the baseline alone would let the arms be treated differently.
  for (std::size_t k = 0; k < outcome.values.size() && k < slot_.size(); ++k)
    if (!model::is_absent(outcome.values[k])) levels_[slot_[k]].push_back(outcome.values[k]);
}

std::optional<Error> Collector::wrong(const model::TrialRequest& request,
                                      const model::TrialOutcome& outcome,
                                      std::uint64_t round) const {
  const std::string& arm = report_.arms[request.arm].name;
  const std::string place = request.warmup ? fmt::format("in warm-up round {}", round + 1)
                                           : fmt::format("in round {}", round + 1);
  const auto failed = [&](std::string what, std::string hint) {
    return Error{Fault::program, std::move(what), outcome.detail, std::move(hint)};
  };
  switch (outcome.end) {
    case TrialEnd::exited:
      if (plan_.accept.accepts(outcome.code)) return std::nullopt;
      return failed(
          fmt::format("'{}' exited with code {} {}", arm, outcome.code, place),
          report_.kind == "run"
              ? fmt::format("run it by hand to see why, or expect it: exit_code = {} in [expected]",
                            outcome.code)
              : fmt::format("run it by hand to see why, or accept the code with -i={}",
                            outcome.code));
    case TrialEnd::signaled:
      if (plan_.accept.accepts(128 + outcome.code)) return std::nullopt;
      return failed(fmt::format("'{}' was killed by signal {} {}", arm, outcome.code, place),
                    report_.kind == "run"
                        ? "run it by hand, with a debugger if it crashes"
                        : "run it by hand, with a debugger if it crashes; -i accepts any end");
    case TrialEnd::timed_out:
      return failed(fmt::format("'{}' did not end within its --timeout, {}", arm, place),
                    "raise --timeout, or find out what it waits for; its whole tree was killed");
    case TrialEnd::lingered:
      return failed(
          fmt::format("'{}' left work behind that outlived it by more than --linger {}", arm,
                      place),
          "measure the main program alone with --tree=main, or allow more time with --linger; "
          "what was left has been killed");
    case TrialEnd::not_started:
      return failed(fmt::format("'{}' could not be started {}", arm, place),
                    "check the command's spelling, its path and its execute permission");
    case TrialEnd::trapped:
      return failed(fmt::format("'{}' trapped {}", arm, place),
                    "run the module by hand to see why; a trap is never a sample");
    case TrialEnd::wrong:
      return Error{Fault::check, fmt::format("'{}' gave a wrong result {}", arm, place),
                   outcome.detail,
                   "compare with what the manifest expects; nothing was kept of it"};
    case TrialEnd::hook_failed:
      return failed(fmt::format("a hook of '{}' failed with code {} {}", arm, outcome.code, place),
                    "run the --prepare or --conclude command by hand; hooks must exit with 0");
    case TrialEnd::cancelled:
      return Error{Fault::interrupted, "interrupted", "", ""};
  }
  return std::nullopt;
}

std::uint64_t Collector::next_round() const {
  std::uint64_t next = 0;
  for (const auto& arm : report_.arms)
    for (const auto round : arm.samples.round) next = std::max<std::uint64_t>(next, round + 1ULL);
  return next;
}

void Collector::begin_round(double started_ns, const model::Disturbance& disturbance) {
  auto& rounds = report_.rounds;
  rounds.started_ns.push_back(started_ns);
  rounds.foreign_cpu.push(disturbance.foreign_cpu);
  rounds.steal.push(disturbance.steal);
  rounds.cpu_pressure.push(disturbance.cpu_pressure);
  rounds.swap_pages.push(disturbance.swap_pages);
  rounds.throttled.push(disturbance.throttled);
}

void Collector::take(const model::TrialRequest& request, const model::TrialOutcome& outcome,
                     std::uint32_t round, std::uint16_t position) {
  auto& samples = report_.arms[request.arm].samples;
  if (samples.values.size() < report_.metrics.size()) {
    samples.values.resize(report_.metrics.size());
    for (auto& column : samples.values) column.pad_to(samples.size());
  }
  samples.round.push_back(round);
  samples.position.push_back(position);
  samples.exit_code.push_back(
      std::int16_t(outcome.end == TrialEnd::signaled ? 128 + outcome.code : outcome.code));
  for (std::size_t k = 0; k < outcome.values.size() && k < slot_.size(); ++k)
    samples.values[slot_[k]].push(outcome.values[k]);
  for (auto& column : samples.values) column.pad_to(samples.size());
  ++taken_;
}

std::size_t Collector::pair_count() const {
  const std::size_t candidates = report_.arms.size() - 1 - (plan_.control ? 1 : 0);
  return std::max<std::size_t>(1, candidates * plan_.gated.size());
}

Result<void> Collector::start_pairs() {
  started_ = true;
  if (!plan_.compare) return {};
  for (std::size_t arm = 0; arm < report_.arms.size(); ++arm) {
    if (arm == plan_.baseline) continue;
    for (const auto& name : plan_.gated) {
      const auto metric = model::metric_index(report_, name);
      if (!metric || !report_.metrics[*metric].measured()) {
        std::vector<std::string> measured;
        for (const auto& m : report_.metrics)
          if (m.measured()) measured.push_back(m.metric.name);
        return Error{Fault::usage, fmt::format("metric '{}' is not measured here", name),
                     metric ? report_.metrics[*metric].absent : "nothing announced it",
                     "measured here: " + join(measured, ", ")};
      }
      std::vector<double> values = levels_[*metric];
      if (values.empty()) {  // no warm-up: the first round of all arms stands in
        for (const auto& a : report_.arms)
          if (a.samples.size() > 0 && *metric < a.samples.values.size() &&
              !model::is_absent(a.samples.values[*metric][0]))
            values.push_back(a.samples.values[*metric][0]);
      }
      const auto level = stats::median(values);
      const auto& description = report_.metrics[*metric].metric;
      pairs_.emplace_back(arm, *metric, description, effect_of(description, plan_, level), plan_,
                          plan_.control == arm ? 1U : unsigned(pair_count()), level.value_or(0));
    }
  }
  return {};
}

Result<void> Collector::judge_through(std::uint64_t end) {
  if (!started_) {
    if (auto ready = start_pairs(); !ready) return ready;
  }
  if (!plan_.compare) return {};
  const auto& base = report_.arms[plan_.baseline].samples;
  auto& b = cursor_[plan_.baseline];
  for (; b < base.size() && base.round[b] < end; ++b) {
    for (auto& pair : pairs_) {
      const auto& samples = report_.arms[pair.arm()].samples;
      auto& a = cursor_[pair.arm()];
      // Pairs of one arm share its cursor; a round that an interrupted run left half done is
      // skipped.
      while (a < samples.size() && samples.round[a] < base.round[b]) ++a;
      if (a >= samples.size() || samples.round[a] != base.round[b]) continue;
      const auto k = pair.metric();
      pair.add(k < base.values.size() ? base.values[k][b] : kAbsent,
               k < samples.values.size() ? samples.values[k][a] : kAbsent);
    }
  }
  return {};
}

bool Collector::all_decided() const {
  return std::all_of(pairs_.begin(), pairs_.end(), [](const Pair& p) { return p.decided(); });
}

}  // namespace assay::measure
