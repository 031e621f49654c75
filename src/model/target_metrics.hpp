// SPDX-License-Identifier: Apache-2.0
// The metrics that only some targets have, beside the builtin ones: what a manifest may gate
// although no process is measured for it.
#pragma once
#include "model/scenario.hpp"

#include <span>
#include <string_view>

namespace assay::model {

struct TargetMetric {
  std::string_view name;
  std::string_view unit;
};
std::span<const TargetMetric> target_metrics(Target target);

}  // namespace assay::model
