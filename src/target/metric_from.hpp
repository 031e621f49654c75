// SPDX-License-Identifier: Apache-2.0
// A metric read from what a program prints: `name=REGEX` or `name=/json/pointer`. Lower is better
// unless the name is followed by ":higher", as in `ops:higher=([0-9]+) ops/s`. Pure.
#pragma once
#include "base/result.hpp"
#include "model/metric.hpp"

#include <optional>
#include <regex>
#include <string>
#include <string_view>

namespace assay::target {

// Where in a program's standard output a number stands.
struct MetricFrom {
  std::string name;
  model::Direction direction = model::Direction::lower;
  std::string pointer;  // an RFC 6901 pointer into the output as one JSON document; empty: a regex
  std::optional<std::regex> pattern;  // first capture group, or the whole match without groups
};

// "ops=([0-9.]+) ops/s" or "ops=/result/ops". A fault says what is wrong with it (usage).
Result<MetricFrom> parse_metric_from(std::string_view text);

// The number, or why there is none (a fault of the program). The last match of a pattern counts.
Result<double> read_metric(const MetricFrom& from, std::string_view output);

}  // namespace assay::target
