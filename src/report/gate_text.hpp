// SPDX-License-Identifier: Apache-2.0
// What a gate found, as a person reads it.
#pragma once
#include "model/gate_result.hpp"
#include "report/style.hpp"

#include <string>

namespace assay::report {

// The verdict, then every check that did not pass, the worst first; the others are counted, and
// listed when the style is full. Ends in a newline.
std::string to_gate_text(const model::GateResult& result, const TextStyle& style);

}  // namespace assay::report
