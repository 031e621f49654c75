// SPDX-License-Identifier: Apache-2.0
#include "base/units.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <span>

namespace assay {
namespace {

struct Step {
  std::string_view unit;
  double size;
};

constexpr std::array kTimeSteps = {Step{"ns", 1}, Step{"µs", 1e3}, Step{"ms", 1e6}, Step{"s", 1e9}};
constexpr std::array kByteSteps = {Step{"B", 1}, Step{"KiB", 0x1p10}, Step{"MiB", 0x1p20},
                                   Step{"GiB", 0x1p30}, Step{"TiB", 0x1p40}};
constexpr std::array kCountSteps = {Step{"", 1}, Step{"M", 1e6}, Step{"G", 1e9}, Step{"T", 1e12}};
constexpr std::string_view kMinus = "−";

// "1204567" -> "1,204,567"
std::string grouped(double whole) {
  std::string digits = fmt::format("{:.0f}", whole);
  for (std::size_t at = digits.size(); at > 3;) {
    at -= 3;
    digits.insert(at, 1, ',');
  }
  return digits;
}

// Three to four significant digits; whole numbers stay whole when `exact` (nothing was divided).
std::string digits(double value, bool exact) {
  if (exact && value == std::floor(value)) return grouped(value);
  if (value < 0.995) return fmt::format("{:.3g}", value);
  if (value < 99.995) return fmt::format("{:.2f}", value);
  if (value < 999.95) return fmt::format("{:.1f}", value);
  return grouped(value);
}

// "999.96 ms" would round to "1000.0 ms": the larger unit takes over where rounding does.
std::string scaled(double value, std::span<const Step> steps) {
  constexpr double kTurn = 0.99995;
  std::size_t at = 0;
  while (at + 1 < steps.size() && value >= steps[at + 1].size * kTurn) ++at;
  const std::string number = digits(value / steps[at].size, at == 0);
  if (steps[at].unit.empty()) return number;
  return fmt::format("{} {}", number, steps[at].unit);
}

// Digits of a share in percent: finer the smaller it is.
std::string percent(double size) {
  const double p = size * 100;
  if (p >= 99.95) return grouped(p);
  if (p >= 0.095 || p < 0.005) return fmt::format("{:.1f}", p);
  return fmt::format("{:.2f}", p);
}

struct Suffix {
  std::string_view word;
  double size;
};

std::optional<double> parse_with(std::string_view text, std::span<const Suffix> suffixes,
                                 double bare) {
  text = trim(text);
  const std::size_t end = text.find_last_of("0123456789.");
  if (end == std::string_view::npos) return std::nullopt;
  const auto number = parse_double(text.substr(0, end + 1));
  if (!number || *number < 0 || std::signbit(*number)) return std::nullopt;
  const std::string_view word = trim(text.substr(end + 1));
  double size = word.empty() ? bare : 0;
  for (const Suffix& suffix : suffixes)
    if (word == suffix.word) size = suffix.size;
  if (size == 0 || !std::isfinite(*number * size)) return std::nullopt;
  return *number * size;
}

}  // namespace

std::string format_quantity(double value, std::string_view unit) {
  if (std::isnan(value)) return "–";
  const std::string sign(value < 0 ? kMinus : "");
  const double size = std::fabs(value);
  if (std::isinf(size)) return sign + "∞";
  if (unit == "ns") return sign + scaled(size, kTimeSteps);
  if (unit == "bytes") return sign + scaled(size, kByteSteps);
  const std::string number = sign + scaled(size, kCountSteps);
  return unit == "count" || unit.empty() ? number : number + " " + printable(unit);
}

std::string format_change(double ratio_minus_one) {
  if (std::isnan(ratio_minus_one)) return "–";
  const double size = std::fabs(ratio_minus_one);
  if (size < 0.00005) return "0.0 %";
  const std::string sign(ratio_minus_one < 0 ? kMinus : "+");
  if (std::isinf(size)) return sign + "∞ %";
  return sign + percent(size) + " %";
}

std::string format_share(double share) {
  if (std::isnan(share)) return "–";
  if (std::isinf(share)) return "∞ %";
  if (share > 1e4) return "over 1,000,000 %";  // its digits would say nothing
  return std::string(share < 0 ? kMinus : "") + percent(std::fabs(share)) + " %";
}

std::optional<double> parse_duration_ns(std::string_view text) {
  static constexpr std::array kSuffixes = {
      Suffix{"ns", 1},  Suffix{"us", 1e3}, Suffix{"µs", 1e3},   Suffix{"ms", 1e6},
      Suffix{"s", 1e9}, Suffix{"m", 60e9}, Suffix{"min", 60e9}, Suffix{"h", 3600e9}};
  return parse_with(text, kSuffixes, 1e9);
}

std::optional<double> parse_bytes(std::string_view text) {
  static constexpr std::array kSuffixes = {
      Suffix{"B", 1},        Suffix{"kB", 1e3},    Suffix{"KB", 1e3},     Suffix{"MB", 1e6},
      Suffix{"GB", 1e9},     Suffix{"TB", 1e12},   Suffix{"K", 0x1p10},   Suffix{"M", 0x1p20},
      Suffix{"G", 0x1p30},   Suffix{"T", 0x1p40},  Suffix{"KiB", 0x1p10}, Suffix{"MiB", 0x1p20},
      Suffix{"GiB", 0x1p30}, Suffix{"TiB", 0x1p40}};
  return parse_with(text, kSuffixes, 1);
}

}  // namespace assay
