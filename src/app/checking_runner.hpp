// SPDX-License-Identifier: Apache-2.0
// Correct before fast: every trial's result is held against what the scenario expects.
#pragma once
#include "app/expectations.hpp"
#include "target/observed_runner.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace assay::app {

// Trials that ended well but gave something else come out as TrialEnd::wrong and end their batch.
// What must be looked at between trials makes them go to `inner` one at a time.
class CheckingRunner final : public target::ObservedRunner {
 public:
  struct Arm {
    std::string name;
    std::string folder;  // what relative paths of expected files are counted from
  };
  CheckingRunner(target::ObservedRunner& inner, Expectations expectations, std::vector<Arm> arms);

  const std::vector<model::MeasuredMetric>& metrics() const override { return inner_.metrics(); }
  Result<model::BatchOutcome> run(std::span<const model::TrialRequest> batch) override;
  model::HarnessCost cost() const override { return inner_.cost(); }
  const target::Captured& captured() const override { return inner_.captured(); }
  model::BackendRecord backend() const override { return inner_.backend(); }
  std::vector<model::Diagnostic> remarks() const override { return inner_.remarks(); }

  // One an expectation: "pass", "fail" with what was different first, or "missing" when no trial
  // came to be checked. One more where the inner runner itself called a trial wrong: of a slice's
  // responses only the last is seen here, and the wrong one may be another.
  std::vector<model::Check> checks() const;
  // Whether all held; none where nothing was expected or checked.
  std::optional<bool> match() const;
  // Of the arm's latest trial, where outputs were captured.
  std::optional<std::uint64_t> response_bytes(std::size_t arm) const { return bytes_[arm]; }

 private:
  void judge(const model::TrialRequest& request, model::TrialOutcome& trial);

  target::ObservedRunner& inner_;
  Expectations expectations_;
  std::vector<Arm> arms_;
  std::vector<std::optional<std::uint64_t>> bytes_;  // by arm
  std::vector<std::string> failures_;                // by expectation; "" = held so far
  std::string wrong_;  // what the inner runner said of the first that it called wrong
  std::size_t judged_ = 0;
};

}  // namespace assay::app
