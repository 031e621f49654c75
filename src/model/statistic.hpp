// SPDX-License-Identifier: Apache-2.0
// The words for statistics in rules: "p50", "p99.9", "mean", "min", "max", "sum".
#pragma once
#include <optional>
#include <string_view>

namespace assay::model {

struct Statistic {
  enum class Kind { quantile, mean, min, max, sum };
  Kind kind = Kind::quantile;
  double p = 0.5;  // of a quantile: above 0, below 1
};

std::optional<Statistic> statistic_named(std::string_view name);

}  // namespace assay::model
