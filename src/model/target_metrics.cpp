// SPDX-License-Identifier: Apache-2.0
#include "model/target_metrics.hpp"

#include <array>

namespace assay::model {
namespace {

// Of requests, by the slice; their median is called wall, as everywhere.
constexpr std::array kServer = {
    TargetMetric{"latency_mean", "ns"},       TargetMetric{"latency_p90", "ns"},
    TargetMetric{"latency_p95", "ns"},        TargetMetric{"latency_p99", "ns"},
    TargetMetric{"latency_p999", "ns"},       TargetMetric{"latency_max", "ns"},
    TargetMetric{"throughput", "requests/s"}, TargetMetric{"errors", "count"},
    TargetMetric{"generator_lag_p99", "ns"},  TargetMetric{"startup", "ns"}};

}  // namespace

std::span<const TargetMetric> target_metrics(Target target) {
  if (target == Target::server || target == Target::wasm_cloudflare) return kServer;
  return {};
}

}  // namespace assay::model
