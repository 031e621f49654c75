// SPDX-License-Identifier: Apache-2.0
// What --format means to each command.
#include "app/wording.hpp"
#include "cli/draft.hpp"
#include "cli/values.hpp"

namespace assay::cli {
namespace {

constexpr Choice<app::ReportFormat> kReportFormats[] = {
    {"text", app::ReportFormat::text},
    {"json", app::ReportFormat::json},
    {"csv", app::ReportFormat::csv},
    {"markdown", app::ReportFormat::markdown},
    {"junit", app::ReportFormat::junit},
    {"github", app::ReportFormat::github},
    {"github-summary", app::ReportFormat::github_summary},
    {"tap", app::ReportFormat::tap}};

// No value: text, which is printed anyway.
constexpr Choice<std::optional<report::CiFormat>> kCiFormats[] = {
    {"text", std::nullopt},
    {"markdown", report::CiFormat::markdown},
    {"junit", report::CiFormat::junit},
    {"github", report::CiFormat::github},
    {"github-summary", report::CiFormat::github_summary},
    {"tap", report::CiFormat::tap}};

}  // namespace

Result<app::ReportFormat> report_format(const Draft& draft) {
  if (draft.formats.empty()) return app::ReportFormat::text;
  const FormatAsk& ask = draft.formats.front();
  if (draft.formats.size() > 1)
    return app::bad_usage(ask.given.flag + " is given twice", "one document is printed",
                          "drop one of them");
  if (ask.path)
    return app::bad_usage(ask.given.flag + " names a file, and report prints", "",
                          "write '> " + *ask.path + "' behind the command");
  return choice(ask.given, kReportFormats);
}

Result<std::vector<app::GateFormat>> ci_formats(const Draft& draft) {
  std::vector<app::GateFormat> out;
  for (const FormatAsk& ask : draft.formats) {
    const auto format = choice(ask.given, kCiFormats);
    if (!format) return format.error();
    if (*format) out.push_back({**format, ask.path.value_or("-")});
  }
  return out;
}

}  // namespace assay::cli
