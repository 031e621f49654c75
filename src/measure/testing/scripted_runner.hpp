// SPDX-License-Identifier: Apache-2.0
// Doubles for what is outside measure: trials that report what the test claims, a clock that moves
// only by what they claim, and a listener that remembers.
#pragma once
#include "model/ports.hpp"

#include <cmath>
#include <functional>
#include <string>
#include <vector>

namespace assay::measure::testing {

struct ScriptedClock final : model::Clock {
  double time = 0;
  double now_ns() override { return time; }
};

// `wall(request)` is the claimed wall time in ns; `end` may turn a trial into something else.
class ScriptedRunner final : public model::TrialRunner {
 public:
  using Wall = std::function<double(const model::TrialRequest&)>;
  ScriptedRunner(ScriptedClock& clock, Wall wall) : clock_(clock), wall_(std::move(wall)) {
    metrics_.push_back({*model::find_builtin("wall"), "clock", ""});
    metrics_.push_back({*model::find_builtin("major_faults"), "rusage", ""});
    metrics_.push_back({*model::find_builtin("cycles"), "", "no hardware counters here"});
  }
  const std::vector<model::MeasuredMetric>& metrics() const override { return metrics_; }
  Result<model::BatchOutcome> run(std::span<const model::TrialRequest> batch) override {
    batches.push_back(batch.size());
    model::BatchOutcome out;
    for (const auto& request : batch) {
      requests.push_back(request);
      model::TrialOutcome trial;
      const double wall = wall_(request);
      trial.values = {wall, 0, model::kAbsent};
      if (std::isfinite(wall)) clock_.time += wall;
      if (end) end(request, trial);
      out.trials.push_back(trial);
      if (trial.end != model::TrialEnd::exited || trial.code != accepted) break;
    }
    return out;
  }
  model::HarnessCost cost() const override { return {}; }

  std::function<void(const model::TrialRequest&, model::TrialOutcome&)> end;
  int accepted = 0;
  std::vector<model::TrialRequest> requests;
  std::vector<std::size_t> batches;

 private:
  ScriptedClock& clock_;
  Wall wall_;
  std::vector<model::MeasuredMetric> metrics_;
};

struct Listener final : model::Progress {
  void plan(const std::string& sentence) override { plans.push_back(sentence); }
  void view(const model::ProgressView& view) override { rounds_seen.push_back(view.rounds); }
  std::vector<std::string> plans;
  std::vector<std::uint64_t> rounds_seen;
};

}  // namespace assay::measure::testing
