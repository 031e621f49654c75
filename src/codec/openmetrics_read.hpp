// SPDX-License-Identifier: Apache-2.0
// One figure out of the text that agents expose for Prometheus (text format 0.0.4, OpenMetrics 1).
// Pure; the text comes from outside and may be anything.
#pragma once
#include "base/result.hpp"
#include "model/soak.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace assay::codec {

// What was read, or why nothing was.
struct CounterReading {
  double value = model::kAbsent;
  model::CounterTrouble trouble = model::CounterTrouble::none;
  std::string why;
};

// `events_total` or `events_total{queue="a",kind="open"}`: every series of the metric that has
// these labels, whatever others it has.
struct MetricSelector {
  std::string metric;
  std::vector<std::pair<std::string, std::string>> labels;
};

// Faults: usage.
Result<MetricSelector> parse_selector(std::string_view text);

// The sum of all series that the selector matches. A series that is there twice is counted by
// nobody knows whom: unparsable.
CounterReading read_openmetrics(std::string_view text, const MetricSelector& selector);

}  // namespace assay::codec
