// SPDX-License-Identifier: Apache-2.0
#include "app/fill_scenario.hpp"

#include <nlohmann/json.hpp>

namespace assay::app {
namespace {

// A value as it stands between the quotes of JSON.
std::string in_json(const std::string& value) {
  const std::string quoted =
      nlohmann::json(value).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  return quoted.substr(1, quoted.size() - 2);
}

void fill_stream(model::StreamExpectation& stream, Values values, Values json_values) {
  if (stream.equals) fill(*stream.equals, values);
  for (std::string& each : stream.contains) fill(each, values);
  for (std::string& each : stream.matches) fill(each, values);
  for (model::JsonExpectation& each : stream.json) {
    fill(each.pointer, values);
    fill(each.equals, json_values);
  }
}

}  // namespace

void fill(std::string& text, Values values) {
  if (!values.empty()) text = fill_in(text, values);
}

void fill(model::ScenarioCommand& command, Values values) {
  for (std::string& word : command.argv) fill(word, values);
  fill(command.shell, values);
}

void fill(model::NamedValues& named, Values values) {
  for (auto& [name, value] : named) fill(value, values);
}

void fill_shared(model::Scenario& s, Values values) {
  for (model::ScenarioCommand* hook : {&s.setup, &s.cleanup, &s.build}) fill(*hook, values);
  model::NamedValues json_values(values.begin(), values.end());
  for (auto& [name, value] : json_values) value = in_json(value);
  fill_stream(s.expected.output, values, json_values);
  fill_stream(s.expected.errors, values, json_values);
  for (model::FileExpectation& file : s.expected.files) fill(file.path, values);
  fill(s.library.symbol, values);
  fill(s.server.path, values);
  fill(s.server.headers, values);
  fill(s.server.body, values);
  if (s.server.ready.http) fill(*s.server.ready.http, values);
  if (s.server.ready.log) fill(*s.server.ready.log, values);
  fill(s.server.ready.command, values);
}

bool mentions(const model::ScenarioCommand& command, std::string_view name) {
  for (const std::string& word : command.argv)
    if (mentions(std::string_view(word), name)) return true;
  return mentions(std::string_view(command.shell), name);
}

}  // namespace assay::app
