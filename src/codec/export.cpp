// SPDX-License-Identifier: Apache-2.0
#include "codec/export.hpp"

#include "base/text.hpp"
#include "codec/export_openmetrics.hpp"
#include "codec/export_rows.hpp"
#include "codec/hyperfine_export.hpp"
#include "codec/json_writer.hpp"

#include <fmt/format.h>

#include <cmath>
#include <set>
#include <utility>

namespace assay::codec {
namespace {

using model::Arm;
using model::Report;

// Writes JSON into a string that it keeps.
class JsonExporter : public Exporter {
 public:
  explicit JsonExporter(std::vector<std::string> metrics) : metrics_(std::move(metrics)) {}
  std::string finish() override {
    close();
    (void)json_.finish();  // a string takes everything
    return std::move(out_);
  }

 protected:
  virtual void close() = 0;
  std::span<const std::string> metrics() const { return metrics_; }
  bool wanted(std::string_view metric) const {
    for (const std::string& each : metrics_)
      if (each == metric) return true;
    return metrics_.empty();
  }
  // The names of a document are its keys, or what its readers tell rows apart by.
  Result<void> claim(const std::string& name) {
    if (names_.insert(name).second) return {};
    return Error{Fault::usage, fmt::format("two results are called '{}'", printable(name)),
                 "this format tells results by their name", "export them apart"};
  }
  JsonWriter& json() { return json_; }

 private:
  const std::vector<std::string> metrics_;
  std::set<std::string> names_;
  std::string out_;
  const Sink sink_ = [this](std::string_view part) -> Result<void> {
    out_ += part;
    return {};
  };
  JsonWriter json_{sink_};
};

// {"name": {"latency": {"value": 88.0, "lower_value": 87.4, "upper_value": 88.9}}}
class BmfExporter : public JsonExporter {
 public:
  explicit BmfExporter(std::vector<std::string> metrics) : JsonExporter(std::move(metrics)) {
    json().open_object(Layout::lines);
  }
  Result<std::size_t> add(const Report& report) override {
    std::size_t count = 0;
    for (const Arm& arm : report.arms) {
      bool open = false;
      Result<void> claimed;
      each_figure(report, arm, metrics(), [&](const Figure& figure) {
        const auto value = typical(figure.summary);
        if (!value || !claimed) return;
        if (!std::exchange(open, true)) {
          const std::string name = export_name(report, arm);
          claimed = claim(name);
          if (!claimed) return;
          json().key(name).open_object(Layout::lines);
        }
        json().key(measure(figure.metric)).open_object(Layout::inline_).member("value", *value);
        if (figure.summary.median_lower && figure.summary.median_upper && figure.summary.median)
          json()
              .member("lower_value", *figure.summary.median_lower)
              .member("upper_value", *figure.summary.median_upper);
        json().close();
        ++count;
      });
      if (!claimed) return std::move(claimed).error();
      if (open) json().close();
    }
    return count;
  }

 private:
  void close() override { json().close(); }
  // Bencher's own words where it has one.
  static std::string measure(const model::Metric& metric) {
    if (metric.name == "wall") return "latency";
    if (metric.name == "ops_per_second") return "throughput";
    return model::json_key(metric);
  }
};

// [{"name": "...", "unit": "ns", "value": 88, "range": "± 0.3", "extra": "..."}]
class CustomExporter : public JsonExporter {
 public:
  explicit CustomExporter(std::vector<std::string> metrics) : JsonExporter(std::move(metrics)) {
    json().open_array(Layout::lines);
  }
  Result<std::size_t> add(const Report& report) override {
    std::size_t count = 0;
    Result<void> claimed;
    for (const Arm& arm : report.arms)
      each_figure(report, arm, metrics(), [&](const Figure& figure) {
        const auto value = typical(figure.summary);
        if (!value || figure.metric.direction != model::Direction::lower || !claimed) return;
        std::string name = export_name(report, arm);
        if (figure.metric.name != "wall") name += "/" + figure.metric.name;
        claimed = claim(name);
        if (!claimed) return;
        json().open_object(Layout::inline_).member("name", name);
        json().member("unit", figure.metric.unit.empty() ? "count" : figure.metric.unit);
        json().member("value", *value);
        if (figure.summary.stddev)
          json().member("range", "± " + number_text(*figure.summary.stddev));
        json().member("extra", fmt::format("{} of {}", figure.summary.median ? "median" : "mean",
                                           figure.summary.count));
        json().close();
        ++count;
      });
    if (!claimed) return std::move(claimed).error();
    return count;
  }

