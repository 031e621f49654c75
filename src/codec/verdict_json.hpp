// SPDX-License-Identifier: Apache-2.0
// The small file that scripts read instead of an exit code: docs/verdict-file.md,
// docs/verdict.schema.json.
#pragma once
#include "model/report.hpp"

#include <string>

namespace assay::codec {

// At the top the second arm in the first gated metric; all its members are null when the run had no
// such comparison. Below it every comparison. Ends in a newline.
std::string verdict_json(const model::Report& report);

}  // namespace assay::codec
