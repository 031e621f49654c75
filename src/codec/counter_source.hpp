// SPDX-License-Identifier: Apache-2.0
// Where a counter of an agent is read: [NAME=]WHERE#HOW (docs/soak.md).
//   WHERE  http://HOST:PORT/PATH, file:PATH, or command:CMD
//   HOW    METRIC{label="value"} of Prometheus text; /json/pointer; ~REGEX, the first group of its
//          last match; or nothing: the whole text is the number
// The first '#' separates the two. Pure.
#pragma once
#include "base/result.hpp"
#include "codec/openmetrics_read.hpp"
#include "model/soak.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <variant>

namespace re2 {
class RE2;
}

namespace assay::codec {

enum class CounterPlace { url, file, command };

struct WholeText {};
struct JsonPointer {
  std::string pointer;  // RFC 6901, well formed
};
using Pattern = std::shared_ptr<const re2::RE2>;

struct CounterSource {
  std::string name;
  model::CounterRole role = model::CounterRole::counter;
  CounterPlace place = CounterPlace::file;
  std::string where;  // the whole URL, the path, the command
  std::variant<WholeText, MetricSelector, JsonPointer, Pattern> how;
  std::string text;  // as given
  std::string at;    // likewise, without NAME=
};

// Drops and delivered events may leave NAME out and bear their role's. Faults: usage.
Result<CounterSource> parse_counter(std::string_view text, model::CounterRole role);

// From what stood at its place at one moment.
CounterReading read_counter(const CounterSource& source, std::string_view document);

}  // namespace assay::codec
