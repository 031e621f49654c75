// SPDX-License-Identifier: Apache-2.0
#include "app/run_outputs.hpp"

#include "app/outputs.hpp"
#include "base/text.hpp"
#include "codec/diff_json.hpp"
#include "codec/report_json.hpp"
#include "codec/run_verdict_json.hpp"
#include "report/human.hpp"
#include "report/run_text.hpp"
#include "report/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace assay::app {
namespace {

// "gzip [process]"
std::string full_name(const model::Report& report) {
  return report.scenario ? fmt::format("{} [{}]", report.scenario->name, report.scenario->target)
                         : std::string();
}

}  // namespace

RunOutputs::RunOutputs(const RunOptions& options, const Surroundings& surroundings,
                       std::size_t scenarios)
    : options_(&options), surroundings_(&surroundings), scenarios_(scenarios) {
  json_ = options.common.json || options.common.report == "-";
  document_ = std::any_of(options.formats.begin(), options.formats.end(),
                          [](const CiOutput& each) { return each.path == "-"; });
  ci_.title = "assay run";
}

Result<RunOutputs> RunOutputs::open(const RunOptions& options, const Surroundings& surroundings,
                                    std::size_t scenarios) {
  RunOutputs out(options, surroundings, scenarios);
  if (options.common.report && *options.common.report != "-") {
    auto file = sys::DurableFile::beside(*options.common.report);
    if (!file) return std::move(file).error();
    out.file_ = std::move(*file);
  }
  return out;
}

Result<void> RunOutputs::print(std::string_view text) {
  printed_ = true;
  return surroundings_->print(text);
}

report::TextStyle RunOutputs::style() const {
  return text_style(options_->common.style, *surroundings_);
}

std::string RunOutputs::as_text(const model::Report& report,
                                const std::optional<model::Diff>& diff) const {
  std::string text;
  // Arms that were compared have a verdict of their own to show; one arm has its figures.
  if (report.arms.size() > 1)
    text = report::paint(report::shown(full_name(report), style()), report::Ink::strong, style()) +
           '\n' + report::to_text(report, style());
  else
    text = report::format_human(report, style());
  if (diff) text += report::format_diff(*diff, style());
  return text;
}

std::string RunOutputs::as_text(const std::string& name, const Error& error) const {
  std::string text =
      report::paint(report::shown(name, style()), report::Ink::strong, style()) + '\n';
  for (const std::string& part : {error.what, error.why, error.hint})
    for (const std::string& line : split(part, '\n'))
      if (!line.empty())
        text += report::wrapped("  " + report::shown(line, style()), report::width_of(style()), 4) +
                '\n';
  return text;
}

Result<std::string> RunOutputs::as_json(const model::Report& report) const {
  std::string text;
  const codec::Sink sink = [&](std::string_view part) -> Result<void> {
    text += part;
    return {};
  };
  auto written =
      scenarios_ == 1 ? codec::write_report(report, sink) : codec::write_report_line(report, sink);
  if (!written) return std::move(written).error();
  return text;
}

Result<void> RunOutputs::add(const model::Report& report, const std::optional<model::Diff>& diff,
                             const std::optional<Error>& ended) {
  if (!options_->formats.empty())
    for (auto& suite : report::ci_document({&report, 1}).suites)
      ci_.suites.push_back(std::move(suite));
  if (json_ || file_) {
    auto text = as_json(report);
    if (!text) return std::move(text).error();
    if (file_)
      if (auto ok = file_->append(*text); !ok) return ok;
    // A document on many lines has no room for a line of another kind; it holds the comparisons.
    if (json_ && diff && scenarios_ > 1)
      if (auto ok = print(codec::diff_line(*diff)); !ok) return ok;
    if (json_) return print(*text);
  }
  if (document_) return {};
  const bool empty = std::all_of(report.arms.begin(), report.arms.end(),
                                 [](const model::Arm& arm) { return arm.samples.size() == 0; });
  return print((printed_ ? "\n" : "") +
               (ended && empty ? as_text(full_name(report), *ended) : as_text(report, diff)));
}

Result<void> RunOutputs::add_failure(const std::string& name, const Error& error) {
  if (!options_->formats.empty()) {
    report::CiCase run{.name = "run", .error = true, .detail = error.text()};
    run.outcome = model::CheckOutcome::fail;
    ci_.suites.push_back({.name = name, .cases = {std::move(run)}});
  }
  if (prints_document()) return {};
  return print((printed_ ? "\n" : "") + as_text(name, error));
}

Result<void> RunOutputs::finish(const model::RunSummary& summary) {
  Result<void> first;
  const auto keep = [&](Result<void> done) {
    if (first && !done) first = std::move(done);
  };
  if (file_) keep(file_->commit());
  for (const CiOutput& each : options_->formats) {
    const std::string text = report::render(each.format, ci_);
    keep(each.path == "-" ? print(text) : sys::write_file(each.path, text));
  }
  if (options_->verdict_file)
    keep(sys::write_file(*options_->verdict_file, codec::run_verdict_json(summary)));
  if (!prints_document() && summary.scenarios.size() > 1)
    keep(print('\n' + report::run_summary_text(summary, style())));
  return first;
}

}  // namespace assay::app
