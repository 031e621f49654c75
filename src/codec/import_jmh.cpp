// SPDX-License-Identifier: Apache-2.0
#include "codec/import_sources.hpp"
#include "codec/import_units.hpp"
#include "model/samples.hpp"

#include <fmt/format.h>

#include <cmath>
#include <map>
#include <set>

namespace assay::codec {
namespace {

// [fork][iteration]
std::vector<double> raw_data(JsonItem metric, double factor) {
  std::vector<double> out;
  each(metric, "rawData", [&](JsonItem fork) {
    simdjson::dom::array iterations;
    if (fork.get_array().get(iterations) != simdjson::SUCCESS) refuse("this is no list");
    for (const JsonItem value : iterations) {
      double number = model::kAbsent;
      if (value.get_double().get(number) != simdjson::SUCCESS && !value.is_string() &&
          !value.is_null())
        refuse("this is no number");
      out.push_back(converted(number, factor));
    }
  });
  return out;
}

// [fork][iteration][(value, times seen)]: how many there are, not one by one.
std::size_t histogram_count(JsonItem metric) {
  double count = 0;
  each(metric, "rawDataHistogram", [&](JsonItem fork) {
    for (const JsonItem iteration : simdjson::dom::array(fork))
      for (const JsonItem pair : simdjson::dom::array(iteration))
        count += std::max(0.0, pair.at(1).get_double().value());
  });
  return count < 1e15 ? std::size_t(count) : 0;
}

model::Summary summary_of(JsonItem metric, double factor) {
  const auto scaled = [&](std::optional<double> value) {
    return value ? std::optional(converted(*value, factor)) : value;
  };
  model::Summary s;
  s.count = histogram_count(metric);
  s.mean = scaled(number(metric, "score"));
  if (const auto percentiles = member_of(metric, "scorePercentiles")) {
    const auto at = [&](std::string_view key) { return scaled(number(*percentiles, key)); };
    s.min = at("0.0");
    s.median = at("50.0");
    s.p90 = at("90.0");
    s.p95 = at("95.0");
    s.p99 = at("99.0");
    s.max = at("100.0");
  }
  return s;
}

void fill(ImportedMetric& into, JsonItem metric, double factor) {
  into.samples = raw_data(metric, factor);
  bool any = false;
  for (const double value : into.samples) any = any || !model::is_absent(value);
  if (any) return;
  into.samples.clear();
  into.summary = summary_of(metric, factor);
}

void add_primary(JsonItem item, ImportedRow& row) {
  const JsonItem metric = required(item, "primaryMetric");
  at_path("primaryMetric", [&] {
    const std::string word = required_text(metric, "scoreUnit");
    const auto unit = unit_named(word);
    if (!unit || (unit->kind != UnitKind::time && unit->kind != UnitKind::rate))
      throw BadMember{"scoreUnit", unknown_unit(word).text()};
    ImportedMetric& into = row.metrics.emplace_back();
    into.metric =
        unit->kind == UnitKind::time ? time_metric() : own_metric("ops_per_second", unit->unit);
    fill(into, metric, unit->factor);
    if (into.samples.empty() && !into.summary.mean) row.failure = "it has no score";
  });
}

// What profilers and @AuxCounters add: under their own names, units that assay knows converted.
void add_secondary(JsonItem item, ImportedRow& row) {
  const auto secondary = member_of(item, "secondaryMetrics");
  if (!secondary || !secondary->is_object()) return;
  for (const auto& [key, metric] : simdjson::dom::object(*secondary))
    at_path("secondaryMetrics." + std::string(key), [&, key = key, metric = metric] {
      std::string_view plain = key;
      for (const std::string_view mark : {"·", "+"})
        if (plain.starts_with(mark)) plain.remove_prefix(mark.size());
      const std::string word = text(metric, "scoreUnit");
      const auto unit = unit_named(word);
      ImportedMetric into;
      into.metric = own_metric(plain, unit ? unit->unit : word);
      // gc.alloc.rate: what is allocated, not what is done.
      if (plain.find("gc.") != plain.npos) into.metric.direction = model::Direction::lower;
      fill(into, metric, unit ? unit->factor : 1);
      if (!into.samples.empty() || into.summary.mean) row.metrics.push_back(std::move(into));
    });
}

}  // namespace

void read_jmh(JsonItem root, Imported& out) {
  simdjson::dom::array list;
  if (root.get_array().get(list) != simdjson::SUCCESS) refuse("this is no list of results");
  std::vector<std::string> modes;
  std::map<std::string, std::set<std::string>> modes_of;
  std::size_t index = 0;
  for (const JsonItem item : list)
    at_path(std::to_string(index++), [&] {
      ImportedRow row;
      row.name = required_text(item, "benchmark");
      if (const auto params = member_of(item, "params"); params && params->is_object())
        for (const auto& [key, value] : simdjson::dom::object(*params))
          row.parameters.emplace_back(std::string(key), shown(value));
      std::string values;
      for (const auto& [key, value] : row.parameters)
        values += (values.empty() ? "" : ",") + key + "=" + value;
      if (!values.empty()) row.name += "[" + values + "]";
      if (const auto threads = number(item, "threads"))
        row.parameters.emplace_back("threads", fmt::format("{}", *threads));
      add_primary(item, row);
      add_secondary(item, row);
      modes.push_back(text(item, "mode"));
      modes_of[row.name].insert(modes.back());
      out.rows.push_back(std::move(row));
      if (index == 1) {
        static constexpr FactName kFacts[] = {
            {"jdkVersion", "jdk"}, {"vmName", "vm"}, {"vmVersion", "vm_version"}};
        add_facts(out, item, kFacts);
        out.version = text(item, "jmhVersion");
      }
    });
  // One benchmark measured in several modes: the mode tells them apart.
  for (std::size_t i = 0; i < out.rows.size(); ++i)
    if (modes_of[out.rows[i].name].size() > 1)
      out.rows[i].parameters.emplace_back("mode", modes[i]);
  for (std::size_t i = 0; i < out.rows.size(); ++i)
    if (!out.rows[i].parameters.empty() && out.rows[i].parameters.back().first == "mode")
      out.rows[i].name += ":" + modes[i];
}

}  // namespace assay::codec
