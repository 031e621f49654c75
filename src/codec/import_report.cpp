// SPDX-License-Identifier: Apache-2.0
#include "codec/import_report.hpp"

#include "base/text.hpp"
#include "model/samples.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace assay::codec {
namespace {

bool has_samples(const ImportedRow& row) {
  return std::any_of(row.metrics.begin(), row.metrics.end(),
                     [](const ImportedMetric& m) { return !m.samples.empty(); });
}

// Rows of one name are repetitions only where the tool writes them so.
bool repeats(Source source) {
  return source == Source::google_benchmark || source == Source::go;
}

ImportedMetric& metric_in(ImportedRow& row, const model::Metric& metric) {
  for (ImportedMetric& each : row.metrics)
    if (each.metric.name == metric.name) return each;
  return row.metrics.emplace_back(ImportedMetric{metric, {}, {}});
}

std::size_t trials(const ImportedRow& row) {
  std::size_t most = 0;
  for (const ImportedMetric& each : row.metrics) most = std::max(most, each.samples.size());
  return most;
}

// The values of another repetition go behind those that are there, metric by metric.
Result<void> append(ImportedRow& into, const ImportedRow& row) {
  const std::size_t before = trials(into);
  for (const ImportedMetric& metric : row.metrics) {
    ImportedMetric& known = metric_in(into, metric.metric);
    if (known.metric.unit != metric.metric.unit)
      return Error{
          Fault::usage,
          fmt::format("'{}' has the metric {} in two units", printable(into.name),
                      metric.metric.name),
          fmt::format("'{}' and '{}'", printable(known.metric.unit), printable(metric.metric.unit)),
          ""};
    known.samples.resize(before, model::kAbsent);
    known.samples.insert(known.samples.end(), metric.samples.begin(), metric.samples.end());
  }
  if (into.failure.empty()) into.failure = row.failure;
  return {};
}

// A figure that the tool made of samples which the file does not hold.
void add_aggregate(ImportedRow& into, const ImportedRow& row) {
  for (const ImportedMetric& metric : row.metrics) {
    if (metric.samples.empty()) continue;
    const double value = metric.samples.front();
    model::Summary& s = metric_in(into, metric.metric).summary;
    if (row.aggregate == "mean") s.mean = value;
    if (row.aggregate == "median") s.median = value;
    if (row.aggregate == "stddev") s.stddev = value;
    if (row.aggregate == "min") s.min = value;
    if (row.aggregate == "max") s.max = value;
    if (row.aggregate == "p90") s.p90 = value;
    if (row.aggregate == "p95") s.p95 = value;
    if (row.aggregate == "p99") s.p99 = value;
  }
}

bool is_summary(const std::string& aggregate) {
  for (const std::string_view each :
       {"mean", "median", "stddev", "min", "max", "p90", "p95", "p99"})
    if (aggregate == each) return true;
  return false;
}

ImportedRow without_metrics(const ImportedRow& row) {
  ImportedRow out = row;
  out.metrics.clear();
  out.aggregate.clear();
  return out;
}

// Names as they are shown, each once.
void number_names(std::vector<ImportedRow>& rows) {
  std::set<std::string> taken;
  for (const ImportedRow& row : rows) taken.insert(printable(row.name));
  std::set<std::string> given;
  std::map<std::string, std::size_t> numbers;
  for (ImportedRow& row : rows) {
    const std::string shown = printable(row.name);
    if (given.insert(shown).second) continue;
    std::size_t& number = numbers.try_emplace(shown, 1).first->second;
    std::string name;
    do name = fmt::format("{}#{}", shown, ++number);
    while (!taken.insert(name).second);
    row.name = std::move(name);
  }
}

void add_summaries(model::Arm& arm, const ImportedMetric& metric) {
  if (!metric.samples.empty()) return;
  model::Summary summary = metric.summary;
  summary.metric = metric.metric.name;
  arm.summaries.push_back(std::move(summary));
}

}  // namespace

Result<std::vector<ImportedRow>> merged(const Imported& imported) {
  std::vector<ImportedRow> out;
  if (!repeats(imported.source)) {
    out = imported.rows;
    number_names(out);
    return out;
  }
  std::map<std::string_view, std::size_t> places;
  for (const ImportedRow& row : imported.rows) {
    const auto [place, fresh] = places.emplace(row.name, out.size());
    if (fresh) out.push_back(without_metrics(row));
    if (!row.aggregate.empty()) continue;
    if (auto ok = append(out[place->second], row); !ok) return std::move(ok).error();
  }
  // Only now it is known which have samples of their own.
  std::vector<bool> measured;
  for (const ImportedRow& row : out) measured.push_back(has_samples(row));
  for (const ImportedRow& row : imported.rows) {
    const std::size_t place = places.at(row.name);
    if (!row.aggregate.empty() && is_summary(row.aggregate) && !measured[place])
      add_aggregate(out[place], row);
  }
  std::erase_if(out, [](const ImportedRow& row) {
    return row.metrics.empty() && row.failure.empty();  // a cv and nothing else
  });
  if (out.empty())
    return Error{Fault::usage, "there is no benchmark in it",
                 "it holds aggregates only, and none that a summary has", ""};
  number_names(out);
  return out;
}

model::Report report_of(const ImportedRow& benchmark, const Imported& imported) {
  model::Report report;
  report.kind = "import";
  report.created = imported.created;
  report.host = imported.host;
  report.host.facts.insert(report.host.facts.begin(),
                           {{"import.source", std::string(name(imported.source))},
                            {"import.file", printable(imported.file)}});
  const std::string tier = "import." + std::string(name(imported.source));
  const std::size_t count = trials(benchmark);

  model::ScenarioRecord& scenario = report.scenario.emplace();
  scenario.name = printable(benchmark.name);
  scenario.target = "import";
  scenario.parameters = benchmark.parameters;
  if (count > 0) scenario.iterations = count;
  report.backend.emplace();
  report.backend->name = "import";
  report.backend->engine = name(imported.source);
  report.backend->engine_version = imported.version;
  report.plan.kind = "fixed";
  report.plan.max_rounds = count;
  if (!benchmark.failure.empty()) {
    report.status = model::Status::failed;
    report.failure = benchmark.failure;
  }

  model::Arm& arm = report.arms.emplace_back();
  arm.name = "candidate";
  arm.role = "candidate";
  arm.command.text = benchmark.text.empty() ? benchmark.name : benchmark.text;
  arm.parameters = benchmark.parameters;
  for (std::size_t i = 0; i < count; ++i) {
    arm.samples.round.push_back(std::uint32_t(i));
    arm.samples.position.push_back(0);
    arm.samples.exit_code.push_back(i < benchmark.exit_codes.size() ? benchmark.exit_codes[i] : 0);
  }
  for (const ImportedMetric& metric : benchmark.metrics) {
    report.metrics.push_back({metric.metric, tier, ""});
    model::Column& column = arm.samples.values.emplace_back();
    for (const double value : metric.samples) column.push(value);
    if (!metric.samples.empty()) column.pad_to(count);
    add_summaries(arm, metric);
  }
  return report;
}

}  // namespace assay::codec
