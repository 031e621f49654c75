// SPDX-License-Identifier: Apache-2.0
#include "report/human.hpp"

#include "base/text.hpp"
#include "base/units.hpp"
#include "base/utf8.hpp"
#include "model/comparable.hpp"
#include "report/labels.hpp"
#include "report/summarise.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>
#include <vector>

namespace assay::report {
namespace {

using model::Report;
using model::Verdict;

constexpr std::size_t kValueColumn = 14;  // after the indent of two: values start at column 17
constexpr std::size_t kRowLabel = 6;
constexpr std::size_t kLongestLabel = 24;

// "94µs", "12.31ms", "1.53µs", "853ns": no blank, so that "p50=94µs" is one word.
std::string time_text(double ns) {
  if (ns >= 1e6) return fmt::format("{:.2f}ms", ns / 1e6);
  if (ns >= 10e3) return fmt::format("{:.0f}µs", ns / 1e3);
  if (ns >= 1e3) return fmt::format("{:.2f}µs", ns / 1e3);
  return fmt::format("{:.0f}ns", ns);
}

std::string value_text(double value, const std::string& unit) {
  if (unit == "ns" && value >= 0) return time_text(value);
  return format_quantity(value, unit);
}

std::string percent_text(double share) {
  return fmt::format("{:+.1f}%", share * 100);
}

// A change, or an end of its interval, as a share or in the unit.
std::string change_of(const model::DiffRow& row, double change) {
  if (row.scale == model::Scale::ratio) return percent_text(change);
  return (change >= 0 ? "+" : "") + format_quantity(change, row.metric.unit);
}

std::string interval_of(const model::DiffRow& row) {
  const bool ratio = row.scale == model::Scale::ratio;
  const double origin = ratio ? 1 : 0;
  const bool below = ratio ? row.interval.lower > 0 : std::isfinite(row.interval.lower);
  const bool above = std::isfinite(row.interval.upper);
  const auto end = [&](double value) { return change_of(row, value - origin); };
  if (below && above)
    return fmt::format(", {} … {}", end(row.interval.lower), end(row.interval.upper));
  if (below) return ", ≥ " + end(row.interval.lower);
  return above ? ", ≤ " + end(row.interval.upper) : "";
}

std::string limit_of(const model::DiffRow& row) {
  const bool lower_is_better = row.metric.direction == model::Direction::lower;
  const std::string sign = lower_is_better ? "+" : "-";
  if (row.scale == model::Scale::difference)
    return fmt::format("limit {}{}", sign, format_quantity(row.limit, row.metric.unit));
  std::string text = fmt::format("limit {}{:.3g}%", sign, row.limit * 100);
  if (row.limit > row.tolerance)
    text += fmt::format(": {}", value_text(row.floor, row.metric.unit));
  return text;
}

std::string word_of(const model::DiffRow& row) {
  switch (row.verdict) {
    case Verdict::regression:
      return fmt::format("REGRESSION ({})", limit_of(row));
    case Verdict::improvement:
      return "improvement";
    case Verdict::equivalent:
      return "ok";
    case Verdict::inconclusive:
      break;
  }
  return row.decides ? "inconclusive" : "not judged";
}

Ink ink_of_row(const model::DiffRow& row) {
  if (row.regressed()) return Ink::bad;
  if (row.verdict == Verdict::inconclusive) return row.decides ? Ink::unsure : Ink::faint;
  return Ink::good;
}

// "118µs (baseline 94µs, +24.9%, +21.2% … +28.3%)"
std::string figures_of(const model::DiffRow& row) {
  if (!row.baseline || !row.current) return "no value";
  const std::string& unit = row.metric.unit;
  std::string change;
  if (row.scale == model::Scale::difference)
    change = ", " + change_of(row, *row.current - *row.baseline);
  else if (*row.baseline > 0)
    change = ", " + percent_text(*row.current / *row.baseline - 1);
  return fmt::format("{} (baseline {}{}{})", value_text(*row.current, unit),
                     value_text(*row.baseline, unit), change, interval_of(row));
}

// Days from 1970-01-01 (Howard Hinnant, "chrono-compatible low-level date algorithms").
long long days_of(int year, unsigned month, unsigned day) {
  year -= month <= 2 ? 1 : 0;
  const int era = year / 400;
  const auto of_era = unsigned(year - era * 400);
  const unsigned of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
  return era * 146097LL + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

// "2026-11-21T08:28:22Z" as seconds; none for anything else.
std::optional<long long> seconds_of(std::string_view utc) {
  if (utc.size() != 20) return std::nullopt;
  const auto number = [&](std::size_t at, std::size_t digits) {
    return parse_int(utc.substr(at, digits)).value_or(-1);
  };
  const long long year = number(0, 4), month = number(5, 2), day = number(8, 2);
  const long long hour = number(11, 2), minute = number(14, 2), second = number(17, 2);
  if (year < 1970 || month < 1 || month > 12 || day < 1 || hour < 0 || minute < 0 || second < 0)
    return std::nullopt;
  return days_of(int(year), unsigned(month), unsigned(day)) * 86400 + hour * 3600 + minute * 60 +
         second;
}

// ", 3 days earlier"
std::string age_of(const std::string& then, const std::string& now) {
  const auto from = seconds_of(then);
  const auto to = seconds_of(now);
  if (!from || !to || *to < *from) return "";
  const long long age = *to - *from;
  for (const auto& [unit, size] : {std::pair("day", 86400LL), std::pair("hour", 3600LL),
                                   std::pair("minute", 60LL), std::pair("second", 1LL)})
    if (age >= size || size == 1)
      return fmt::format(", {} {}{} earlier", age / size, unit, age / size == 1 ? "" : "s");
  return "";
}

std::string fact(const Report& report, std::string_view key) {
  for (const auto& each : report.host.facts)
    if (each.key == key) return each.value;
  return "";
}

std::string lower_case(std::string text) {
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = char(c - 'A' + 'a');
  return text;
}

// Lines of "label: value", values aligned.
class Facts {
 public:
  explicit Facts(const TextStyle& style) : style_(style) {}
  void add(const std::string& label, std::string_view value, Ink ink = Ink::plain) {
    if (!value.empty()) rows_.push_back({label + ":", shown(value, style_), ink});
  }
  std::string text() const {
    std::size_t width = kValueColumn;
    for (const Row& row : rows_)
      width = std::max(width, display_width(row.label) + 1);  // a blank follows
    std::string out;
    for (const Row& row : rows_)
      out += "  " + paint(row.label, Ink::faint, style_) +
             std::string(width - display_width(row.label), ' ') +
             paint(row.value, row.ink, style_) + '\n';
    return out;
  }

 private:
  struct Row {
    std::string label, value;
    Ink ink;
  };
  TextStyle style_;
  std::vector<Row> rows_;
};

std::string backend_of(const Report& report) {
  std::string text = "assay " + report.tool.version;
  if (!report.tool.build.empty()) text += " (" + lower_case(report.tool.build) + ")";
  if (report.backend && !report.backend->engine.empty()) {
    text += ", " + report.backend->engine;
    if (!report.backend->engine_version.empty()) text += " " + report.backend->engine_version;
  }
  return text;
}

std::string host_of(const Report& report) {
  const std::string arch = fact(report, "arch");
  std::string text = arch.empty() ? "linux" : "linux/" + arch;
  const std::string allowed = fact(report, "cpus_allowed");
  const std::string cpus = allowed.empty() ? fact(report, "cpus_online") : allowed;
  if (!cpus.empty()) text += fmt::format(" ({} cpus)", cpus);
  return text;
}

std::string iterations_of(const Report& report, const model::Arm& arm) {
  if (!report.scenario) return "";
  if (report.scenario->iterations)
    return fmt::format("{} (warmup {})", *report.scenario->iterations, report.scenario->warmup);
  return fmt::format("{} (warmup {}, until decided)", arm.samples.size(), report.scenario->warmup);
}

std::string summary_of_wall(const Report& report, const model::Arm& arm) {
  const auto wall = summary_of(report, arm, "wall");
  if (!wall) return "";
  std::string out;
  for (const auto& [name, value] :
       {std::pair("min", wall->min), std::pair("p50", wall->median), std::pair("p95", wall->p95),
        std::pair("max", wall->max), std::pair("mean", wall->mean)})
    if (value) out += fmt::format("{}{}={}", out.empty() ? "" : "  ", name, time_text(*value));
  return out;
}

std::string baseline_of(const model::BaselineRecord& baseline, const std::string& now) {
  std::string text = baseline.path;
  if (!baseline.run_id.empty()) text += ", run " + baseline.run_id;
  if (!baseline.created.empty()) text += ", " + baseline.created + age_of(baseline.created, now);
  return text;
}

std::pair<std::string, Ink> headline_of(const model::Diff& diff) {
  if (diff.outcome == "missing") return {"no baseline entry, nothing compared", Ink::unsure};
  const std::string advice = diff.incomparable.empty() ? "" : ", as advice only: not comparable";
  if (!diff.incomparable.empty() && !diff.advisory) return {"not comparable", Ink::bad};
  if (diff.outcome == "fail") return {"REGRESSION" + advice, Ink::bad};
  if (diff.outcome == "inconclusive") return {"inconclusive" + advice, Ink::unsure};
  return {"ok", Ink::good};
}

}  // namespace

std::string format_human(const Report& report, const TextStyle& style) {
  const std::string name = report.scenario ? report.scenario->name : report.kind;
  std::string out = paint(shown(name, style), Ink::strong, style);
  if (report.scenario) out += shown(" [" + report.scenario->target + "]", style);
  out += '\n';
  Facts facts(style);
  const model::Arm* arm = model::judged_arm(report);
  if (report.scenario) facts.add("entry", report.scenario->entry);
  facts.add("backend", backend_of(report));
  facts.add("host", host_of(report));
  if (arm != nullptr) {
    facts.add("iterations", iterations_of(report, *arm));
    facts.add("wall_time", summary_of_wall(report, *arm));
    const Labels labels(report, kLongestLabel, style);
    for (const model::Arm& other : report.arms)
      if (&other != arm) facts.add(labels.of(other.name), summary_of_wall(report, other));
  }
  if (report.response_bytes) facts.add("response", fmt::format("{} bytes", *report.response_bytes));
  if (report.expected_match)
    facts.add("expected", *report.expected_match ? "ok" : "MISMATCH",
              *report.expected_match ? Ink::plain : Ink::bad);
  for (const auto& diagnostic : report.diagnostics)
    if (diagnostic.severity != model::Severity::note)
      facts.add(std::string(model::name(diagnostic.severity)), diagnostic.text, Ink::unsure);
  return out + facts.text();
}

std::string diff_row_text(const model::DiffRow& row) {
  std::string text = figures_of(row) + "  " + word_of(row);
  if (!row.reason.empty()) text += ": " + row.reason;
  return text;
}

std::string format_diff(const model::Diff& diff, const TextStyle& style) {
  const auto [word, ink] = headline_of(diff);
  std::string out =
      shown(diff.scenario, style) + ": " + paint(shown(word, style), ink, style) + '\n';
  const auto label_of = [&](const model::DiffRow& row) {
    const bool wall = row.metric.name == "wall";
    return shown(wall ? row.statistic : row.metric.name + " " + row.statistic, style);
  };
  std::size_t width = kRowLabel;
  for (const auto& row : diff.rows) width = std::max(width, display_width(label_of(row)));
  const auto line = [&](const std::string& text) { out += "  " + shown(text, style) + '\n'; };
  for (const auto& row : diff.rows) {
    out += "  " + padded(label_of(row), width, Align::left) + " " + shown(figures_of(row), style) +
           "  " + paint(shown(word_of(row), style), ink_of_row(row), style) + '\n';
    if (!row.reason.empty()) line(std::string(width + 1, ' ') + row.reason);
  }
  for (const std::string& failure : diff.failures)
    out += "  " + shown(failure, style) + "  " + paint("REGRESSION", Ink::bad, style) + '\n';
  for (const std::string& field : diff.incomparable) line("not comparable: " + field);
  for (const std::string& note : diff.notes) line("note: " + note);
  if (!diff.path.empty())
    line("baseline: " +
         baseline_of({diff.path, diff.run_id, diff.created, {}, false}, diff.current_created));
  return out;
}

}  // namespace assay::report
