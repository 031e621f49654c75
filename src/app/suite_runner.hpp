// SPDX-License-Identifier: Apache-2.0
// Trials that are a suite of built-in workloads: each a process of its own, in every arm, with an
// agent beside the trials of one arm. What a workload prints is its result (assay.profile/1).
#pragma once
#include "base/result.hpp"
#include "model/op_profile.hpp"
#include "model/ports.hpp"
#include "target/agent.hpp"
#include "target/process_runner.hpp"

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace assay::app {

struct SuiteOptions {
  // Its arms: of each arm of the suite the workloads, in order. Outputs are captured.
  target::ProcessOptions process;
  std::vector<std::string> arms;
  std::vector<std::string> workloads;
  // Runs beside `agent_arm`'s trials: started before and gone after each. Without one all arms take
  // turns at each workload, so that what is compared is as near in time as can be.
  std::optional<target::AgentSpec> agent;
  std::size_t agent_arm = 0;
  std::string no_agent;  // why the agent's own use is absent, without `agent`
  // Sub-rounds of a trial, whose medians (of the logarithm for ratios) are its values. With more
  // than one, one more is run first and dropped: it still feels the switch.
  std::size_t block = 1;
  // By workload, into how many processes one after the other a trial is cut; their arms take turns,
  // so that what comes and goes on the machine meets all of them. Empty: 1. Ignored with `agent`.
  std::vector<std::size_t> slices;
  // Told what is about to run: "with_agent: open_close".
  std::function<void(const std::string&)> step;
};

class SuiteRunner final : public model::TrialRunner {
 public:
  static Result<std::unique_ptr<SuiteRunner>> start(SuiteOptions options);

  const std::vector<model::MeasuredMetric>& metrics() const override { return metrics_; }
  // What goes wrong, a workload, the agent or the user's patience, is an error, never a sample.
  Result<model::BatchOutcome> run(std::span<const model::TrialRequest> batch) override;
  model::HarnessCost cost() const override { return runner_->cost(); }

  // All measured runs of one workload in one arm: histograms and seconds added up; the other
  // figures are of the first. None before one ran.
  const model::OpProfile* merged(std::size_t arm, std::size_t workload) const;
  // The latest run of it.
  const model::OpProfile* latest(std::size_t arm, std::size_t workload) const;
  std::vector<model::Diagnostic> remarks() const { return runner_->remarks(); }

 private:
  struct Gathered;
  explicit SuiteRunner(SuiteOptions options) : options_(std::move(options)) {}
  void announce();
  std::size_t slices(std::size_t workload) const;
  Result<void> run_slice(const model::TrialRequest& request, std::size_t workload, Gathered& into);
  // Takes over the workload that its slices have measured.
  void close_workload(const model::TrialRequest& request, std::size_t workload, Gathered& into);
  Result<model::TrialOutcome> run_trial(const model::TrialRequest& request);
  Result<void> sub_round(const model::TrialRequest& request, target::Agent* agent, Gathered& into);
  Result<void> take_turns(std::span<const model::TrialRequest> round,
                          std::vector<model::TrialOutcome>& out);
  void keep(std::size_t arm, std::size_t workload, const model::OpProfile& profile, bool counts);

  SuiteOptions options_;
  std::unique_ptr<target::ProcessRunner> runner_;
  std::vector<model::MeasuredMetric> metrics_;
  std::size_t process_metrics_ = 0;  // how many of them are the processes', behind the workloads'
  bool knows_agent_ = false;
  std::vector<std::optional<model::OpProfile>> merged_, latest_;  // by arm * workloads + workload
  std::vector<std::optional<model::OpProfile>> work_;  // by workload: the first, without its times
  double tree_cpu_ns_ = 0;                             // of the batch
};

}  // namespace assay::app
