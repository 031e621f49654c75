// SPDX-License-Identifier: Apache-2.0
#include "codec/import_sources.hpp"
#include "codec/import_units.hpp"

#include <limits>

namespace assay::codec {
namespace {

constexpr double kSecond = 1e9;

std::optional<double> seconds(JsonItem item, std::string_view key) {
  const auto value = number(item, key);
  return value ? std::optional(converted(*value, kSecond)) : std::nullopt;
}

// hyperfine keeps the CPU times of its runs as means only.
void add_mean(ImportedRow& row, JsonItem item, std::string_view key, std::string_view metric,
              std::size_t count) {
  const auto mean = seconds(item, key);
  if (!mean) return;
  ImportedMetric& into = row.metrics.emplace_back();
  into.metric = time_metric(metric);
  into.summary.mean = mean;
  into.summary.count = count;
}

ImportedMetric wall_of(JsonItem item) {
  ImportedMetric wall;
  wall.metric = time_metric();
  wall.samples = numbers(item, "times");
  for (double& value : wall.samples) value = converted(value, kSecond);
  if (wall.samples.empty()) {
    wall.summary.mean = seconds(item, "mean");
    wall.summary.stddev = seconds(item, "stddev");
    wall.summary.median = seconds(item, "median");
    wall.summary.min = seconds(item, "min");
    wall.summary.max = seconds(item, "max");
    if (!wall.summary.mean && !wall.summary.median) refuse("neither 'times' nor 'mean' is there");
  }
  return wall;
}

std::vector<std::int16_t> exit_codes(JsonItem item) {
  std::vector<std::int16_t> out;
  for (const double code : numbers(item, "exit_codes")) {
    // null: killed by a signal that hyperfine does not name.
    const bool fits = code >= std::numeric_limits<std::int16_t>::min() &&
                      code <= std::numeric_limits<std::int16_t>::max();
    out.push_back(fits ? std::int16_t(code) : std::int16_t(-1));
  }
  return out;
}

}  // namespace

void read_hyperfine(JsonItem root, Imported& out) {
  required(root, "results");
  each(root, "results", [&](JsonItem item) {
    ImportedRow& row = out.rows.emplace_back();
    row.name = required_text(item, "command");
    row.text = row.name;
    row.metrics.push_back(wall_of(item));
    const std::size_t count = row.metrics.front().samples.size();
    add_mean(row, item, "user", "user", count);
    add_mean(row, item, "system", "sys", count);
    std::vector<double> memory = numbers(item, "memory_usage_byte");
    if (!memory.empty())
      row.metrics.push_back({*model::find_builtin("peak_rss"), std::move(memory), {}});
    row.exit_codes = exit_codes(item);
    if (const auto parameters = member_of(item, "parameters"))
      if (parameters->is_object())
        for (const auto& [key, value] : simdjson::dom::object(*parameters))
          row.parameters.emplace_back(std::string(key), shown(value));
  });
}

}  // namespace assay::codec
