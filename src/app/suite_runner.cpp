// SPDX-License-Identifier: Apache-2.0
#include "app/suite_runner.hpp"

#include "base/text.hpp"
#include "codec/op_profile_json.hpp"
#include "model/overhead.hpp"
#include "stats/summary.hpp"
#include "stats/value_counts.hpp"
#include "workload/drive.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>
#include <utility>

namespace assay::app {
namespace {

using model::kAbsent;
using model::OpProfile;
using model::TrialEnd;
using model::TrialOutcome;
using model::TrialRequest;

constexpr int kUsage = 64;  // docs/exit-codes.md

struct Figure {
  std::string_view name;
  std::string_view about;
  double (*of)(const OpProfile&);
};
constexpr std::array<Figure, 5> kFigures = {
    Figure{"mean", "loop time per operation", [](const OpProfile& p) { return p.mean_ns; }},
    Figure{"p50", "median operation",
           [](const OpProfile& p) { return p.p50_ns.value_or(kAbsent); }},
    Figure{"p95", "95th percentile", [](const OpProfile& p) { return p.p95_ns.value_or(kAbsent); }},
    Figure{"p99", "99th percentile", [](const OpProfile& p) { return p.p99_ns.value_or(kAbsent); }},
    Figure{"p99.9", "99.9th percentile",
           [](const OpProfile& p) { return p.p999_ns.value_or(kAbsent); }}};

bool is_peak(const model::Metric& metric) {
  return metric.name.starts_with("peak_");
}

std::string how_it_ended(const TrialOutcome& outcome) {
  switch (outcome.end) {
    case TrialEnd::exited:
      return fmt::format("exited with code {}", outcome.code);
    case TrialEnd::signaled:
      return fmt::format("was killed by signal {}", outcome.code);
    case TrialEnd::timed_out:
      return "did not end in time";
    case TrialEnd::lingered:
      return "left work behind that would not end";
    case TrialEnd::not_started:
      return "could not be started";
    default:
      return "failed";
  }
}

// A median of sub-rounds, absent when one of them is.
double median_of(std::vector<double> values, model::Scale scale) {
  for (double& value : values) {
    if (model::is_absent(value)) return kAbsent;
    if (scale != model::Scale::ratio) continue;
    if (value <= 0) return kAbsent;
    value = std::log(value);
  }
  const auto middle = stats::median(values);
  if (!middle) return kAbsent;
  return scale == model::Scale::ratio ? std::exp(*middle) : *middle;
}

// Of another file, or of fewer operations, a time is no time to compare with.
bool same_work(const OpProfile& a, const OpProfile& b) {
  return a.workload == b.workload && a.iterations == b.iterations && a.operations == b.operations &&
         a.warmup == b.warmup && a.repeats == b.repeats && a.burn_in == b.burn_in &&
         a.file == b.file && a.host == b.host && a.port == b.port && a.protocol == b.protocol &&
         a.files == b.files && a.rate == b.rate;
}

// The first one's figures stay until settle() makes them anew.
void add_to(std::optional<OpProfile>& all, const OpProfile& profile) {
  if (!all) {
    all = profile;
    return;
  }
  all->operations += profile.operations;
  all->seconds += profile.seconds;
  all->histogram = stats::merged(all->histogram, profile.histogram);
}

}  // namespace

// One trial while its workloads run.
struct SuiteRunner::Gathered {
  std::vector<double> values;        // by SuiteRunner::metrics()
  std::optional<OpProfile> profile;  // of the workload that runs

  void add(std::size_t metric, double value, bool peak) {
    if (values.size() <= metric) values.resize(metric + 1, kAbsent);
    double& into = values[metric];
    if (model::is_absent(into) || model::is_absent(value))
      into = seen[metric] ? kAbsent : value;
    else
      into = peak ? std::max(into, value) : into + value;
    seen[metric] = true;
  }
  explicit Gathered(std::size_t metrics) : values(metrics, kAbsent), seen(metrics + 8, false) {}

