// SPDX-License-Identifier: Apache-2.0
#include "report/perf_reports.hpp"

#include "base/text.hpp"
#include "report/pull_request.hpp"

#include <fmt/format.h>

#include <optional>
#include <string_view>

namespace assay::report {
namespace {

using model::CheckOutcome;
using model::status_word;
using Number = std::optional<double>;

// In backticks, as the reference has them. What holds a backtick itself is escaped instead; a bar
// would end the cell even in backticks.
std::string code(std::string_view text) {
  const std::string safe = printable(text);
  if (safe.empty()) return "";
  if (safe.find('`') != safe.npos) return markdown_text(text);
  std::string out = "`";
  for (const char c : safe) out += c == '|' ? std::string("\\|") : std::string(1, c);
  return out + "`";
}

std::string number(const Number& value, int digits) {
  return value ? fmt::format("`{:.{}f}`", *value, digits) : "-";
}

std::string ends(const Number& lower, const Number& upper, int digits) {
  if (!lower && !upper) return "-";
  const auto end = [&](const Number& value, const char* open) {
    return value ? fmt::format("{:.{}f}", *value, digits) : std::string(open);
  };
  return "`" + end(lower, "-inf") + " .. " + end(upper, "+inf") + "`";
}

std::string row(std::initializer_list<std::string> cells) {
  std::string out = "|";
  for (const std::string& cell : cells) out += " " + cell + " |";
  return out + "\n";
}

std::string rule(std::size_t columns) {
  std::string out = "|";
  for (std::size_t i = 0; i < columns; ++i) out += " --- |";
  return out + "\n";
}

// Whose page it is; that it is only advice comes before any figure.
std::string head(std::string_view title, std::string_view schema, const model::Provenance& of) {
  std::string out = fmt::format("# {}\n\n<!-- {} -->\n", title, schema);
  if (of.run_id.empty()) {
    out += "\n";
    return out;
  }
  out += fmt::format("\n- run: {}\n- agent: {}\n- mode: `{}`\n", code(of.run_id), code(of.agent),
                     of.strict ? "strict" : "advisory");
  if (!of.strict) out += "\n**ADVISORY: this host was not shown to qualify; no release gate.**\n";
  if (!of.advisory.empty()) out += "\n";
  for (const std::string& reason : of.advisory) out += "- " + markdown_text(reason) + "\n";
  return out + "\n";
}

std::string listed(std::string_view title, const std::vector<std::string>& lines) {
  if (lines.empty()) return "";
  std::string out = fmt::format("## {}\n\n", title);
  for (const std::string& line : lines) out += "- " + markdown_text(line) + "\n";
  return out + "\n";
}

std::string profile(std::string_view title, const model::EvidenceProfile& held) {
  std::string out = fmt::format("## {}\n\n", title);
  const auto item = [&](std::string_view name, const std::string& value) {
    out += fmt::format("- {}: {}\n", name, value);
  };
  item("baseline us_per_op", number(held.baseline_us, 4));
  item("with_agent us_per_op", number(held.with_agent_us, 4));
  item("us_per_op ratio", number(held.mean.ratio, 3));
  item("us_per_op ratio interval", ends(held.mean.lower, held.mean.upper, 3));
  item("with_agent p50_us", number(held.p50_us, 4));
  item("with_agent p95_us", number(held.p95_us, 4));
  item("with_agent p99_us", number(held.p99_us, 4));
  return out + "\n";
}

std::string kpi(std::string_view name, const model::EvidenceProfile& held) {
  std::string out = fmt::format("- {}: {} (target {})\n", name, number(held.p95.ratio, 6),
                                number(held.target, 6));
  out += fmt::format("- {} interval: {}\n", name, ends(held.p95.lower, held.p95.upper, 6));
  out += fmt::format("- {} null: {}, interval {}\n", name, number(held.null_p95.ratio, 6),
                     ends(held.null_p95.lower, held.null_p95.upper, 6));
  return out + fmt::format("- {} status: `{}`\n", name, status_word(held.p95_status));
}

// What did not pass, in words.
std::vector<std::string> shortcomings(const model::PerfEvidence& evidence) {
  std::vector<std::string> out;
  const auto gate = [&](std::string_view name, const model::EvidenceProfile& held) {
    if (held.p95_status == CheckOutcome::fail && held.p95.ratio && held.target)
      out.push_back(fmt::format("{} p95 ratio {:.6f} exceeds target {:.6f}", name, *held.p95.ratio,
                                *held.target));
    else if (held.p95_status != CheckOutcome::pass)
      out.push_back(fmt::format("{} p95 ratio is {}", name, model::name(held.p95_status)));
  };
  gate("open", evidence.open);
  gate("connect", evidence.connect);
  for (const model::EvidenceRow& each : evidence.rows)
    if (each.status != CheckOutcome::pass)
      out.push_back(fmt::format("workload row {} is {}", each.name, model::name(each.status)));
  return out;
}

}  // namespace

std::string slo_report_markdown(const model::SloTable& table, const model::Provenance& of) {
  std::string out = head("Perf SLO Gate Report", "assay.slo-report/1", of);
  out += "## Canonical SLO Table\n\n";
  out += row({"Scenario", "Metric", "Result", "Budget", "Status", "Evidence", "Interval", "Null",
              "Null interval"});
  out += rule(9);
  for (const model::SloRow& each : table.rows)
    out +=
        row({code(each.scenario), code(each.metric), number(each.result, 4), number(each.budget, 4),
             code(status_word(each.status)), code(each.evidence), ends(each.lower, each.upper, 4),
             number(each.null_result, 4), ends(each.null_lower, each.null_upper, 4)});
  out += "\n";
  out += listed("Input Errors", table.input_errors);
  out += listed("Budget Violations", table.violations);
  out += listed("Undecided", table.inconclusive);
  out += fmt::format("## Gate Result\n\n{}\n", status_word(table.verdict));
  return out;
}

std::string evidence_markdown(const model::PerfEvidence& evidence) {
  std::string out = head("Perf Evidence Report", "assay.evidence-report/1", evidence.of);
  out += profile("Open profile", evidence.open) + profile("Connect profile", evidence.connect);
  out += "## Workload suite rows\n\n";
  out += row({"Name", "Baseline us_per_op", "With agent us_per_op", "Delta %", "Budget %", "Status",
              "Interval %", "Null %"});
  out += rule(8);
  std::vector<std::string> failed;
  for (const model::EvidenceRow& each : evidence.rows) {
    out +=
        row({code(each.name), number(each.baseline_us, 4), number(each.with_agent_us, 4),
             number(each.delta_pct, 4), number(each.budget_pct, 4), code(status_word(each.status)),
             ends(each.lower_pct, each.upper_pct, 4), number(each.null_pct, 4)});
    if (each.status == CheckOutcome::fail) failed.push_back(each.name);
  }
  out += "\n## KPI gates\n\n";
  out += kpi("open_p95_ratio", evidence.open) + kpi("connect_p95_ratio", evidence.connect);
  out += fmt::format("- workload_failed_rows: {}\n",
                     failed.empty() ? "`none`" : code(join(failed, ", ")));
  out += fmt::format("- gate_status: `{}`\n", model::name(evidence.gate));
  const auto short_of = shortcomings(evidence);
  if (!short_of.empty()) out += "\n" + listed("Gate failures", short_of);
  while (out.ends_with("\n\n")) out.pop_back();
  return out;
}

}  // namespace assay::report
