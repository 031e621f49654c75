// SPDX-License-Identifier: Apache-2.0
// Quantities for people: "12.3 ms", "1.4 MiB", "+3.1 %", and back from text.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace assay {

// A value of a metric's unit ("ns", "bytes", "count", or a program's own word) with three to four
// significant digits: "10.31 ms", "1.36 MiB", "1,204", "3.2 events".
std::string format_quantity(double value, std::string_view unit);
// log-ratio or share to "+3.1 %" / "−0.4 %"; format_share(0.031) is "3.1 %".
std::string format_change(double ratio_minus_one);
std::string format_share(double share);

// "50us", "1.5s", "250 ms", "2" (seconds when no unit) -> nanoseconds; negative or malformed: none.
std::optional<double> parse_duration_ns(std::string_view text);
// "64KiB", "1.5MB", "300" -> bytes.
std::optional<double> parse_bytes(std::string_view text);

}  // namespace assay
