// SPDX-License-Identifier: Apache-2.0
// Keeps what trials return: samples into the report, complete rounds into the gated pairs.
#pragma once
#include "base/result.hpp"
#include "measure/judge.hpp"
#include "measure/plan.hpp"
#include "model/ports.hpp"
#include "model/report.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace assay::measure {

class Collector {
 public:
  Collector(const Plan& plan, model::Report& report);

  // Takes over the runner's metrics, by name: a continued report may hold them in another order.
  void learn_metrics(const std::vector<model::MeasuredMetric>& metrics);
  // Warm-up values fix the level that turns absolute floors into relative ones.
  void learn_level(std::uint32_t arm, const model::TrialOutcome& outcome);
  // The error of a trial that did not end as it should, naming arm, round and remedy.
  std::optional<Error> wrong(const model::TrialRequest& request, const model::TrialOutcome& outcome,
                             std::uint64_t round) const;

  std::uint64_t next_round() const;  // one past the highest round in the report
  void begin_round(double started_ns, const model::Disturbance& disturbance);
  void take(const model::TrialRequest& request, const model::TrialOutcome& outcome,
            std::uint32_t round, std::uint16_t position);

  // Creates the pairs (once) and feeds them every complete round before `end`.
  Result<void> start_pairs();
  Result<void> judge_through(std::uint64_t end);
  const std::vector<Pair>& pairs() const { return pairs_; }
  std::size_t pair_count() const;  // gated comparisons, the control apart
  bool all_decided() const;
  std::uint64_t taken() const { return taken_; }

 private:
  const Plan& plan_;
  model::Report& report_;
  std::vector<std::size_t> slot_;            // runner's metric index -> report's
  std::vector<std::vector<double>> levels_;  // warm-up values by report metric
  std::vector<Pair> pairs_;
  std::vector<std::size_t> cursor_;  // per arm: first sample not yet judged
  bool started_ = false;
  std::uint64_t taken_ = 0;
};

}  // namespace assay::measure
