// SPDX-License-Identifier: Apache-2.0
// What a slice of load gives, as metrics; and what a whole run gave, in words. Pure.
#pragma once
#include "model/metric.hpp"
#include "model/report.hpp"
#include "stats/histogram.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace assay::target {

// A slice is long enough for its median to count for something.
std::uint64_t least_requests();

// One slice.
struct SliceFigures {
  const stats::Histogram& latency;
  const stats::Histogram& lag;
  double elapsed_ns = 0;
  std::uint64_t answered = 0;
  std::uint64_t failed = 0;
  double cpu_ns = -1;         // of the server's tree; negative: not known
  double resident_bytes = 0;  // likewise; 0: not known
  double startup_ns = -1;     // of a server that was started since the slice before
};

// The metrics in their order. `expected_requests` of a slice decide which percentiles can be there.
std::vector<model::MeasuredMetric> server_metrics(const std::string& cpu_tier,
                                                  std::optional<double> rate,
                                                  double expected_requests);
// Values in that order.
std::vector<double> server_values(const SliceFigures& slice, bool open_loop);

// All slices of an arm.
struct ArmTotals {
  std::string name;
  stats::Histogram latency;
  stats::Histogram lag;
  double elapsed_ns = 0;
  std::uint64_t answered = 0, failed = 0, reconnects = 0;
  std::string first_failure;
};
std::vector<model::Diagnostic> server_remarks(const std::vector<ArmTotals>& arms,
                                              std::optional<double> rate, std::uint32_t connections,
                                              std::uint64_t restarts);

}  // namespace assay::target
