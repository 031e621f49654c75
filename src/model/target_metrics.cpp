// SPDX-License-Identifier: Apache-2.0
#include "model/target_metrics.hpp"

#include <array>

namespace assay::model {
namespace {

constexpr std::array<std::string_view, 3> kLibrary = {"call", "startup", "compile"};
// What the median latency of a server is called: wall, as everywhere.
constexpr std::array<std::string_view, 10> kServer = {
    "latency_mean", "latency_p90", "latency_p95", "latency_p99",       "latency_p999",
    "latency_max",  "throughput",  "errors",      "generator_lag_p99", "startup"};
constexpr std::array<std::string_view, 2> kWasm = {"compile", "startup"};

}  // namespace

std::span<const std::string_view> target_metric_names(Target target) {
  switch (target) {
    case Target::process:
      return {};
    case Target::library:
      return kLibrary;
    case Target::wasm_local:
      return kWasm;
    case Target::server:
    case Target::wasm_cloudflare:
      return kServer;
  }
  return {};
}

}  // namespace assay::model
