// SPDX-License-Identifier: Apache-2.0
// pyperf and pytest-benchmark, both in seconds.
#include "codec/import_sources.hpp"
#include "codec/import_units.hpp"
#include "model/samples.hpp"

#include <fmt/format.h>

namespace assay::codec {
namespace {

constexpr double kSecond = 1e9;

// The unit of a pyperf benchmark, "second" unless said.
ImportedMetric pyperf_metric(const std::string& unit) {
  if (unit.empty() || unit == "second") return {time_metric(), {}, {}};
  if (unit == "byte") return {own_metric("memory", "bytes"), {}, {}};
  if (unit == "integer") return {own_metric("value", "count"), {}, {}};
  throw BadMember{"unit",
                  fmt::format("'{}' is no unit of pyperf: known are second, byte, integer", unit)};
}

// A process a run, some values a process; its peak memory is one figure for them all.
void read_pyperf_benchmark(JsonItem item, JsonItem root, Imported& out) {
  const auto own = member_of(item, "metadata");
  const auto common = member_of(root, "metadata");
  const auto said = [&](std::string_view key) {
    std::string value = own ? text(*own, key) : "";
    return value.empty() && common ? text(*common, key) : value;
  };
  ImportedRow& row = out.rows.emplace_back();
  row.name = said("name");
  if (row.name.empty()) throw BadMember{"metadata.name", "this member is missing"};
  ImportedMetric values = pyperf_metric(said("unit"));
  const double factor = values.metric.unit == "ns" ? kSecond : 1;
  ImportedMetric memory{*model::find_builtin("peak_rss"), {}, {}};
  bool any_memory = false;
  required(item, "runs");
  each(item, "runs", [&](JsonItem run) {
    const std::vector<double> of_run = numbers(run, "values");
    for (std::size_t i = 0; i < of_run.size(); ++i) {
      values.samples.push_back(converted(of_run[i], factor));
      const auto metadata = member_of(run, "metadata");
      const auto peak = i == 0 && metadata ? number(*metadata, "mem_max_rss") : std::nullopt;
      any_memory = any_memory || peak;
      memory.samples.push_back(peak.value_or(model::kAbsent));
    }
  });
  if (values.samples.empty())
    row.failure = "its runs hold no values";
  else
    row.metrics.push_back(std::move(values));
  if (any_memory) row.metrics.push_back(std::move(memory));
}

}  // namespace

void read_pyperf(JsonItem root, Imported& out) {
  const std::string version = text(root, "version");
  if (!version.starts_with("1."))
    throw BadMember{"version",
                    "this reads files of pyperf's format 1.x: write it anew with 'pyperf "
                    "convert'"};
  if (const auto metadata = member_of(root, "metadata")) {
    static constexpr FactName kFacts[] = {{"hostname", "host"},
                                          {"cpu_count", "cpus"},
                                          {"cpu_model_name", "cpu_model"},
                                          {"platform", "platform"},
                                          {"python_version", "python"},
                                          {"python_implementation", "python_implementation"}};
    add_facts(out, *metadata, kFacts);
    for (const std::string_view key : {"pyperf_version", "perf_version"})
      if (out.version.empty()) out.version = text(*metadata, key);
  }
  required(root, "benchmarks");
  each(root, "benchmarks", [&](JsonItem item) { read_pyperf_benchmark(item, root, out); });
}

void read_pytest_benchmark(JsonItem root, Imported& out) {
  if (const auto machine = member_of(root, "machine_info")) {
    static constexpr FactName kFacts[] = {{"node", "host"},
                                          {"machine", "machine"},
                                          {"system", "system"},
                                          {"release", "kernel"},
                                          {"python_version", "python"},
                                          {"python_implementation", "python_implementation"}};
    static constexpr FactName kCpu[] = {{"brand_raw", "cpu_model"}, {"brand", "cpu_model"}};
    add_facts(out, *machine, kFacts);
    if (const auto cpu = member_of(*machine, "cpu")) add_facts(out, *cpu, kCpu);
  }
  if (const auto commit = member_of(root, "commit_info")) {
    static constexpr FactName kCommit[] = {{"id", "commit"}, {"branch", "branch"}};
    add_facts(out, *commit, kCommit);
  }
  out.version = text(root, "version");
  out.created = utc_time(text(root, "datetime"));
  required(root, "benchmarks");
  each(root, "benchmarks", [&](JsonItem item) {
    ImportedRow& row = out.rows.emplace_back();
    row.name = text(item, "fullname");
    if (row.name.empty()) row.name = required_text(item, "name");
    if (const auto params = member_of(item, "params"))
      if (params->is_object())
        for (const auto& [key, value] : simdjson::dom::object(*params))
          row.parameters.emplace_back(std::string(key), shown(value));
    const JsonItem stats = required(item, "stats");
    at_path("stats", [&] {
      ImportedMetric& wall = row.metrics.emplace_back();
      wall.metric = time_metric();
      wall.samples = numbers(stats, "data");
      for (double& value : wall.samples) value = converted(value, kSecond);
      if (!wall.samples.empty()) return;
      const auto seconds = [&](std::string_view key) {
        const auto value = number(stats, key);
        return value ? std::optional(converted(*value, kSecond)) : std::nullopt;
      };
      const double rounds = number(stats, "rounds").value_or(0);
      wall.summary = {.metric = "",
                      .count = rounds > 0 && rounds < 1e15 ? std::size_t(rounds) : 0,
                      .mean = seconds("mean"),
                      .stddev = seconds("stddev"),
                      .min = seconds("min"),
                      .median = seconds("median"),
                      .max = seconds("max")};
      if (!wall.summary.mean && !wall.summary.median) refuse("neither 'data' nor 'mean' is there");
    });
  });
}

}  // namespace assay::codec
