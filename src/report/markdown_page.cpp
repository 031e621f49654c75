// SPDX-License-Identifier: Apache-2.0
#include "report/markdown_page.hpp"

#include "base/text.hpp"
#include "base/units.hpp"
#include "report/disturbance.hpp"
#include "report/pull_request.hpp"
#include "report/summarise.hpp"
#include "report/text.hpp"
#include "report/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace assay::report {
namespace {

using model::Comparison;
using model::Report;

std::string row(const std::vector<std::string>& cells) {
  std::string out = "|";
  for (const std::string& cell : cells) out += " " + cell + " |";
  return out + "\n";
}

}  // namespace

std::string markdown_table(const Report& report) {
  const bool compared = !report.comparisons.empty();
  std::vector<std::string> titles{"Metric", "Arm", "Median", "Interval"};
  if (compared) titles.insert(titles.end(), {"Change", "Interval", "Verdict"});
  std::string out =
      row(titles) + "|:---|:---|---:|:---|" + (compared ? "---:|:---|:---|" : "") + "\n";
  for (const std::string& name : shown_metrics(report, true)) {
    const std::string unit = metric_of(report, name).unit;
    for (const model::Arm& arm : report.arms) {
      const auto s = summary_of(report, arm, name);
      if (!s) continue;
      std::vector<std::string> cells{markdown_text(name), markdown_text(arm.name),
                                     s->median ? format_quantity(*s->median, unit) : "",
                                     s->median_lower && s->median_upper
                                         ? range_text(*s->median_lower, *s->median_upper, unit)
                                         : ""};
      if (compared) {
        const auto c = std::find_if(
            report.comparisons.begin(), report.comparisons.end(),
            [&](const Comparison& one) { return one.arm == arm.name && one.metric == name; });
        if (c == report.comparisons.end()) {
          cells.insert(cells.end(), {"", "", ""});
        } else {
          const std::string words = verdict_words(*c, metric_of(report, name));
          cells.insert(cells.end(), {change_text(*c, unit), interval_text(*c, unit),
                                     c->gated ? "**" + words + "**" : words});
        }
      }
      out += row(cells);
    }
  }
  return out;
}

std::string markdown_details(const Report& report) {
  std::vector<std::string> lines;
  lines.push_back(fmt::format("run {} of {}, {} rounds in {}, seed {}, α = {:g}, {} plan",
                              report.run_id, report.created, report.rounds.size(),
                              elapsed_text(report.harness.elapsed_ns), report.seed,
                              report.plan.alpha, report.plan.kind));
  if (const std::string disturbed = disturbances(report); !disturbed.empty())
    lines.push_back("disturbed by: " + disturbed);
  for (const auto& d : report.diagnostics)
    lines.push_back(fmt::format("{}: {}", model::name(d.severity), d.text));
  for (const auto& check : report.checks)
    lines.push_back(fmt::format("check {}: {} {}", check.name, check.outcome, check.detail));
  for (const auto& measured : report.metrics)
    if (!measured.measured())
      lines.push_back(
          fmt::format("{} was not measured: {}", measured.metric.name, measured.absent));
  std::string out;
  for (const std::string& line : lines) out += "- " + markdown_text(std::string(trim(line))) + "\n";
  out += "\n| Arm | Command | SHA-256 of the executable |\n|:---|:---|:---|\n";
  for (const model::Arm& arm : report.arms)
    out += row({markdown_text(arm.name), markdown_text(arm.command.text), arm.command.sha256});
  out += "\n| Host | |\n|:---|:---|\n";
  for (const auto& fact : report.host.facts)
    out += row({markdown_text(fact.key), markdown_text(fact.value)});
  return out;
}

}  // namespace assay::report
