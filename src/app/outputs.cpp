// SPDX-License-Identifier: Apache-2.0
#include "app/outputs.hpp"

#include "base/text.hpp"
#include "codec/hyperfine_export.hpp"
#include "codec/report_json.hpp"
#include "codec/verdict_json.hpp"
#include "report/export_tables.hpp"
#include "report/summarise.hpp"
#include "report/text.hpp"
#include "sys/file.hpp"

#include <filesystem>
#include <optional>
#include <system_error>
#include <utility>

namespace assay::app {
namespace {

// A report of a million trials of sixteen metrics takes 200 MB; ten times that is no report of
// ours.
constexpr std::size_t kMaxReport = std::size_t{2} << 30;

codec::Sink into(std::string& text) {
  return [&text](std::string_view part) -> Result<void> {
    text += part;
    return {};
  };
}

report::ExportTable table_style(std::optional<TimeUnit> unit, SortOrder sort) {
  report::ExportTable how;
  if (unit)
    how.unit = *unit == TimeUnit::microsecond   ? report::TimeUnit::microsecond
               : *unit == TimeUnit::millisecond ? report::TimeUnit::millisecond
                                                : report::TimeUnit::second;
  if (sort == SortOrder::mean_time) how.order = report::RowOrder::mean_time;
  return how;
}

Result<std::string> exported(const model::Report& report, ExportKind kind,
                             const report::ExportTable& how) {
  switch (kind) {
    case ExportKind::json: {
      std::string text;
      auto written = codec::write_hyperfine_json(report, into(text));
      if (!written) return std::move(written).error();
      return text;
    }
    case ExportKind::csv:
      return codec::hyperfine_csv(report);
    case ExportKind::markdown:
      return report::to_markdown(report, how);
    case ExportKind::asciidoc:
      return report::to_asciidoc(report, how);
    case ExportKind::orgmode:
      return report::to_orgmode(report, how);
    case ExportKind::verdict:
      break;
  }
  return codec::verdict_json(report);
}

Result<std::string> as_json(const model::Report& report) {
  std::string text;
  auto written = codec::write_report(report, into(text));
  if (!written) return std::move(written).error();
  return text;
}

}  // namespace

Result<void> save_report(const model::Report& report, const std::string& path) {
  auto file = sys::DurableFile::beside(path);
  if (!file) return std::move(file).error();
  auto written =
      codec::write_report(report, [&](std::string_view part) { return file->append(part); });
  if (!written) return written;
  return file->commit();
}

Result<model::Report> load_report(const std::string& path) {
  auto text = sys::read_file(path, kMaxReport);
  if (!text) return std::move(text).error();
  auto report = codec::read_report(std::move(*text));
  if (!report) return std::move(report).error().in(path);
  return report;
}

Result<void> load_reports(const std::string& path, const codec::TakeReport& take) {
  auto text = sys::read_file(path, kMaxReport);
  if (!text) return std::move(text).error();
  auto read = codec::each_report(*text, take);
  if (!read) return in_file(std::move(read).error(), path);
  return {};
}

Error in_file(Error error, const std::string& file) {
  constexpr std::string_view kLine = "line ";
  if (!error.what.starts_with(kLine)) return std::move(error).in(printable(file));
  error.what = printable(file) + ":" + error.what.substr(kLine.size());
  return error;
}

report::TextStyle text_style(Style style, const Surroundings& surroundings) {
  return {.color = surroundings.colour,
          .unicode = surroundings.unicode,
          .width = surroundings.columns,
          .full = style == Style::full};
}

void deliver(const model::Report& report, const CompareOptions& options,
             const Surroundings& surroundings, Outcome& outcome) {
  const auto failed = [&](Error error) {
    outcome.exit = worst(outcome.exit, exit_for(error.fault));
    if (!outcome.error)
      outcome.error = std::move(error);
    else
      outcome.notes.push_back(error.text());
  };
  // "-" is standard output: a document there takes the place of the text.
  bool document = false;
  const auto deliver_text = [&](Result<std::string> text, const std::string& path) {
    if (!text) return failed(std::move(text).error());
    if (path == "-") {
      outcome.out += *text;
      document = true;
    } else if (auto written = sys::write_file(path, *text); !written) {
      failed(std::move(written).error());
    }
  };
  if (options.report && *options.report != "-") {
    if (auto saved = save_report(report, *options.report); !saved) failed(std::move(saved).error());
  }
  if (options.json || options.report == "-") deliver_text(as_json(report), "-");
  for (const auto& each : options.exports)
    deliver_text(exported(report, each.kind, table_style(options.unit, options.sort)), each.path);
  if (!document) outcome.out += report::to_text(report, text_style(options.style, surroundings));
}

void forget_verdict(const std::string& path) {
  namespace fs = std::filesystem;
  constexpr std::size_t kSchemaBytes = 64;  // the schema is the first member
  std::error_code error;
  const fs::path file = fs::canonical(path, error);
  if (error || !fs::is_regular_file(file, error)) return;
  const auto start = sys::read_start(file.string(), kSchemaBytes);
  const auto holds = [&](std::string_view word) {
    return start && start->find(word) != std::string::npos;
  };
  if (!holds("\"assay.gate/") && !holds("\"assay.run-verdict/") && !holds("\"assay.soak/") &&
      !holds("\"duration_seconds\""))  // of a soak's summary, whose names are not ours
    return;
  fs::remove(file, error);  // what cannot be removed cannot be written either, and that is said
}

Exit exit_of(const model::Report& report) {
  if (!report.verdict) return Exit::pass;
  switch (*report.verdict) {
    case model::Verdict::regression:
      return Exit::failed;
    case model::Verdict::inconclusive:
      return Exit::inconclusive;
    case model::Verdict::improvement:
    case model::Verdict::equivalent:
      break;
  }
  return Exit::pass;
}

}  // namespace assay::app
