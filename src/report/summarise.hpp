// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "model/report.hpp"

#include <optional>
#include <string_view>

namespace assay::report {

// Fills every arm's summaries from its samples. Call it once when the samples are complete, before
// the report is written or shown: files, exports and text then carry the same figures.
void summarise(model::Report& report);

// The summary the arm holds, else one made from its samples; none where the metric has no value.
std::optional<model::Summary> summary_of(const model::Report& report, const model::Arm& arm,
                                         std::string_view metric);

}  // namespace assay::report
