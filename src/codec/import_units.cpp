// SPDX-License-Identifier: Apache-2.0
#include "codec/import_units.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <limits>

namespace assay::codec {
namespace {

struct Row {
  std::string_view word;
  UnitKind kind;
  std::string_view unit;
  double factor;
};

constexpr std::array kRows = {
    Row{"ns", UnitKind::time, "ns", 1},
    Row{"nanoseconds", UnitKind::time, "ns", 1},
    Row{"us", UnitKind::time, "ns", 1e3},
    Row{"µs", UnitKind::time, "ns", 1e3},  // MICRO SIGN
    Row{"μs", UnitKind::time, "ns", 1e3},  // GREEK SMALL LETTER MU
    Row{"microseconds", UnitKind::time, "ns", 1e3},
    Row{"ms", UnitKind::time, "ns", 1e6},
    Row{"milliseconds", UnitKind::time, "ns", 1e6},
    Row{"s", UnitKind::time, "ns", 1e9},
    Row{"sec", UnitKind::time, "ns", 1e9},
    Row{"second", UnitKind::time, "ns", 1e9},
    Row{"seconds", UnitKind::time, "ns", 1e9},
    Row{"min", UnitKind::time, "ns", 60e9},
    Row{"hr", UnitKind::time, "ns", 3600e9},
    Row{"B", UnitKind::bytes, "bytes", 1},
    Row{"byte", UnitKind::bytes, "bytes", 1},
    Row{"bytes", UnitKind::bytes, "bytes", 1},
    Row{"kB", UnitKind::bytes, "bytes", 1e3},
    Row{"KB", UnitKind::bytes, "bytes", 1e3},
    Row{"kilobytes", UnitKind::bytes, "bytes", 1e3},
    Row{"MB", UnitKind::bytes, "bytes", 1e6},
    Row{"megabytes", UnitKind::bytes, "bytes", 1e6},
    Row{"GB", UnitKind::bytes, "bytes", 1e9},
    Row{"gigabytes", UnitKind::bytes, "bytes", 1e9},
    Row{"TB", UnitKind::bytes, "bytes", 1e12},
    Row{"KiB", UnitKind::bytes, "bytes", 0x1p10},
    Row{"MiB", UnitKind::bytes, "bytes", 0x1p20},
    Row{"GiB", UnitKind::bytes, "bytes", 0x1p30},
    Row{"TiB", UnitKind::bytes, "bytes", 0x1p40},
    Row{"count", UnitKind::count, "count", 1},
    Row{"counts", UnitKind::count, "count", 1},
    Row{"allocs", UnitKind::count, "count", 1},
    Row{"#", UnitKind::count, "count", 1},
    Row{"%", UnitKind::percent, "percent", 1},
    Row{"percent", UnitKind::percent, "percent", 1},
};

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](unsigned char c) { return char(std::tolower(c)); });
  return out;
}

// As written, else a long word in any case ("Percent"); of short ones "ms" is not "MS".
const Row* plain(std::string_view word) {
  for (const Row& row : kRows)
    if (row.word == word) return &row;
  if (word.size() > 4)
    for (const Row& row : kRows)
      if (row.word == lower(word)) return &row;
  return nullptr;
}

// Seconds in what a rate is counted by; 0 = none.
double per_second(std::string_view word) {
  if (word == "s" || word == "sec" || word == "second") return 1;
  if (word == "ms") return 1e3;
  if (word == "us" || word == "µs") return 1e6;
  if (word == "ns") return 1e9;
  if (word == "min") return 1.0 / 60;
  return 0;
}

bool one_execution(std::string_view word) {
  for (const std::string_view each : {"op", "iter", "iteration", "call", "run", "exec"})
    if (word == each) return true;
  return false;
}

}  // namespace

std::optional<ImportUnit> unit_named(std::string_view word) {
  word = trim(word);
  if (word.size() > 64) return std::nullopt;
  const std::size_t slash = word.rfind('/');
  if (slash == std::string_view::npos || slash == 0) {
    const Row* row = plain(word);
    if (row == nullptr) return std::nullopt;
    return ImportUnit{row->kind, std::string(row->unit), row->factor};
  }
  const std::string_view above = trim(word.substr(0, slash));
  const std::string_view below = trim(word.substr(slash + 1));
  if (one_execution(below)) return above.find('/') == above.npos ? unit_named(above) : std::nullopt;
  const double factor = per_second(below);
  if (factor == 0 || above.find('/') != above.npos) return std::nullopt;
  const Row* row = plain(above);
  if (row == nullptr || row->kind == UnitKind::count)
    return ImportUnit{UnitKind::rate, std::string(above) + "/s", factor};
  if (row->kind != UnitKind::bytes) return std::nullopt;
  return ImportUnit{UnitKind::bytes_rate, "bytes/s", row->factor * factor};
}

Error unknown_unit(std::string_view word) {
  return {
      Fault::usage, fmt::format("'{}' is no unit that assay knows", printable(word)),
      "known are ns, us, ms, s, min, hr; B, kB, MB, GB, TB, KiB, MiB, GiB, TiB; count, percent; "
      "each of them by /op or /iter, and rates by /s",
      fmt::format("if it is a unit of your own: --own-unit {}", shell_quote(word))};
}

Result<double> time_factor(std::string_view word) {
  const auto unit = unit_named(word);
  if (unit && unit->kind == UnitKind::time) return unit->factor;
  return Error{Fault::usage, fmt::format("'{}' is no unit of time", printable(word)),
               "known are ns, us, ms, s, min, hr", ""};
}

double converted(double value, double factor) {
  const double exact = value * factor;
  const double whole = std::nearbyint(exact);
  // Two roundings away: the tool's own division of whole nanoseconds, and this product.
  constexpr double kRoundings = 4 * std::numeric_limits<double>::epsilon();
  return std::fabs(exact - whole) <= kRoundings * std::fabs(exact) ? whole : exact;
}

model::Metric time_metric(std::string_view name) {
  if (const model::Metric* builtin = model::find_builtin(name)) return *builtin;
  model::Metric metric = *model::find_builtin("wall");
  metric.name = name;
  metric.about.clear();
  return metric;
}

model::Metric own_metric(std::string_view name, std::string_view unit) {
  if (const model::Metric* builtin = model::find_builtin(name); builtin && builtin->unit == unit)
    return *builtin;
  model::Metric metric;
  metric.unit = unit;
  for (const char c : name.substr(0, 128)) {
    const bool kept =
        std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '.' || c == '-';
    metric.name += kept ? c : '_';
  }
  if (metric.name.empty()) metric.name = "value";
  const bool rate = unit.ends_with("/s") || name.ends_with("_per_second");
  if (rate) metric.direction = model::Direction::higher;
  // A count may be 0, and has no ratio then.
  if (unit == "count") metric.scale = model::Scale::difference;
  return metric;
}

model::Metric named_metric(std::string_view name) {
  for (const std::string_view unit : {"ns", "bytes"}) {
    const std::string ending = "_" + std::string(unit);
    if (name.size() > ending.size() && name.ends_with(ending))
      return own_metric(name.substr(0, name.size() - ending.size()), unit);
  }
  if (const model::Metric* builtin = model::find_builtin(name); builtin && builtin->unit == "count")
    return *builtin;
  return own_metric(name, "");
}

}  // namespace assay::codec
