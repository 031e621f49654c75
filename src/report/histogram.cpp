// SPDX-License-Identifier: Apache-2.0
#include "report/histogram.hpp"

#include "base/units.hpp"
#include "base/utf8.hpp"
#include "report/labels.hpp"
#include "report/words.hpp"
#include "stats/summary.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

namespace assay::report {
namespace {

constexpr std::size_t kFewest = 5;
constexpr std::size_t kMostArms = 8;
constexpr std::size_t kLongestName = 20;
constexpr std::size_t kWidest = 64;

struct Row {
  std::string name;
  std::vector<double> values;
  std::vector<std::size_t> counts;
};

struct Axis {
  double lower;
  double upper;
  double largest;      // of all values
  std::size_t beyond;  // values above `upper`
};

// The bulk sets the scale: a single stray value would squeeze all others into one bin. What lies
// beyond is counted and said.
Axis axis_of(const std::vector<Row>& rows) {
  std::vector<double> all;
  for (const Row& row : rows) all.insert(all.end(), row.values.begin(), row.values.end());
  std::sort(all.begin(), all.end());
  const double middle = *stats::quantile(all, 0.5);
  const double high = *stats::quantile(all, 0.98);
  const double low = *stats::quantile(all, 0.02);
  Axis axis{std::max(all.front(), low - 2 * (middle - low)),
            std::min(all.back(), high + 2 * (high - middle)), all.back(), 0};
  axis.beyond = std::size_t(all.end() - std::upper_bound(all.begin(), all.end(), axis.upper));
  return axis;
}

// One line of blocks, `level` lines above the base; each line shows eight steps of the height.
std::string blocks(const std::vector<std::size_t>& counts, double tallest, std::size_t level,
                   std::size_t height, std::size_t columns, bool unicode) {
  static constexpr std::array<std::string_view, 9> kBlocks = {" ", "▁", "▂", "▃", "▄",
                                                              "▅", "▆", "▇", "█"};
  static constexpr std::array<std::string_view, 9> kLetters = {" ", ".", ".", ":", ":",
                                                               "+", "+", "#", "#"};
  std::string out;
  for (const std::size_t count : counts) {
    const double steps = double(count) / tallest * double(8 * height) - double(8 * level);
    std::size_t index = std::size_t(std::clamp(std::round(steps), 0.0, 8.0));
    if (count > 0 && level == 0) index = std::max<std::size_t>(index, 1);  // rare is not never
    for (std::size_t i = 0; i < columns; ++i) out += (unicode ? kBlocks : kLetters)[index];
  }
  while (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

std::string axis_labels(const Axis& axis, std::size_t width, std::string_view unit,
                        const TextStyle& style) {
  const std::string low = shown(format_quantity(axis.lower, unit), style);
  const std::string high = shown(format_quantity(axis.upper, unit), style);
  const std::string middle = shown(format_quantity((axis.lower + axis.upper) / 2, unit), style);
  const std::size_t taken = display_width(low) + display_width(high);
  if (taken + 1 > width) return low;
  const std::size_t centred = width / 2 - std::min(width / 2, display_width(middle) / 2);
  std::string out = low;
  if (taken + display_width(middle) + 8 <= width) out = padded(low, centred, Align::left) + middle;
  return out + padded(high, width - display_width(out), Align::right);
}

Ink ink_of(std::size_t row) {
  return row % 2 == 0 ? Ink::first : Ink::second;
}

}  // namespace

std::string histogram(const model::Report& report, std::string_view metric,
                      const TextStyle& style) {
  const Labels labels(report, kLongestName, style);
  std::vector<Row> rows;
  std::size_t names = 0;
  for (const model::Arm& arm : report.arms) {
    const model::Column* column = model::column(report, arm, metric);
    if (column == nullptr || rows.size() == kMostArms) continue;
    Row row{labels.of(arm.name), column->present(), {}};
    std::erase_if(row.values, [](double value) { return !std::isfinite(value); });
    if (row.values.size() < kFewest) continue;
    names = std::max(names, display_width(row.name));
    rows.push_back(std::move(row));
  }
  if (rows.empty()) return "";
  const Axis axis = axis_of(rows);
  if (!(axis.upper > axis.lower)) return "";  // all the same: nothing to draw

  const std::string unit = metric_of(report, metric).unit;
  const std::size_t indent = 2 + names + 2;
  // Few values in many bins draw only noise; their bins are several columns wide instead.
  std::size_t most = 0;
  for (const Row& row : rows) most = std::max(most, row.values.size());
  const std::size_t room = std::min<std::size_t>(width_of(style) - indent, kWidest);
  const auto wanted = std::size_t(3 * std::sqrt(double(most)));
  const std::size_t bins = std::clamp<std::size_t>(wanted, std::min<std::size_t>(8, room), room);
  const std::size_t columns = room / bins;
  const std::size_t width = bins * columns;
  double tallest = 0;
  for (Row& row : rows) {
    row.counts = stats::bins(row.values, axis.lower, axis.upper, bins);
    for (const std::size_t count : row.counts) tallest = std::max(tallest, double(count));
  }
  const std::size_t height = rows.size() <= 3 ? 2 : 1;
  std::string out;
  for (std::size_t r = 0; r < rows.size(); ++r)
    for (std::size_t level = height; level-- > 0;) {
      const std::string drawn =
          blocks(rows[r].counts, tallest, level, height, columns, style.unicode);
      const std::string name = level == 0 ? padded(rows[r].name, names, Align::left) : "";
      if (drawn.empty() && level > 0) continue;
      out += padded("  " + name, indent, Align::left) + paint(drawn, ink_of(r), style) + '\n';
    }
  out += std::string(indent, ' ') + paint(axis_labels(axis, width, unit, style), Ink::faint, style);
  out += '\n';
  if (axis.beyond > 0) {
    const std::string note = fmt::format("{} beyond the right end, up to {}",
                                         format_quantity(double(axis.beyond), "count"),
                                         format_quantity(axis.largest, unit));
    out += std::string(indent, ' ') +
           paint(cut(shown(note, style), width, style), Ink::faint, style) + '\n';
  }
  return out;
}

}  // namespace assay::report