 private:
  void close() override { json().close(); }
};

class HyperfineExporter : public JsonExporter {
 public:
  explicit HyperfineExporter(std::vector<std::string> metrics) : JsonExporter(std::move(metrics)) {
    json().open_object(Layout::lines).key("results").open_array(Layout::lines);
  }
  Result<std::size_t> add(const Report& report) override {
    std::size_t count = 0;
    for (const Arm& arm : report.arms)
      if (write_hyperfine_result(json(), report, arm, export_name(report, arm))) ++count;
    return count;
  }

 private:
  void close() override { json().close().close(); }
};

// A trial is a repetition; what has no samples is the aggregates of some.
class GoogleExporter : public JsonExporter {
 public:
  explicit GoogleExporter(std::vector<std::string> metrics) : JsonExporter(std::move(metrics)) {
    json().open_object(Layout::lines).key("context").open_object(Layout::lines);
    json().member("executable", "assay").member("library_build_type", "release").close();
    json().key("benchmarks").open_array(Layout::lines);
  }
  Result<std::size_t> add(const Report& report) override {
    std::size_t count = 0;
    for (const Arm& arm : report.arms) {
      const std::string name = export_name(report, arm);
      const model::Column* walls = model::column(report, arm, "wall");
      const model::Summary* wall = model::find_summary(arm, "wall");
      if (wall == nullptr) continue;
      if (auto ok = claim(name); !ok) return std::move(ok).error();
      if (walls != nullptr && !walls->present().empty())
        count += repetitions(report, arm, name, *walls);
      else
        count += aggregates(name, *wall);
    }
    return count;
  }

 private:
  void close() override { json().close().close(); }

  JsonWriter& open_row(const std::string& name, const std::string& run, std::string_view type) {
    json().open_object(Layout::inline_).member("name", name).member("run_name", run);
    return json().member("run_type", type);
  }

  std::size_t repetitions(const Report& report, const Arm& arm, const std::string& name,
                          const model::Column& walls) {
    const std::size_t total = walls.present().size();
    std::size_t index = 0;
    for (std::size_t i = 0; i < walls.size(); ++i) {
      if (model::is_absent(walls[i])) continue;
      open_row(name, name, "iteration").member("repetitions", std::uint64_t(total));
      json().member("repetition_index", std::uint64_t(index++)).member("threads", 1);
      json().member("iterations", 1).member("real_time", walls[i]);
      for (const model::MeasuredMetric& measured : report.metrics) {
        const model::Metric& metric = measured.metric;
        const model::Column* column = model::column(report, arm, metric.name);
        if (metric.name == "wall" || !wanted(metric.name)) continue;
        if (column == nullptr || i >= column->size() || model::is_absent((*column)[i])) continue;
        json().member(metric.name == "cpu" ? "cpu_time" : model::json_key(metric), (*column)[i]);
      }
      json().member("time_unit", "ns").close();
    }
    return index;
  }

  std::size_t aggregates(const std::string& name, const model::Summary& wall) {
    std::size_t count = 0;
    const std::pair<std::string_view, std::optional<double>> kRows[] = {{"mean", wall.mean},
                                                                        {"median", wall.median},
                                                                        {"stddev", wall.stddev},
                                                                        {"min", wall.min},
                                                                        {"max", wall.max}};
    for (const auto& [aggregate, value] : kRows) {
      if (!value) continue;
      open_row(name + "_" + std::string(aggregate), name, "aggregate");
      json().member("repetitions", std::uint64_t(wall.count)).member("threads", 1);
      json().member("aggregate_name", aggregate).member("aggregate_unit", "time");
      json().member("iterations", std::uint64_t(wall.count)).member("real_time", *value);
      json().member("time_unit", "ns").close();
      ++count;
    }
    return count;
  }
};

}  // namespace

std::unique_ptr<Exporter> make_exporter(ExportFormat format, std::vector<std::string> metrics) {
  switch (format) {
    case ExportFormat::bmf:
      return std::make_unique<BmfExporter>(std::move(metrics));
    case ExportFormat::hyperfine:
      return std::make_unique<HyperfineExporter>(std::move(metrics));
    case ExportFormat::google_benchmark:
      return std::make_unique<GoogleExporter>(std::move(metrics));
    case ExportFormat::custom_smaller:
      return std::make_unique<CustomExporter>(std::move(metrics));
    case ExportFormat::openmetrics:
      break;
  }
  return std::make_unique<OpenMetricsExporter>(std::move(metrics));
}

}  // namespace assay::codec
