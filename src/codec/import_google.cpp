// SPDX-License-Identifier: Apache-2.0
// google-benchmark: a row a repetition, then rows that the library made of them. Members that it
// does not name itself are the program's counters.
#include "codec/import_sources.hpp"
#include "codec/import_units.hpp"

#include <algorithm>
#include <array>

namespace assay::codec {
namespace {

constexpr std::array<std::string_view, 24> kOwnMembers = {"name",
                                                          "family_index",
                                                          "per_family_instance_index",
                                                          "run_name",
                                                          "run_type",
                                                          "repetitions",
                                                          "repetition_index",
                                                          "threads",
                                                          "iterations",
                                                          "real_time",
                                                          "cpu_time",
                                                          "time_unit",
                                                          "label",
                                                          "error_occurred",
                                                          "error_message",
                                                          "skipped",
                                                          "skip_message",
                                                          "aggregate_name",
                                                          "aggregate_unit",
                                                          "big_o",
                                                          "cpu_coefficient",
                                                          "real_coefficient",
                                                          "rms",
                                                          "complexity_n"};

// Counters of the library's own whose unit is known.
struct Known {
  std::string_view member;
  std::string_view metric;
  std::string_view unit;
};
constexpr std::array kKnown = {Known{"bytes_per_second", "bytes_per_second", "bytes/s"},
                               Known{"items_per_second", "items_per_second", "items/s"},
                               Known{"allocs_per_iter", "allocs", "count"},
                               Known{"max_bytes_used", "max_bytes_used", "bytes"},
                               Known{"total_allocated_bytes", "total_allocated_bytes", "bytes"},
                               Known{"net_heap_growth", "net_heap_growth", "bytes"}};

model::Metric counter_metric(std::string_view key) {
  for (const Known& known : kKnown)
    if (known.member == key) return own_metric(known.metric, known.unit);
  return named_metric(key);
}

bool is_true(JsonItem item, std::string_view key) {
  const auto found = member_of(item, key);
  bool value = false;
  return found && found->get_bool().get(value) == simdjson::SUCCESS && value;
}

// Before 1.5 only the name's end told an aggregate.
std::string aggregate_of(JsonItem item, std::string& name) {
  if (text(item, "run_type") == "aggregate") {
    if (const std::string run = text(item, "run_name"); !run.empty()) name = run;
    return text(item, "aggregate_name");
  }
  if (member_of(item, "run_type")) return "";
  for (const std::string_view word : {"mean", "median", "stddev", "cv", "BigO", "RMS"}) {
    const std::string ending = "_" + std::string(word);
    if (!name.ends_with(ending)) continue;
    name.resize(name.size() - ending.size());
    return std::string(word);
  }
  return "";
}

void add_sample(ImportedRow& row, model::Metric metric, double value) {
  row.metrics.push_back({std::move(metric), {value}, {}});
}

void read_row(JsonItem item, Imported& out) {
  ImportedRow row;
  row.name = required_text(item, "name");
  row.aggregate = aggregate_of(item, row.name);
  if (row.aggregate == "BigO" || row.aggregate == "RMS") {
    out.ignored.push_back("a fitted complexity (" + row.aggregate + ") of '" + row.name + "'");
    return;
  }
  if (row.aggregate.empty())
    if (const std::string run = text(item, "run_name"); !run.empty()) row.name = run;
  for (const std::string_view key : {"threads", "label"})
    if (const auto found = member_of(item, key))
      if (std::string value = shown(*found); !value.empty())
        row.parameters.emplace_back(std::string(key), std::move(value));
  if (is_true(item, "error_occurred") || is_true(item, "skipped") ||
      !text(item, "error_message").empty()) {
    row.failure = text(item, "error_message");
    if (row.failure.empty()) row.failure = text(item, "skip_message");
    if (row.failure.empty()) row.failure = "the benchmark reported an error";
    out.rows.push_back(std::move(row));
    return;
  }
  const auto factor = time_factor(required_text(item, "time_unit"));
  if (!factor) throw BadMember{"time_unit", factor.error().text()};
  if (const auto wall = number(item, "real_time"))
    add_sample(row, time_metric(), converted(*wall, *factor));
  if (const auto cpu = number(item, "cpu_time"))
    add_sample(row, time_metric("cpu"), converted(*cpu, *factor));
  for (const auto& [key, value] : simdjson::dom::object(item)) {
    if (std::find(kOwnMembers.begin(), kOwnMembers.end(), key) != kOwnMembers.end()) continue;
    double counter = 0;
    if (value.get_double().get(counter) == simdjson::SUCCESS)
      add_sample(row, counter_metric(key), counter);
  }
  out.rows.push_back(std::move(row));
}

}  // namespace

void read_google_benchmark(JsonItem root, Imported& out) {
  if (const auto context = member_of(root, "context")) {
    static constexpr FactName kFacts[] = {{"host_name", "host"},
                                          {"num_cpus", "cpus"},
                                          {"mhz_per_cpu", "mhz"},
                                          {"cpu_scaling_enabled", "cpu_scaling"},
                                          {"library_build_type", "library_build"},
                                          {"date", "date"}};
    at_path("context", [&] {
      add_facts(out, *context, kFacts);
      out.created = utc_time(text(*context, "date"));
      out.version = text(*context, "library_version");
    });
  }
  required(root, "benchmarks");
  each(root, "benchmarks", [&](JsonItem item) { read_row(item, out); });
}

}  // namespace assay::codec
