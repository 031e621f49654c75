// SPDX-License-Identifier: Apache-2.0
// The positive control's arm: the same command with CPU time burnt in the child before it execs, so
// that it is in wall and in CPU time alike.
#pragma once
#include "model/ports.hpp"

#include <cstdint>
#include <vector>

namespace assay::app {

// Passes everything on to `inner`, adding `spin_ns[arm]` to each trial.
class SpinningRunner final : public model::TrialRunner {
 public:
  SpinningRunner(model::TrialRunner& inner, std::vector<std::uint64_t> spin_ns)
      : inner_(inner), spin_ns_(std::move(spin_ns)) {}

  const std::vector<model::MeasuredMetric>& metrics() const override { return inner_.metrics(); }
  Result<model::BatchOutcome> run(std::span<const model::TrialRequest> batch) override {
    std::vector<model::TrialRequest> spun(batch.begin(), batch.end());
    for (auto& trial : spun) trial.spin_ns += spin_ns_[trial.arm];
    return inner_.run(spun);
  }
  model::HarnessCost cost() const override { return inner_.cost(); }

 private:
  model::TrialRunner& inner_;
  std::vector<std::uint64_t> spin_ns_;
};

}  // namespace assay::app
