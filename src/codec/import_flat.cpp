// SPDX-License-Identifier: Apache-2.0
// Formats of one figure a row: Bencher Metric Format, and the custom JSON of
// github-action-benchmark.
#include "base/text.hpp"
#include "codec/import_sources.hpp"
#include "codec/import_units.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

namespace assay::codec {
namespace {

// BMF has no units; these are the measures whose unit Bencher defines.
struct Measure {
  std::string_view slug;
  std::string_view metric;
  std::string_view unit;
  double factor;
};
constexpr std::array kMeasures = {
    Measure{"latency", "wall", "ns", 1}, Measure{"throughput", "ops_per_second", "ops/s", 1},
    Measure{"build-time", "build_time", "ns", 1e9}, Measure{"file-size", "file_size", "bytes", 1},
    Measure{"instructions", "instructions", "count", 1}};

ImportedMetric bmf_metric(std::string_view measure, double value) {
  for (const Measure& known : kMeasures)
    if (known.slug == measure)
      return {known.metric == "wall" ? time_metric() : own_metric(known.metric, known.unit),
              {converted(value, known.factor)},
              {}};
  return {named_metric(measure), {value}, {}};
}

// What a row of a custom file measures, by its unit.
Result<ImportedMetric> custom_metric(std::string_view word, double value, bool bigger,
                                     const ImportRules& rules) {
  ImportedMetric out;
  const auto& own = rules.own_units;
  if (const auto unit = unit_named(word);
      unit && std::find(own.begin(), own.end(), word) == own.end()) {
    out.samples = {converted(value, unit->factor)};
    switch (unit->kind) {
      case UnitKind::time:
        out.metric = bigger ? own_metric("duration", "ns") : time_metric();
        break;
      case UnitKind::bytes:
        out.metric = own_metric("size", unit->unit);
        break;
      case UnitKind::bytes_rate:
      case UnitKind::rate:
        out.metric = own_metric("rate", unit->unit);
        break;
      case UnitKind::count:
      case UnitKind::percent:
        out.metric = own_metric(unit->unit, unit->unit);
        break;
    }
  } else if (std::find(own.begin(), own.end(), word) != own.end()) {
    out.metric = own_metric("value", word);
    out.samples = {value};
  } else {
    return unknown_unit(word);
  }
  out.metric.direction = bigger ? model::Direction::higher : model::Direction::lower;
  return out;
}

// "parse/p99", "parse (median)", "parse_stddev": the last word of a name may say that the row is an
// aggregate. Behind '_', where names of functions end too, only what is hardly one.
std::string aggregate_in(std::string_view name) {
  while (!name.empty() && (name.back() == ')' || name.back() == ']')) name.remove_suffix(1);
  const std::size_t at = name.find_last_of(" /:-_.([");
  // "p99.9" holds a separator of its own.
  const std::size_t before =
      at != name.npos && at > 0 && name[at] == '.' ? name.find_last_of(" /:-_([", at - 1) : at;
  for (const std::size_t start : {before, at}) {
    if (start == name.npos || start + 1 >= name.size()) continue;
    std::string word(name.substr(start + 1));
    std::transform(word.begin(), word.end(), word.begin(),
                   [](unsigned char c) { return char(std::tolower(c)); });
    const bool percentile = word.size() > 1 && word.front() == 'p' && word.size() < 10 &&
                            word.find_first_not_of("0123456789.", 1) == word.npos;
    if (percentile) return word;
    for (const std::string_view each :
         {"median", "stddev", "stdev", "std", "cv", "variance", "iqr", "mad"})
      if (word == each) return word;
    for (const std::string_view each : {"min", "max"})
      if (word == each && name[start] != '_' && name[start] != '.' && name[start] != ':')
        return word;
  }
  return "";
}

}  // namespace

void read_bmf(JsonItem root, Imported& out) {
  simdjson::dom::object benchmarks;
  if (root.get_object().get(benchmarks) != simdjson::SUCCESS) refuse("this is no object");
  std::set<std::string> names;
  for (const auto& [name, measures] : benchmarks)
    at_path(name, [&, name = name, measures = measures] {
      if (!names.insert(std::string(name)).second) refuse("this benchmark is there twice");
      simdjson::dom::object object;
      if (measures.get_object().get(object) != simdjson::SUCCESS) refuse("this is no object");
      ImportedRow& row = out.rows.emplace_back();
      row.name = name;
      row.aggregate = aggregate_in(row.name);
      for (const auto& [measure, metric] : object)
        at_path(measure, [&, measure = measure, metric = metric] {
          const auto value = number(metric, "value");
          if (!value) throw BadMember{"value", "this member is missing"};
          row.metrics.push_back(bmf_metric(measure, *value));
        });
      if (row.metrics.empty()) refuse("it has no measure");
    });
}

void read_custom(JsonItem root, const ImportRules& rules, Imported& out) {
  simdjson::dom::array list;
  if (root.get_array().get(list) != simdjson::SUCCESS) refuse("this is no list");
  std::size_t index = 0;
  for (const JsonItem item : list)
    at_path(std::to_string(index++), [&] {
      ImportedRow& row = out.rows.emplace_back();
      row.name = required_text(item, "name");
      row.aggregate = aggregate_in(row.name);
      const auto value = number(item, "value");
      if (!value) throw BadMember{"value", "this member is missing"};
      auto metric = custom_metric(required_text(item, "unit"), *value,
                                  out.source == Source::custom_bigger, rules);
      if (!metric) {
        const Error& error = metric.error();
        throw BadMember{"unit", error.text() + (error.hint.empty() ? "" : "; " + error.hint)};
      }
      row.metrics.push_back(*std::move(metric));
    });
}

}  // namespace assay::codec
