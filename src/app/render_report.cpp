// SPDX-License-Identifier: Apache-2.0
#include "app/render_report.hpp"

#include "app/outputs.hpp"
#include "app/wording.hpp"
#include "report/ci.hpp"
#include "report/render.hpp"
#include "report/text.hpp"

#include <fmt/format.h>

#include <span>
#include <utility>
#include <vector>

namespace assay::app {
namespace {

using Reports = std::vector<model::Report>;

Result<std::string> as_json(const Reports& reports) {
  std::string out;
  auto written = codec::write_reports(reports, [&](std::string_view part) -> Result<void> {
    out += part;
    return {};
  });
  if (!written) return std::move(written).error();
  return out;
}

Result<std::string> rendered(const Reports& reports, const ReportOptions& options,
                             const Surroundings& surroundings) {
  const auto for_ci = [&](report::CiFormat format) {
    return report::render(format, report::ci_document(reports));
  };
  switch (options.format) {
    case ReportFormat::json:
      return as_json(reports);
    case ReportFormat::csv:
      if (reports.size() > 1)
        return bad_usage(in_quotes(options.file) + " holds several reports",
                         "this CSV has one table, of one report",
                         "assay export --to csv has a column for the scenario");
      return report::to_csv(reports.front());
    case ReportFormat::markdown:
      return for_ci(report::CiFormat::markdown);
    case ReportFormat::junit:
      return for_ci(report::CiFormat::junit);
    case ReportFormat::github:
      return for_ci(report::CiFormat::github);
    case ReportFormat::github_summary:
      return for_ci(report::CiFormat::github_summary);
    case ReportFormat::tap:
      return for_ci(report::CiFormat::tap);
    case ReportFormat::text:
      break;
  }
  std::string out;
  for (const model::Report& report : reports) {
    if (!out.empty()) out += '\n';
    const auto style = text_style(options.style, surroundings);
    // Among several it has to be said which this one is.
    if (reports.size() > 1 && report.scenario)
      out += report::paint(
                 report::shown(
                     fmt::format("{} [{}]", report.scenario->name, report.scenario->target), style),
                 report::Ink::strong, style) +
             '\n';
    out += report::to_text(report, style);
  }
  return out;
}

}  // namespace

Result<Outcome> render_report(const ReportOptions& options, const Surroundings& surroundings) {
  Reports reports;
  auto loaded =
      load_reports(options.file, [&](model::Report&& report, std::size_t) -> Result<void> {
        reports.push_back(std::move(report));
        return {};
      });
  if (!loaded) return std::move(loaded).error();
  auto text = rendered(reports, options, surroundings);
  if (!text) return std::move(text).error();
  Outcome outcome;
  outcome.out = *std::move(text);
  return outcome;
}

}  // namespace assay::app
