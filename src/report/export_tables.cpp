// SPDX-License-Identifier: Apache-2.0
#include "report/export_tables.hpp"

#include "base/text.hpp"
#include "base/utf8.hpp"
#include "report/summarise.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string_view>
#include <vector>

namespace assay::report {
namespace {

struct Row {
  std::string command;
  model::Summary wall;
  std::string mean, min, max, relative;  // as shown
};

struct Rows {
  std::string unit;
  std::vector<Row> rows;
};

struct Scale {
  std::string_view name;
  double ns;
  int digits;
};

Scale scale_of(std::optional<TimeUnit> asked, double first_mean_ns) {
  const TimeUnit unit =
      asked.value_or(first_mean_ns < 1e9 ? TimeUnit::millisecond : TimeUnit::second);
  switch (unit) {
    case TimeUnit::microsecond:
      return {"µs", 1e3, 1};
    case TimeUnit::second:
      return {"s", 1e9, 3};
    case TimeUnit::millisecond:
      break;
  }
  return {"ms", 1e6, 1};
}

std::string number(double ns, const Scale& scale) {
  return fmt::format("{:.{}f}", ns / scale.ns, scale.digits);
}

std::string relative(const model::Summary& row, const model::Summary& base, bool is_base) {
  if (!row.mean || !base.mean || !(*base.mean > 0)) return "";
  const double ratio = *row.mean / *base.mean;
  if (is_base) return "1.00";
  if (!row.stddev || !base.stddev || !(*row.mean > 0)) return fmt::format("{:.2f}", ratio);
  const double spread = ratio * std::hypot(*row.stddev / *row.mean, *base.stddev / *base.mean);
  return fmt::format("{:.2f} ± {:.2f}", ratio, spread);
}

Rows rows_of(const model::Report& report, const ExportTable& how) {
  Rows out;
  std::optional<model::Summary> base;
  for (const model::Arm& arm : report.arms) {
    auto wall = summary_of(report, arm, "wall");
    if (!wall || !wall->mean || !wall->min || !wall->max) continue;
    const bool is_base = !base.has_value();
    if (is_base) base = wall;
    const Scale scale = scale_of(how.unit, *base->mean);
    out.unit = scale.name;
    Row row{valid_utf8(arm.name),       *wall,
            number(*wall->mean, scale), number(*wall->min, scale),
            number(*wall->max, scale),  relative(*wall, *base, is_base)};
    if (wall->stddev) row.mean += " ± " + number(*wall->stddev, scale);
    out.rows.push_back(std::move(row));
  }
  if (how.order == RowOrder::mean_time)
    std::stable_sort(out.rows.begin(), out.rows.end(),
                     [](const Row& a, const Row& b) { return *a.wall.mean < *b.wall.mean; });
  return out;
}

// Line breaks would end the row, the separator the cell.
std::string in_cell(std::string_view text, std::string_view separator_instead) {
  std::string out;
  for (const char c : text) {
    if (c == '|')
      out += separator_instead;
    else
      out += std::uint8_t(c) < 0x20 || c == 0x7f ? ' ' : c;
  }
  return out;
}

// Code in Markdown: a longer fence when the command holds backquotes itself.
std::string as_code(const std::string& text) {
  std::size_t run = 0;
  std::size_t longest = 0;
  for (const char c : text) {
    run = c == '`' ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  const std::string fence(longest + 1, '`');
  const std::string pad = longest > 0 ? " " : "";
  return fence + pad + text + pad + fence;
}

}  // namespace

std::string to_markdown(const model::Report& report, const ExportTable& how) {
  const Rows table = rows_of(report, how);
  std::string out = fmt::format(
      "| Command | Mean [{0}] | Min [{0}] | Max [{0}] | Relative |\n|:---|---:|---:|---:|---:|\n",
      table.unit);
  for (const Row& row : table.rows)
    out += fmt::format("| {} | {} | {} | {} | {} |\n", as_code(in_cell(row.command, "\\|")),
                       row.mean, row.min, row.max, row.relative);
  return out;
}

std::string to_asciidoc(const model::Report& report, const ExportTable& how) {
  const Rows table = rows_of(report, how);
  std::string out = fmt::format(
      "[cols=\"<,>,>,>,>\"]\n|===\n| Command \n| Mean [{0}] \n| Min [{0}] \n| Max [{0}] \n"
      "| Relative \n",
      table.unit);
  for (const Row& row : table.rows)
    out += fmt::format("\n| `{}` \n| {} \n| {} \n| {} \n| {} \n", in_cell(row.command, "\\|"),
                       row.mean, row.min, row.max, row.relative);
  return out + "|===\n";
}

std::string to_orgmode(const model::Report& report, const ExportTable& how) {
  const Rows table = rows_of(report, how);
  std::string out = fmt::format(
      "| Command  |  Mean [{0}] |  Min [{0}] |  Max [{0}] |  Relative |\n|--+--+--+--+--|\n",
      table.unit);
  for (const Row& row : table.rows)
    out += fmt::format("| ={}=  |  {} |  {} |  {} |  {} |\n", in_cell(row.command, "\\vert{}"),
                       row.mean, row.min, row.max, row.relative);
  return out;
}

}  // namespace assay::report
