// SPDX-License-Identifier: Apache-2.0
// What `assay prove` found, for a person: the answer, then each claim with its bound.
#pragma once
#include "model/report.hpp"
#include "report/style.hpp"

#include <string>

namespace assay::report {

// REQUIRES: report.kind is "prove". Ends in a newline.
std::string prove_text(const model::Report& report, const TextStyle& style);

}  // namespace assay::report
