// SPDX-License-Identifier: Apache-2.0
#include "report/table.hpp"

#include "base/utf8.hpp"

#include <algorithm>

namespace assay::report {
namespace {

constexpr std::size_t kGap = 2;

}  // namespace

Table::Table(std::vector<Column> columns, const TextStyle& style)
    : columns_(std::move(columns)), style_(style) {
  for (Column& column : columns_) column.title = shown(column.title, style_);
}

void Table::add(std::vector<Cell> row) {
  rows_.push_back(std::move(row));
}

std::vector<std::size_t> Table::widths() const {
  std::vector<std::size_t> widths(columns_.size(), 0);
  for (const auto& row : rows_)
    for (std::size_t i = 0; i < row.size() && i < widths.size(); ++i)
      widths[i] = std::max(widths[i], display_width(row[i].text));
  for (std::size_t i = 0; i < widths.size(); ++i)
    if (widths[i] > 0) widths[i] = std::max(widths[i], display_width(columns_[i].title));
  return widths;
}

std::size_t Table::width() const {
  std::size_t total = 0;
  for (const std::size_t width : widths())
    if (width > 0) total += kGap + width;
  return total;
}

void Table::drop(std::size_t column) {
  columns_.erase(columns_.begin() + std::ptrdiff_t(column));
  for (auto& row : rows_)
    if (row.size() > column) row.erase(row.begin() + std::ptrdiff_t(column));
}

std::string Table::text() const {
  const auto widths = this->widths();
  std::vector<Cell> titles;
  for (const Column& column : columns_) titles.push_back({column.title, Ink::faint});
  std::string out;
  const auto line = [&](const std::vector<Cell>& row) {
    std::string text;
    std::size_t used = 0;     // columns in `text`
    std::size_t pending = 0;  // blanks to write before the next cell that has text
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      if (widths[i] == 0) continue;
      pending += kGap;
      const std::string_view cell = i < row.size() ? std::string_view(row[i].text) : "";
      const std::size_t columns = display_width(cell);
      const std::size_t fill = widths[i] - std::min(widths[i], columns);
      if (cell.empty()) {
        pending += widths[i];
        continue;
      }
      if (columns_[i].align == Align::right) pending += fill;
      if (used + pending >= width_of(style_)) break;
      const std::string fitting = cut(cell, width_of(style_) - used - pending, style_);
      text += std::string(pending, ' ') + paint(fitting, row[i].ink, style_);
      used += pending + display_width(fitting);
      pending = columns_[i].align == Align::left ? fill : 0;
    }
    out += text + '\n';
  };
  line(titles);
  for (const auto& row : rows_) line(row);
  return out;
}

}  // namespace assay::report
