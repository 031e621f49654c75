// SPDX-License-Identifier: Apache-2.0
#include "app/render_report.hpp"

#include "app/outputs.hpp"
#include "codec/report_json.hpp"
#include "report/render.hpp"
#include "report/text.hpp"

namespace assay::app {

Result<Outcome> render_report(const ReportOptions& options, const Surroundings& surroundings) {
  const auto report = load_report(options.file);
  if (!report) return report.error();
  Outcome outcome;
  switch (options.format) {
    case ReportFormat::text:
      outcome.out = report::to_text(*report, text_style(options.style, surroundings));
      break;
    case ReportFormat::csv:
      outcome.out = report::to_csv(*report);
      break;
    case ReportFormat::markdown:
      outcome.out = report::to_markdown_page(*report);
      break;
    case ReportFormat::json: {
      auto written = codec::write_report(*report, [&](std::string_view part) -> Result<void> {
        outcome.out += part;
        return {};
      });
      if (!written) return std::move(written).error();
      break;
    }
  }
  return outcome;
}

}  // namespace assay::app
