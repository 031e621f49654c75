// SPDX-License-Identifier: Apache-2.0
#include "codec/events.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

namespace assay::codec {
namespace {

constexpr std::size_t kLongestName = 100;
constexpr int kDeepest = 8;

bool is_name(const std::string& name) {
  return !name.empty() && name.size() <= kLongestName && std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '.' || c == '-';
  });
}

// The text of a member; none when it is missing or something else.
std::optional<std::string> text(const nlohmann::json& object, const char* key) {
  const auto found = object.find(key);
  if (found == object.end() || !found->is_string()) return std::nullopt;
  return found->get<std::string>();
}

}  // namespace

EventLine parse_event_line(std::string_view line) {
  // A line is at most 4096 bytes, but they may all be brackets.
  const nlohmann::json::parser_callback_t shallow =
      [](int depth, nlohmann::json::parse_event_t, nlohmann::json&) { return depth <= kDeepest; };
  const auto object = nlohmann::json::parse(line, shallow, false);
  if (!object.is_object()) return {};
  EventLine out;
  out.well_formed = text(object, "event").has_value();
  const auto value = object.find("value");
  const auto name = text(object, "metric");
  if (!name) return out;
  out.well_formed = is_name(*name) && value != object.end() && value->is_number() &&
                    std::isfinite(value->get<double>());
  if (!out.well_formed) return out;
  MetricEvent metric;
  metric.name = *name;
  metric.value = value->get<double>();
  metric.unit = text(object, "unit").value_or("count");
  metric.higher_is_better = text(object, "better") == "higher";
  out.metric = std::move(metric);
  return out;
}

}  // namespace assay::codec
