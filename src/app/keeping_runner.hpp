// SPDX-License-Identifier: Apache-2.0
// --keep-output: what each measured trial printed, in files of its own.
#pragma once
#include "base/result.hpp"
#include "measure/plan.hpp"
#include "model/ports.hpp"
#include "target/process_runner.hpp"

#include <string>
#include <vector>

namespace assay::app {

// FOLDER/ARM/ROUND.out and .err, rounds from 1; the arm's name with what a file name cannot hold
// replaced, its number in front so that two never meet. As much as Captured holds. Warm-ups are not
// kept. Trials go to `inner` one at a time.
class KeepingRunner final : public model::TrialRunner {
 public:
  // Makes the folders. Faults: usage (a folder that cannot be made).
  static Result<KeepingRunner> make(target::ProcessRunner& inner, const std::string& folder,
                                    const std::vector<model::Arm>& arms,
                                    const measure::Accept& accept);

  const std::vector<model::MeasuredMetric>& metrics() const override { return inner_->metrics(); }
  Result<model::BatchOutcome> run(std::span<const model::TrialRequest> batch) override;
  model::HarnessCost cost() const override { return inner_->cost(); }

 private:
  KeepingRunner(target::ProcessRunner& inner, std::vector<std::string> folders,
                measure::Accept accept)
      : inner_(&inner), folders_(std::move(folders)), accept_(std::move(accept)) {}
  Result<void> keep(const model::TrialRequest& request) const;

  target::ProcessRunner* inner_;
  std::vector<std::string> folders_;  // by arm
  measure::Accept accept_;
};

// "0-name_of_it": at most 80 bytes of letters, digits, '.', '_' and '-'.
std::string folder_name(std::size_t arm, const std::string& name);

}  // namespace assay::app
