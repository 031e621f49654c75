// SPDX-License-Identifier: Apache-2.0
// What is measured beside the launcher, a trial at a time: numbers that the program prints, events
// that it sends, its allocations, and the CPU time of cgroups that work for it.
#pragma once
#include "base/result.hpp"
#include "model/ports.hpp"
#include "sys/capture.hpp"
#include "sys/event_channel.hpp"
#include "sys/launcher_client.hpp"
#include "sys/shared_file.hpp"
#include "target/allocation_counts.hpp"
#include "target/process_runner.hpp"

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace assay::target {

class Extras {
 public:
  // Adds what it needs to the commands in `options`: a captured output, ASSAY_EVENTS, LD_PRELOAD.
  static Result<Extras> make(ProcessOptions& options);

  // Whether trials have to be sent one at a time.
  bool needed() const { return capture_ || events_ || allocations_ || !cgroups_.empty(); }
  int output_descriptor() const { return capture_ ? capture_->write_end() : -1; }
  // The FIFO's path, "" for none.
  std::string events_path() const { return events_ ? events_->path() : ""; }

  // Its own metrics at the end of the table, and their mark on `cpu`.
  void announce(std::vector<model::MeasuredMetric>& metrics) const;

  void begin();
  void watch(sys::LauncherWatch& watch);
  // After the trial: completes its values, and grows the table when a metric is new.
  void end(std::vector<model::MeasuredMetric>& metrics, model::TrialOutcome& outcome,
           Captured& captured);
  // CPU time of the cgroups in the latest trial.
  double cgroups_used_ns() const { return used_ns_; }
  std::uint64_t malformed() const { return malformed_; }

 private:
  void read_output(std::vector<model::MeasuredMetric>& metrics, model::TrialOutcome& outcome,
                   const std::string& output);
  void read_events(std::vector<model::MeasuredMetric>& metrics, model::TrialOutcome& outcome);
  void read_allocations(std::vector<model::MeasuredMetric>& metrics, model::TrialOutcome& outcome);
  void add_cgroups(const std::vector<model::MeasuredMetric>& metrics, model::TrialOutcome& outcome);

  std::vector<MetricFrom> from_;
  std::vector<std::string> cgroups_;
  std::vector<double> cgroup_cpu_;  // at the trial's start; negative where it could not be read
  double used_ns_ = 0;
  std::optional<sys::Capture> capture_;
  std::unique_ptr<sys::EventChannel> events_;
  std::optional<sys::SharedFile> allocations_;
  Allocations allocated_;       // until the trial began
  std::set<std::string> seen_;  // metrics that were read from the output once
  std::size_t own_metrics_ = 0;
  std::uint64_t malformed_ = 0;
};

}  // namespace assay::target