 private:
  std::vector<bool> seen;
};

Result<std::unique_ptr<SuiteRunner>> SuiteRunner::start(SuiteOptions options) {
  std::unique_ptr<SuiteRunner> out(new SuiteRunner(std::move(options)));
  auto process = out->options_.process;
  process.disturbance = nullptr;  // told for a whole batch, below
  auto runner = target::ProcessRunner::start(std::move(process));
  if (!runner) return std::move(runner).error();
  out->runner_ = std::move(*runner);
  const std::size_t cells = out->options_.arms.size() * out->options_.workloads.size();
  out->merged_.resize(cells);
  out->latest_.resize(cells);
  out->work_.resize(out->options_.workloads.size());
  out->announce();
  return out;
}

void SuiteRunner::announce() {
  for (const std::string& workload : options_.workloads)
    for (const Figure& figure : kFigures) {
      model::Metric metric;
      metric.name = model::workload_metric(workload, figure.name);
      metric.unit = "ns";
      metric.about = fmt::format("{} of {}", figure.about, workload);
      metrics_.push_back({std::move(metric), "clock", ""});
    }
  process_metrics_ = runner_->metrics().size();
  for (const auto& each : runner_->metrics()) metrics_.push_back(each);
  if (options_.agent) return;
  for (const auto& [name, unit] :
       {std::pair{"agent_cpu", "ns"}, std::pair{"agent_rss", "bytes"},
        std::pair{"agent_read", "bytes"}, std::pair{"agent_written", "bytes"}}) {
    model::Metric metric;
    metric.name = name;
    metric.unit = unit;
    metric.scale = model::Scale::difference;
    metrics_.push_back({std::move(metric), "", options_.no_agent});
  }
  knows_agent_ = true;
}

const OpProfile* SuiteRunner::merged(std::size_t arm, std::size_t workload) const {
  const auto& cell = merged_[arm * options_.workloads.size() + workload];
  return cell ? &*cell : nullptr;
}

const OpProfile* SuiteRunner::latest(std::size_t arm, std::size_t workload) const {
  const auto& cell = latest_[arm * options_.workloads.size() + workload];
  return cell ? &*cell : nullptr;
}

void SuiteRunner::keep(std::size_t arm, std::size_t workload, const OpProfile& profile,
                       bool counts) {
  const std::size_t cell = arm * options_.workloads.size() + workload;
  latest_[cell] = profile;
  if (counts) add_to(merged_[cell], profile);
}

std::size_t SuiteRunner::slices(std::size_t workload) const {
  return options_.agent || options_.slices.empty() ? 1 : options_.slices[workload];
}

Result<void> SuiteRunner::run_slice(const TrialRequest& request, std::size_t workload,
                                    Gathered& into) {
  const std::string& name = options_.workloads[workload];
  const std::string& arm = options_.arms[request.arm];
  if (options_.step) options_.step(arm + ": " + name);
  TrialRequest one = request;
  one.arm = std::uint32_t(request.arm * options_.workloads.size() + workload);
  auto ran = runner_->run({&one, 1});
  if (!ran) return std::move(ran).error();
  const TrialOutcome& outcome = ran->trials.front();
  if (outcome.end == TrialEnd::cancelled) return Error{Fault::interrupted, "interrupted", "", ""};
  // What it was told is wrong, a file that is not there for one, and it says so before it starts.
  if (outcome.end == TrialEnd::exited && outcome.code == kUsage)
    return Error{Fault::usage, fmt::format("workload {} cannot run like this", name),
                 outcome.detail, "see 'assay workload --help'"};
  if (outcome.end != TrialEnd::exited || outcome.code != 0)
    return Error{Fault::program,
                 fmt::format("workload {} {} in arm {}, round {}", name, how_it_ended(outcome), arm,
                             request.iteration + 1),
                 outcome.detail,
                 arm == options_.arms[options_.agent_arm]
                     ? "run it by hand beside the agent: assay workload " + name
                     : "run it by hand: assay workload " + name};
  auto profile = codec::read_op_profile(runner_->captured().output);
  if (!profile)
    return Error{Fault::program,
                 fmt::format("what workload {} printed in arm {} is no result of it", name, arm),
                 profile.error().text(),
                 "a wrapper must leave standard output alone: send its own elsewhere"};
  auto& work = work_[workload];
  if (!work) {
    work = *profile;
    work->histogram.clear();
  }
  if (profile->workload != name || !same_work(*work, *profile))
    return Error{Fault::program,
                 fmt::format("workload {} did not do the same in arm {} as before", name, arm),
                 fmt::format("{} operations on {} now, {} on {} then", profile->operations,
                             printable(profile->file.value_or(profile->workload)), work->operations,
                             printable(work->file.value_or(work->workload))),
                 "a wrapper must pass the workload's flags on as they are"};
  add_to(into.profile, *profile);
  const std::size_t slot = options_.workloads.size() * kFigures.size();
  const auto& described = runner_->metrics();
  for (std::size_t k = 0; k < process_metrics_; ++k) {
    const double value = k < outcome.values.size() ? outcome.values[k] : kAbsent;
    into.add(slot + k, value, is_peak(described[k].metric));
    if (described[k].metric.name == "cpu" && !model::is_absent(value)) tree_cpu_ns_ += value;
  }
  return {};
}

void SuiteRunner::close_workload(const TrialRequest& request, std::size_t workload,
                                 Gathered& into) {
  OpProfile profile = std::move(*into.profile);
  into.profile.reset();
  profile.iterations *= slices(workload);
  if (slices(workload) > 1) workload::settle(profile);
  std::size_t slot = workload * kFigures.size();
  for (const Figure& figure : kFigures) into.add(slot++, figure.of(profile), false);
  keep(request.arm, workload, profile, !request.warmup);
}

Result<void> SuiteRunner::sub_round(const TrialRequest& request, target::Agent* agent,
                                    Gathered& into) {
  const target::AgentUse before = agent != nullptr ? agent->use() : target::AgentUse{};
  double rss = before.resident_bytes;
  for (std::size_t workload = 0; workload < options_.workloads.size(); ++workload) {
    for (std::size_t slice = 0; slice < slices(workload); ++slice) {
      if (auto ran = run_slice(request, workload, into); !ran) {
        // A workload that failed because its agent died is the agent's failure.
        if (agent != nullptr && ran.error().fault == Fault::program)
          if (auto well = agent->check(); !well) return well;
        return ran;
      }
    }
    close_workload(request, workload, into);
    if (agent == nullptr) continue;
    if (auto well = agent->check(); !well) return well;
    const double now = agent->use().resident_bytes;
    if (model::is_absent(rss) || now > rss) rss = now;
  }
  if (agent == nullptr) return {};
  const target::AgentUse after = agent->use();
  const std::size_t slot = options_.workloads.size() * kFigures.size() + process_metrics_;
  into.add(slot, after.cpu_ns - before.cpu_ns, false);
  into.add(slot + 1, rss, true);
  into.add(slot + 2, after.read_bytes - before.read_bytes, false);
  into.add(slot + 3, after.written_bytes - before.written_bytes, false);
  if (!model::is_absent(after.cpu_ns - before.cpu_ns)) tree_cpu_ns_ += after.cpu_ns - before.cpu_ns;
  return {};
}

Result<TrialOutcome> SuiteRunner::run_trial(const TrialRequest& request) {
  std::unique_ptr<target::Agent> agent;
  if (options_.agent && request.arm == options_.agent_arm) {
    if (options_.step) options_.step("starting the agent");
    auto started = target::Agent::start(*options_.agent);
    if (!started) return std::move(started).error();
    agent = std::move(*started);
    if (!knows_agent_)
      for (auto& metric : agent->metrics()) metrics_.push_back(std::move(metric));
    knows_agent_ = true;
  }
  const std::size_t dropped = options_.block > 1 ? 1 : 0;
  std::vector<Gathered> rounds;
  for (std::size_t k = 0; k < options_.block + dropped; ++k) {
    TrialRequest one = request;
    one.warmup = request.warmup || k < dropped;
    Gathered gathered(metrics_.size());
    if (auto ran = sub_round(one, agent.get(), gathered); !ran) return std::move(ran).error();
    if (k >= dropped) rounds.push_back(std::move(gathered));
  }
  if (agent) {
    if (options_.step) options_.step("stopping the agent");
    if (auto stopped = agent->stop(); !stopped) return std::move(stopped).error();
  }
  TrialOutcome out;
  out.values.resize(metrics_.size(), kAbsent);
  for (std::size_t metric = 0; metric < metrics_.size(); ++metric) {
    std::vector<double> values;
    for (const Gathered& each : rounds)
      values.push_back(metric < each.values.size() ? each.values[metric] : kAbsent);
    out.values[metric] = rounds.size() == 1
                             ? values.front()
                             : median_of(std::move(values), metrics_[metric].metric.scale);
  }
  return out;
}

Result<void> SuiteRunner::take_turns(std::span<const TrialRequest> round,
                                     std::vector<TrialOutcome>& out) {
  std::vector<Gathered> gathered(round.size(), Gathered(metrics_.size()));
  for (std::size_t workload = 0; workload < options_.workloads.size(); ++workload) {
    for (std::size_t slice = 0; slice < slices(workload); ++slice)
      for (std::size_t k = 0; k < round.size(); ++k) {
        // There and back again, so that a drift of the machine weighs on no place in the order.
        const std::size_t at = slice % 2 == 0 ? k : round.size() - 1 - k;
        if (auto ran = run_slice(round[at], workload, gathered[at]); !ran) return ran;
      }
    for (std::size_t k = 0; k < round.size(); ++k) close_workload(round[k], workload, gathered[k]);
  }
  for (Gathered& each : gathered) {
    TrialOutcome outcome;
    outcome.values = std::move(each.values);
    out.push_back(std::move(outcome));
  }
  return {};
}

Result<model::BatchOutcome> SuiteRunner::run(std::span<const TrialRequest> batch) {
  model::BatchOutcome out;
  tree_cpu_ns_ = 0;
  const bool together = !options_.agent && options_.block == 1;
  const std::size_t arms = options_.arms.size();
  for (std::size_t at = 0; at < batch.size();) {
    if (together) {
      const auto round = batch.subspan(at, std::min(arms, batch.size() - at));
      if (auto ran = take_turns(round, out.trials); !ran) return std::move(ran).error();
      at += round.size();
    } else {
      auto trial = run_trial(batch[at]);
      if (!trial) return std::move(trial).error();
      out.trials.push_back(std::move(*trial));
      ++at;
    }
  }
  if (options_.process.disturbance) out.disturbance = options_.process.disturbance(tree_cpu_ns_);
  return out;
}

}  // namespace assay::app
