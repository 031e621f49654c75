// SPDX-License-Identifier: Apache-2.0
// The table of arms and metrics in the text of a report.
#include "base/units.hpp"
#include "report/labels.hpp"
#include "report/summarise.hpp"
#include "report/table.hpp"
#include "report/text.hpp"
#include "report/words.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace assay::report {
namespace {

using model::Comparison;
using model::Report;
using model::Verdict;

constexpr std::size_t kLongestName = 24;

std::size_t longest_name(const TextStyle& style) {
  return std::clamp<std::size_t>(width_of(style) / 4, 10, kLongestName);
}

// Colour is for what decides.
Ink ink_aside(Verdict verdict) {
  const bool moved = verdict == Verdict::regression || verdict == Verdict::improvement;
  return moved ? Ink::plain : Ink::faint;
}

const Comparison* find(const Report& report, std::string_view arm, std::string_view metric) {
  for (const Comparison& c : report.comparisons)
    if (c.arm == arm && c.metric == metric) return &c;
  return nullptr;
}

std::string confidence(const Report& report) {
  return fmt::format("{:g} % interval", (1 - report.plan.alpha) * 100);
}

// Does the comparison's metric decide? Others are set back a little.
bool decides(const Report& report, const std::string& metric) {
  return std::any_of(report.comparisons.begin(), report.comparisons.end(),
                     [&](const Comparison& c) { return c.gated && c.metric == metric; });
}

struct Columns {
  enum : std::size_t { metric, arm, median, interval, change, range, verdict };
};

Table compared(const Report& report, const std::vector<std::string>& metrics,
               const TextStyle& style) {
  Table table({{"metric"},
               {"arm"},
               {"median", Align::right},
               {confidence(report)},
               {"change", Align::right},
               {confidence(report)},
               {"verdict"}},
              style);
  const Labels labels(report, longest_name(style), style);
  for (const std::string& name : metrics) {
    const model::Metric metric = metric_of(report, name);
    const Ink ink = decides(report, name) ? Ink::strong : Ink::plain;
    bool first = true;
    for (const model::Arm& arm : report.arms) {
      const auto summary = summary_of(report, arm, name);
      const Comparison* c = find(report, arm.name, name);
      if (!summary && c == nullptr) continue;
      std::vector<Cell> row(7);
      if (first) row[Columns::metric] = {cut(shown(name, style), kLongestName, style), ink};
      first = false;
      row[Columns::arm] = {labels.of(arm.name), Ink::plain};
      if (summary && summary->median)
        row[Columns::median] = {shown(format_quantity(*summary->median, metric.unit), style),
                                Ink::plain};
      if (summary && summary->median_lower && summary->median_upper)
        row[Columns::interval] = {
            shown(range_text(*summary->median_lower, *summary->median_upper, metric.unit), style),
            Ink::faint};
      if (c != nullptr) {
        row[Columns::change] = {shown(change_text(*c, metric.unit), style), Ink::plain};
        row[Columns::range] = {shown(interval_text(*c, metric.unit), style), Ink::faint};
        row[Columns::verdict] = {shown(verdict_words(*c, metric), style),
                                 c->gated ? ink_of(c->verdict) : ink_aside(c->verdict)};
      }
      table.add(std::move(row));
    }
  }
  // On a narrow terminal the least telling go first, each once those to its right are settled.
  for (const std::size_t column : {std::size_t{Columns::interval}, std::size_t{Columns::range} - 1,
                                   std::size_t{Columns::median}})
    if (table.width() > width_of(style)) table.drop(column);
  return table;
}

Table measured(const Report& report, const std::vector<std::string>& metrics,
               const TextStyle& style) {
  Table table({{"metric"},
               {"arm"},
               {"median", Align::right},
               {confidence(report)},
               {"mean ± sd", Align::right},
               {"min … max"},
               {"p90", Align::right},
               {"p99", Align::right}},
              style);
  const Labels labels(report, longest_name(style), style);
  for (const std::string& name : metrics) {
    const std::string unit = metric_of(report, name).unit;
    const auto quantity = [&](std::optional<double> value) {
      return value ? shown(format_quantity(*value, unit), style) : std::string();
    };
    bool first = true;
    for (const model::Arm& arm : report.arms) {
      const auto s = summary_of(report, arm, name);
      if (!s) continue;
      std::vector<Cell> row(8);
      if (first)
        row[0] = {cut(shown(name, style), kLongestName, style),
                  name == "wall" ? Ink::strong : Ink::plain};
      first = false;
      if (report.arms.size() > 1) row[1] = {labels.of(arm.name), Ink::plain};
      row[2] = {quantity(s->median), Ink::plain};
      if (s->median_lower && s->median_upper)
        row[3] = {shown(range_text(*s->median_lower, *s->median_upper, unit), style), Ink::faint};
      if (s->mean)
        row[4] = {s->stddev ? shown(fmt::format("{} ± {}", format_quantity(*s->mean, unit),
                                                format_quantity(*s->stddev, unit)),
                                    style)
                            : quantity(s->mean),
                  Ink::plain};
      if (s->min && s->max) row[5] = {shown(range_text(*s->min, *s->max, unit), style), Ink::faint};
      row[6] = {quantity(s->p90), Ink::plain};
      row[7] = {quantity(s->p99), Ink::plain};
      table.add(std::move(row));
    }
  }
  // The mean (the median says it better), then the percentiles, then the medians' intervals.
  for (const std::size_t column : {4, 6, 5, 3})
    if (table.width() > width_of(style)) table.drop(column);
  return table;
}

}  // namespace

std::string arms_and_metrics(const Report& report, const TextStyle& style) {
  const auto metrics = shown_metrics(report, style.full);
  if (metrics.empty()) return "";
  if (report.comparisons.empty()) return measured(report, metrics, style).text();
  return compared(report, metrics, style).text();
}

}  // namespace assay::report
