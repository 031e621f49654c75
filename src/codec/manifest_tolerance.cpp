// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"
#include "codec/manifest_parts.hpp"
#include "model/metric.hpp"
#include "model/target_metrics.hpp"

#include <algorithm>

namespace assay::codec {
namespace {

using model::Tolerance;

// In the place of one for the same figure, be it written or the default.
void set(std::vector<Tolerance>& tolerances, Tolerance tolerance) {
  const auto same = std::find_if(tolerances.begin(), tolerances.end(), [&](const Tolerance& each) {
    return each.metric == tolerance.metric && each.statistic == tolerance.statistic;
  });
  if (same == tolerances.end())
    tolerances.push_back(std::move(tolerance));
  else
    *same = std::move(tolerance);
}

// Empty for what a program announces. Which target it will be is not known yet.
std::string_view unit_of(const std::string& metric) {
  if (const model::Metric* known = model::find_builtin(metric)) return known->unit;
  for (const model::TargetMetric& each : model::target_metrics(model::Target::server))
    if (each.name == metric) return each.unit;
  return "";
}

// A number in the metric's unit, or text with a unit where the metric has a known one.
std::optional<double> amount_of(const TomlValue& value, const std::string& metric) {
  const std::string_view unit = unit_of(metric);
  if (value.is_text() && unit == "ns") return duration_of(value);
  if (value.is_text() && unit == "bytes") return size_of(value);
  return number_of(value, {.min = 0});
}

void read_one(const TomlValue& value, const std::string& metric, std::vector<Tolerance>& out) {
  Tolerance tolerance{.metric = metric, .statistic = "p50", .given = true};
  std::optional<double> relative, absolute;
  read_table(value, {percent_field("pct", relative),
                     {"abs", [&](const TomlValue& abs) { absolute = amount_of(abs, metric); }},
                     field_by("statistic", tolerance.statistic, [](const TomlValue& word) {
                       return word_of(word, {"p50", "p90", "p95", "p99", "mean", "min", "max"});
                     })});
  if (!value.flawless()) return;
  if (!relative && !absolute)
    return value.fault("'" + value.path() + "' allows nothing in particular", "",
                       "write pct = PERCENT, abs = AMOUNT, or both");
  tolerance.relative = relative.value_or(0);
  tolerance.absolute = absolute.value_or(0);
  set(out, std::move(tolerance));
}

// The two keys that every manifest of the older form has.
std::optional<std::string> wall_time_statistic(std::string_view key) {
  if (key == "wall_time_p50_pct") return "p50";
  if (key == "wall_time_p95_pct") return "p95";
  return std::nullopt;
}

}  // namespace

void read_tolerances(const TomlValue& value, ManifestDraft& draft) {
  std::vector<Tolerance>& out = draft.scenario.tolerances;
  read_entries(value, [&](const std::string& key, const TomlValue& entry) {
    if (const auto statistic = wall_time_statistic(key)) {
      if (const auto share = percent_of(entry))
        set(out, {.metric = "wall", .statistic = *statistic, .relative = *share, .given = true});
      return;
    }
    draft.places["tolerance." + key] = entry.key_place();
    if (entry.is_array())
      return read_elements(entry, [&](const TomlValue& each) { read_one(each, key, out); });
    if (entry.is_table()) return read_one(entry, key, out);
    entry.fault_at(entry.key_place(), "unknown key '" + printable(key) + "' in [tolerance]",
                   "known here are wall_time_p50_pct, wall_time_p95_pct and [tolerance.METRIC]",
                   nearest(key, std::vector<std::string>{"wall_time_p50_pct", "wall_time_p95_pct"})
                       ? "did you mean 'wall_time_p50_pct' or 'wall_time_p95_pct'?"
                       : "");
  });
}

}  // namespace assay::codec
