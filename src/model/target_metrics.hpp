// SPDX-License-Identifier: Apache-2.0
// Names of the metrics that only some targets have, beside the builtin ones: what a manifest may
// gate although no process is measured for it.
#pragma once
#include "model/scenario.hpp"

#include <span>
#include <string_view>

namespace assay::model {

std::span<const std::string_view> target_metric_names(Target target);

}  // namespace assay::model
