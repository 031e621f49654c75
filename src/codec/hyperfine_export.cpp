// SPDX-License-Identifier: Apache-2.0
#include "codec/hyperfine_export.hpp"

#include "base/utf8.hpp"
#include "codec/json_writer.hpp"

#include <array>
#include <charconv>
#include <set>

namespace assay::codec {
namespace {

using model::Arm;
using model::Report;

constexpr double kNanoseconds = 1e9;

std::optional<double> seconds(std::optional<double> ns) {
  if (!ns) return std::nullopt;
  return *ns / kNanoseconds;
}

std::optional<double> mean_seconds(const Arm& arm, std::string_view metric) {
  const model::Summary* summary = model::find_summary(arm, metric);
  return summary == nullptr ? std::nullopt : seconds(summary->mean);
}

// The trials that count: those with a wall time.
template <typename Use>
void each_timed_trial(const Arm& arm, const model::Column& walls, Use use) {
  for (std::size_t i = 0; i < walls.size() && i < arm.samples.size(); ++i)
    if (!model::is_absent(walls[i])) use(i);
}

// RFC 4180: quoted when it must be.
std::string csv_field(std::string_view text) {
  const std::string valid = valid_utf8(text);
  if (valid.find_first_of(",\"\r\n") == std::string::npos) return valid;
  std::string out = "\"";
  for (const char c : valid) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + '"';
}

std::string csv_number(std::optional<double> value) {
  if (!value) return "";
  std::array<char, 32> space;
  const auto [end, error] = std::to_chars(space.data(), space.data() + space.size(), *value);
  (void)error;  // 32 bytes hold every shortest double
  return {space.data(), end};
}

}  // namespace

bool write_hyperfine_result(JsonWriter& json, const Report& report, const Arm& arm,
                            std::string_view command) {
  const model::Column* walls = model::column(report, arm, "wall");
  const model::Summary* wall = model::find_summary(arm, "wall");
  if (wall == nullptr) return false;
  json.open_object(Layout::lines).member("command", command);
  json.member("mean", seconds(wall->mean)).member("stddev", seconds(wall->stddev));
  json.member("median", seconds(wall->median)).member("user", mean_seconds(arm, "user"));
  json.member("system", mean_seconds(arm, "sys")).member("min", seconds(wall->min));
  json.member("max", seconds(wall->max));
  // Summaries that came from another tool have no samples behind them.
  if (walls != nullptr && !walls->empty()) {
    json.key("times").open_array(Layout::inline_);
    each_timed_trial(arm, *walls, [&](std::size_t i) { json.number((*walls)[i] / kNanoseconds); });
    json.close();
    const model::Column* memory = model::column(report, arm, "peak_rss");
    if (memory != nullptr && !memory->empty()) {
      json.key("memory_usage_byte").open_array(Layout::inline_);
      each_timed_trial(arm, *walls, [&](std::size_t i) {
        json.number(i < memory->size() ? (*memory)[i] : model::kAbsent);
      });
      json.close();
    }
    json.key("exit_codes").open_array(Layout::inline_);
    each_timed_trial(arm, *walls, [&](std::size_t i) { json.integer(arm.samples.exit_code[i]); });
    json.close();
  }
  if (!arm.parameters.empty()) {
    json.key("parameters").open_object(Layout::inline_);
    for (const auto& [name, value] : arm.parameters) json.member(name, value);
    json.close();
  }
  json.close();
  return true;
}

Result<void> write_hyperfine_json(const Report& report, const Sink& sink) {
  JsonWriter json(sink);
  json.open_object(Layout::lines).key("results").open_array(Layout::lines);
  for (const Arm& arm : report.arms) write_hyperfine_result(json, report, arm, arm.name);
  json.close().close();
  return json.finish();
}

std::string hyperfine_csv(const Report& report) {
  std::set<std::string> parameters;
  for (const Arm& arm : report.arms)
    for (const auto& [name, value] : arm.parameters) parameters.insert(name);
  std::string out = "command,mean,stddev,median,user,system,min,max";
  for (const std::string& name : parameters) out += "," + csv_field("parameter_" + name);
  out += '\n';
  for (const Arm& arm : report.arms) {
    const model::Summary* wall = model::find_summary(arm, "wall");
    if (wall == nullptr) continue;
    out += csv_field(arm.name);
    for (const auto& value : {seconds(wall->mean), seconds(wall->stddev), seconds(wall->median),
                              mean_seconds(arm, "user"), mean_seconds(arm, "sys"),
                              seconds(wall->min), seconds(wall->max)})
      out += "," + csv_number(value);
    for (const std::string& name : parameters) {
      out += ',';
      for (const auto& [key, value] : arm.parameters)
        if (key == name) {
          out += csv_field(value);
          break;
        }
    }
    out += '\n';
  }
  return out;
}

}  // namespace assay::codec
