// SPDX-License-Identifier: Apache-2.0
// A comparison with a stored baseline as one line of NDJSON: kind "diff", docs/baselines.md,
// docs/diff.schema.json. It precedes the line of its report.
#pragma once
#include "model/diff.hpp"

#include <string>

namespace assay::codec {

// Ends in a newline.
std::string diff_line(const model::Diff& diff);

}  // namespace assay::codec
