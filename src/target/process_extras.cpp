// SPDX-License-Identifier: Apache-2.0
#include "target/process_extras.hpp"

#include "base/text.hpp"
#include "codec/events.hpp"
#include "sys/cgroup.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace assay::target {
namespace {

using model::kAbsent;
using model::MeasuredMetric;

constexpr int kEventsEveryMs = 10;  // waking for every event would disturb what is measured
constexpr std::size_t kMostOwnMetrics = 64;
constexpr std::string_view kFromOutput = "output";
constexpr std::string_view kFromEvents = "events";
constexpr std::string_view kFromInterposer = "interposer";

Allocations allocations_in(const sys::SharedFile& file) {
  return target::read_allocations(*static_cast<const worker::AllocationCounts*>(file.data()));
}

std::size_t index_of(const std::vector<MeasuredMetric>& metrics, std::string_view name) {
  return static_cast<std::size_t>(
      std::ranges::find(metrics, name, [](const MeasuredMetric& m) { return m.metric.name; }) -
      metrics.begin());
}

double& value_at(model::TrialOutcome& outcome, std::size_t metric) {
  if (outcome.values.size() <= metric) outcome.values.resize(metric + 1, kAbsent);
  return outcome.values[metric];
}

void set_variable(std::vector<std::string>& env, const std::string& name,
                  const std::string& value) {
  std::erase_if(env, [&](const std::string& entry) { return entry.starts_with(name + "="); });
  env.push_back(name + "=" + value);
}

}  // namespace

Result<Extras> Extras::make(ProcessOptions& options) {
  Extras out;
  out.from_ = options.metrics_from;
  out.cgroups_ = options.extra_cgroups;
  for (const std::string& folder : out.cgroups_)
    if (sys::cgroup_cpu_ns(folder) < 0)
      return Error{Fault::usage, fmt::format("{} is no cgroup that counts CPU time", folder), "",
                   "give the folder of a cgroup, for instance /sys/fs/cgroup/system.slice"};
  if (!out.from_.empty())
    for (ProcessArm& arm : options.arms) arm.command.output = Output::capture;
  if (std::ranges::any_of(options.arms, [](const ProcessArm& arm) {
        return arm.command.output == Output::capture;
      })) {
    auto capture = sys::Capture::make();
    if (!capture) return std::move(capture).error();
    out.capture_ = std::move(*capture);
  }
  if (options.events) {
    auto channel = sys::EventChannel::make(options.scratch);
    if (!channel) return std::move(channel).error();
    out.events_ = std::move(*channel);
    for (ProcessArm& arm : options.arms)
      set_variable(arm.command.env, "ASSAY_EVENTS", out.events_->path());
  }
  if (!options.allocations.empty()) {
    auto shared = sys::SharedFile::make(options.scratch, sizeof(worker::AllocationCounts));
    if (!shared) return std::move(shared).error();
    out.allocations_.emplace(std::move(*shared));
    for (ProcessArm& arm : options.arms)
      count_allocations(arm.command.env, options.allocations, out.allocations_->path());
  }
  return out;
}

void Extras::announce(std::vector<MeasuredMetric>& metrics) const {
  if (!cgroups_.empty()) metrics[index_of(metrics, "cpu")].tier += "+cgroup";
  for (const MetricFrom& from : from_) {
    MeasuredMetric own;
    own.metric.name = from.name;
    own.metric.unit = "count";
    own.metric.direction = from.direction;
    own.metric.about = "read from the program's output";
    own.tier = kFromOutput;
    metrics.push_back(std::move(own));
  }
  if (allocations_)
    for (const char* name : {"native_alloc_calls", "native_alloc_bytes"})
      metrics.push_back({*model::find_builtin(name), std::string(kFromInterposer), ""});
}

void Extras::begin() {
  if (allocations_) allocated_ = allocations_in(*allocations_);
  cgroup_cpu_.clear();
  for (const std::string& folder : cgroups_) cgroup_cpu_.push_back(sys::cgroup_cpu_ns(folder));
}

