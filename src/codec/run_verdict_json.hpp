// SPDX-License-Identifier: Apache-2.0
// `assay run --verdict-file`: assay.run-verdict/1, docs/run.md, docs/run-verdict.schema.json.
#pragma once
#include "model/run_summary.hpp"

#include <string>

namespace assay::codec {

// Ends in a newline.
std::string run_verdict_json(const model::RunSummary& summary);

}  // namespace assay::codec
