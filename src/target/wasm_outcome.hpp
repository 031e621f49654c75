// SPDX-License-Identifier: Apache-2.0
// The metrics of a module's trials, and what became of one. Pure.
#pragma once
#include "model/metric.hpp"
#include "model/ports.hpp"
#include "target/wasm_client.hpp"
#include "wasm/protocol.hpp"

#include <vector>

namespace assay::target {

// Every built-in metric in its order: measured by a tier, or absent with the reason. `compiled`:
// some module was compiled now, and not found in the cache.
std::vector<model::MeasuredMetric> wasm_metrics(wasm::Engine engine, bool compiled);

// Without values when there is no result. `compile_ns`: kAbsent where this trial has none to tell.
model::TrialOutcome wasm_outcome(const WasmTrial& trial, double compile_ns);

}  // namespace assay::target
