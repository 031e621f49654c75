// SPDX-License-Identifier: Apache-2.0
// What a gate found: assay.gate/1, docs/gate-result.md, docs/gate.schema.json.
#pragma once
#include "codec/sink.hpp"
#include "model/gate_result.hpp"

namespace assay::codec {

// `exit`: the code that the command ends with.
Result<void> write_gate(const model::GateResult& result, int exit, const Sink& sink);

}  // namespace assay::codec
