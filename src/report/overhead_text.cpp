// SPDX-License-Identifier: Apache-2.0
#include "report/overhead_text.hpp"

#include "base/text.hpp"
#include "base/units.hpp"
#include "report/table.hpp"
#include "report/words.hpp"
#include "stats/summary.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <string_view>

namespace assay::report {
namespace {

using model::CheckOutcome;
using model::OverheadResult;
using model::SloRow;

Ink ink_of(CheckOutcome outcome) {
  switch (outcome) {
    case CheckOutcome::pass:
      return Ink::good;
    case CheckOutcome::fail:
      return Ink::bad;
    default:
      return Ink::unsure;
  }
}

std::string verdict_line(const OverheadResult& result) {
  const auto& slo = result.slo;
  const std::size_t rounds = result.report.rounds.size();
  const std::string circumstances = fmt::format("{} round{} in {}", rounds, rounds == 1 ? "" : "s",
                                                elapsed_text(result.report.harness.elapsed_ns));
  switch (slo.verdict) {
    case CheckOutcome::pass:
      return "every budget is shown to hold, " + circumstances;
    case CheckOutcome::fail:
      return fmt::format("{} budget{} shown to be broken, {}", slo.violations.size(),
                         slo.violations.size() == 1 ? " is" : "s are", circumstances);
    case CheckOutcome::inconclusive:
      return fmt::format(
          "not decided, {}: no budget is shown to be broken, and not every one to "
          "hold",
          circumstances);
    case CheckOutcome::missing:
      break;
  }
  return "nothing to hold against the budgets, " + circumstances;
}

std::string signed_number(double value) {
  return std::abs(value) < 99.95 ? fmt::format("{:+.1f}", value) : fmt::format("{:+.0f}", value);
}

std::string percent(std::optional<double> value) {
  return value ? signed_number(*value) + " %" : "-";
}

std::string range(std::optional<double> lower, std::optional<double> upper) {
  const auto end = [](std::optional<double> value, const char* open) {
    return value ? signed_number(*value) : std::string(open);
  };
  if (!lower && !upper) return "";
  if (lower && *lower <= -100 && !upper) return "not bounded";
  return fmt::format("{} … {}", end(lower, "−∞"), end(upper, "∞"));
}

// Of what is no cost: neither signed nor rounded to tenths.
std::string plain_range(std::optional<double> lower, std::optional<double> upper) {
  if (!lower || !upper) return "";
  return *lower == *upper ? "" : fmt::format("{:.3g} … {:.3g}", *lower, *upper);
}

struct Subject {
  std::string workload, figure;
  std::optional<double> baseline_ns, agent_ns;
};

// Which figure a row speaks of.
std::optional<Subject> subject_of(const OverheadResult& result, const SloRow& row) {
  const bool p95 = row.metric == "p95_overhead_pct";
  std::string workload = row.scenario == "audit_mode_open"       ? "open_close"
                         : row.scenario == "audit_mode_connect"  ? "connect_loopback"
                         : row.scenario.starts_with("workload_") ? row.scenario.substr(9)
                                                                 : "";
  for (const auto& each : result.workloads) {
    if (each.workload != workload) continue;
    const auto& base = each.baseline.profile;
    const auto& with = each.with_agent.profile;
    if (p95) return Subject{workload, "p95", base.p95_ns, with.p95_ns};
    return Subject{workload, "mean", base.mean_ns, with.mean_ns};
  }
  return std::nullopt;
}

std::string time_text(std::optional<double> ns) {
  return ns ? format_quantity(*ns, "ns") : "-";
}

std::string_view word(CheckOutcome outcome) {
  return outcome == CheckOutcome::inconclusive ? "undecided" : model::name(outcome);
}

// `narrow`: whether the times had to go.
std::string slo_rows(const OverheadResult& result, const TextStyle& style, bool& narrow) {
  const int sure = int(std::lround(100 * (1 - result.report.plan.alpha)));
  Table table({{"", Align::left},
               {"baseline", Align::right},
               {"with agent", Align::right},
               {"cost", Align::right},
               {fmt::format("{} % interval", sure), Align::right},
               {"null arm", Align::right},
               {"budget", Align::right},
               {"", Align::left}},
              style);
  const auto cell = [&](std::string text, Ink ink = Ink::plain) {
    return Cell{shown(text, style), ink};
  };
  for (const SloRow& row : result.slo.rows) {
    const auto subject = subject_of(result, row);
    const Cell verdict = cell(std::string(word(row.status)), ink_of(row.status));
    if (!subject) {
      const std::string unit = row.unit.empty() ? "" : " " + row.unit;
      const auto with_unit = [&](double value) { return fmt::format("{:g}{}", value, unit); };
      table.add({cell(row.metric), cell(""), cell(""),
                 cell(row.result ? with_unit(*row.result) : "-", Ink::strong),
                 cell(plain_range(row.lower, row.upper)), cell(""), cell(with_unit(row.budget)),
                 verdict});
      continue;
    }
    table.add({cell(subject->workload + " " + subject->figure),
               cell(time_text(subject->baseline_ns)), cell(time_text(subject->agent_ns)),
               cell(percent(row.result), Ink::strong), cell(range(row.lower, row.upper)),
               cell(range(row.null_lower, row.null_upper), Ink::faint),
               cell(fmt::format("{:g} %", row.budget)), verdict});
  }
  // On a narrow terminal the times give way: they stand below.
  narrow = table.width() > width_of(style);
  if (narrow) {
    table.drop(2);
    table.drop(1);
  }
  return table.text();
}

// "2.72 µs without, 2.73 µs with the agent", for each workload.
std::string times(const OverheadResult& result) {
  std::vector<std::string> parts;
  for (const auto& each : result.workloads)
    parts.push_back(fmt::format("{} {} to {}", each.workload,
                                time_text(each.baseline.profile.mean_ns),
                                time_text(each.with_agent.profile.mean_ns)));
  return parts.empty() ? "" : "Mean, without and with the agent: " + join(parts, ", ");
}

std::string median_text(const model::Report& report, std::string_view metric) {
  const auto* arm = model::find_arm(report, "with_agent");
  const auto* column = arm == nullptr ? nullptr : model::column(report, *arm, metric);
  const auto middle = column == nullptr ? std::nullopt : stats::median(column->present());
  const auto index = model::metric_index(report, metric);
  if (!middle || !index) return "";
  return format_quantity(*middle, report.metrics[*index].metric.unit);
}

// What the agent itself used, a median round.
std::string agent_use(const OverheadResult& result) {
  std::vector<std::string> parts;
  const auto add = [&](std::string_view metric, std::string_view what) {
    if (const std::string text = median_text(result.report, metric); !text.empty())
      parts.push_back(fmt::format("{} {}", text, what));
  };
  add("agent_cpu", "CPU");
  add("agent_rss", "resident");
  add("agent_read", "read");
  add("agent_written", "written");
  if (parts.empty()) return "";
  return "The agent itself used, in a median round: " + join(parts, ", ");
}

std::string reference_points(const OverheadResult& result) {
  std::string out;
  for (const auto& each : result.workloads) {
    const auto& profile = each.baseline.profile;
    out += fmt::format("{}{} × {}", out.empty() ? "" : ", ", profile.iterations, each.workload);
  }
  if (out.empty()) return "";
  return "Of each arm and round: " + out +
         fmt::format("; a timestamp costs {}, and is taken off",
                     format_quantity(result.workloads.front().baseline.profile.clock_ns, "ns"));
}

std::string after_effect(const OverheadResult& result) {
  for (const auto& each : result.after_effects)
    if (each.after_agent_ns && each.other_ns)
      return fmt::format("Baseline of {} right after the agent {} (n = {}), else {} (n = {}){}",
                         each.workload, time_text(each.after_agent_ns), each.after_agent_rounds,
                         time_text(each.other_ns), each.other_rounds,
                         each.shown ? ": it leaves something behind" : "");
  return "";
}

}  // namespace

std::string overhead_text(const OverheadResult& result, const TextStyle& style) {
  const auto line = [&](const std::string& text, Ink ink) {
    std::string out;
    for (const auto& each : split(wrapped(shown(text, style), width_of(style), 2), '\n'))
      if (!each.empty()) out += paint(each, ink, style) + "\n";
    return out;
  };
  std::string out = line(result.agent + ": " + verdict_line(result), ink_of(result.slo.verdict));
  if (result.report.status != model::Status::complete)
    out += line(result.report.status == model::Status::interrupted
                    ? "interrupted: what was measured so far"
                    : "it failed: " + result.report.failure,
                Ink::unsure);
  if (!result.strict) out += line("advisory: " + join(result.advisory, "; "), Ink::unsure);
  bool narrow = false;
  out += "\n" + slo_rows(result, style, narrow) + "\n";
  for (const std::string& text : {narrow ? times(result) : std::string(), reference_points(result),
                                  agent_use(result), after_effect(result)})
    if (!text.empty()) out += line(text, Ink::plain);
  for (const auto& each : result.slo.violations) out += line("broken: " + each, Ink::bad);
  for (const auto& each : result.slo.inconclusive) out += line("open: " + each, Ink::unsure);
  for (const auto& each : result.report.diagnostics)
    if (each.code != "advisory") out += line("note: " + each.text, Ink::faint);
  return out;
}

}  // namespace assay::report
