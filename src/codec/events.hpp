// SPDX-License-Identifier: Apache-2.0
// What a program under test writes into ASSAY_EVENTS: one JSON object a line. Pure.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace assay::codec {

// {"metric":"dropped","value":3,"unit":"events"}
struct MetricEvent {
  std::string name;               // letters, digits, '_', '.' and '-'
  double value = 0;               // finite
  std::string unit;               // "count" unless said
  bool higher_is_better = false;  // "better":"higher"
};

struct EventLine {
  bool well_formed = false;           // an object that is a metric or has an "event"
  std::optional<MetricEvent> metric;  // none for marks of stages
};
EventLine parse_event_line(std::string_view line);

}  // namespace assay::codec
