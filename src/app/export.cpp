// SPDX-License-Identifier: Apache-2.0
#include "app/export.hpp"

#include "app/outputs.hpp"
#include "app/wording.hpp"
#include "report/render.hpp"
#include "sys/file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <set>
#include <utility>

namespace assay::app {
namespace {

// A table of every arm and metric.
class CsvExporter : public codec::Exporter {
 public:
  Result<std::size_t> add(const model::Report& report) override {
    const std::string rows = report::scenario_csv_rows(report);
    out_ += rows;
    return std::size_t(std::count(rows.begin(), rows.end(), '\n'));
  }
  std::string finish() override { return std::move(out_); }

 private:
  std::string out_ = report::scenario_csv_header();
};

std::string name_of(const model::Report& report) {
  return report.scenario ? in_quotes(report.scenario->name) : "a report of " + report.kind;
}

// Takes what nobody asked for out of a report, so that the CSV has none of it either.
void keep_metrics(model::Report& report, const std::vector<std::string>& metrics) {
  if (metrics.empty()) return;
  const auto wanted = [&](const std::string& name) {
    return std::find(metrics.begin(), metrics.end(), name) != metrics.end();
  };
  for (model::Arm& arm : report.arms)
    std::erase_if(arm.summaries, [&](const auto& s) { return !wanted(s.metric); });
  std::erase_if(report.comparisons, [&](const auto& c) { return !wanted(c.metric); });
  for (model::Arm& arm : report.arms)
    for (std::size_t k = 0; k < arm.samples.values.size(); ++k)
      if (!wanted(report.metrics[k].metric.name)) arm.samples.values[k] = {};
}

Result<void> check_metrics(const std::vector<std::string>& metrics,
                           const std::set<std::string>& known) {
  for (const std::string& metric : metrics) {
    if (known.contains(metric)) continue;
    const std::vector<std::string> words(known.begin(), known.end());
    return bad_usage("no report has the metric " + in_quotes(metric),
                     "they have " + join(words, ", "), did_you_mean(metric, words));
  }
  return {};
}

}  // namespace

Result<Outcome> export_reports(const ExportOptions& options) {
  const std::unique_ptr<codec::Exporter> exporter =
      options.format ? codec::make_exporter(*options.format, options.metrics)
                     : std::make_unique<CsvExporter>();
  Outcome outcome;
  std::set<std::string> known;
  std::size_t figures = 0;
  const auto take = [&](model::Report&& report, std::size_t) -> Result<void> {
    for (const auto& measured : report.metrics) known.insert(measured.metric.name);
    keep_metrics(report, options.metrics);
    const auto added = exporter->add(report);
    if (!added) return added.error();
    if (*added == 0)
      outcome.notes.push_back(name_of(report) + " has nothing that this format can hold" +
                              (report.failure.empty() ? "" : ": " + printable(report.failure)));
    figures += *added;
    return {};
  };
  for (const std::string& file : options.files)
    if (auto loaded = load_reports(file == "-" ? "/dev/stdin" : file, take); !loaded)
      return std::move(loaded).error();
  if (auto ok = check_metrics(options.metrics, known); !ok) return std::move(ok).error();
  if (figures == 0)
    return bad_usage("there is nothing to export", "no report holds what this format can carry",
                     "see docs/import.md for what each format holds");
  std::string text = exporter->finish();
  if (!options.output || *options.output == "-") {
    outcome.out = std::move(text);
    return outcome;
  }
  if (auto written = sys::write_file(*options.output, text); !written)
    return std::move(written).error();
  return outcome;
}

}  // namespace assay::app