void Extras::watch(sys::LauncherWatch& watch) {
  if (!capture_ && !events_) return;
  if (capture_) watch.drain_fd = capture_->read_end();
  if (events_) watch.drain_every_ms = kEventsEveryMs;
  watch.drain = [this] {
    if (capture_) capture_->drain();
    if (events_) events_->drain();
  };
}

void Extras::end(std::vector<MeasuredMetric>& metrics, model::TrialOutcome& outcome,
                 Captured& captured) {
  add_cgroups(metrics, outcome);
  if (allocations_) read_allocations(metrics, outcome);
  if (capture_) {
    captured.set_output(capture_->take());
    if (outcome.end == model::TrialEnd::exited) read_output(metrics, outcome, captured.output);
  }
  if (events_) read_events(metrics, outcome);
}

void Extras::add_cgroups(const std::vector<MeasuredMetric>& metrics, model::TrialOutcome& outcome) {
  used_ns_ = 0;
  if (cgroups_.empty()) return;
  double& cpu = value_at(outcome, index_of(metrics, "cpu"));
  for (std::size_t i = 0; i < cgroups_.size(); ++i) {
    const double after = sys::cgroup_cpu_ns(cgroups_[i]);
    // Half a sum would pass for less work done: a group that is gone leaves no figure.
    const double used = after < 0 || cgroup_cpu_[i] < 0 ? kAbsent : after - cgroup_cpu_[i];
    cpu += used;
    if (!model::is_absent(used)) used_ns_ += used;
  }
}

void Extras::read_allocations(std::vector<MeasuredMetric>& metrics, model::TrialOutcome& outcome) {
  const Allocations used = allocations_in(*allocations_) - allocated_;
  const auto put = [&](std::string_view name, double value) {
    const std::size_t at = index_of(metrics, name);
    // A trial that was not counted has no figure; one that was shows that the metric is there.
    if (allocations_seen(used)) {
      metrics[at].absent.clear();
      seen_.insert(std::string(name));
    } else if (!seen_.contains(std::string(name))) {
      metrics[at].absent = why_no_allocations(used);
    }
    value_at(outcome, at) = allocations_seen(used) ? value : kAbsent;
  };
  put("native_alloc_calls", used.calls);
  put("native_alloc_bytes", used.bytes);
}

void Extras::read_output(std::vector<MeasuredMetric>& metrics, model::TrialOutcome& outcome,
                         const std::string& output) {
  for (const MetricFrom& from : from_) {
    const std::size_t at = index_of(metrics, from.name);
    auto number = read_metric(from, output);
    value_at(outcome, at) = number ? *number : kAbsent;
    // One good reading shows that the metric is there; before it, say what stands in the way.
    if (number) {
      metrics[at].absent.clear();
      seen_.insert(from.name);
    } else if (!seen_.contains(from.name)) {
      metrics[at].absent = number.error().text();
    }
  }
}

void Extras::read_events(std::vector<MeasuredMetric>& metrics, model::TrialOutcome& outcome) {
  for (const std::string& line : events_->lines(true)) {
    const codec::EventLine event = codec::parse_event_line(line);
    if (!event.well_formed) ++malformed_;
    if (!event.metric) continue;
    std::size_t at = index_of(metrics, event.metric->name);
    if (at == metrics.size()) {
      if (own_metrics_ == kMostOwnMetrics) {
        ++malformed_;
        continue;
      }
      ++own_metrics_;
      MeasuredMetric own;
      own.metric.name = event.metric->name;
      own.metric.unit = event.metric->unit;
      own.metric.scale = model::Scale::difference;
      if (event.metric->higher_is_better) own.metric.direction = model::Direction::higher;
      own.metric.about = "sent by the program, summed over the trial";
      own.tier = kFromEvents;
      metrics.push_back(std::move(own));
    } else if (metrics[at].tier != kFromEvents) {
      ++malformed_;  // the name of another metric
      continue;
    }
    double& sum = value_at(outcome, at);
    sum = model::is_absent(sum) ? event.metric->value : sum + event.metric->value;
  }
}

}  // namespace assay::target
