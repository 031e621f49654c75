// SPDX-License-Identifier: Apache-2.0
#include "codec/report_label.hpp"

#include "base/text.hpp"
#include "codec/json_reader.hpp"
#include "codec/report_json.hpp"

#include <fmt/format.h>

#include <optional>

namespace assay::codec {
namespace {

constexpr std::string_view kFamily = "assay.report/";

using JsonObject = simdjson::ondemand::object;

// The member, or none when there is none of that key. Throws when the text is broken before it is
// found: simdjson must not be asked again after that.
std::optional<JsonValue> member_at(JsonObject& object, std::string_view key) {
  JsonValue value;
  const auto error = object.find_field_unordered(key).get(value);
  if (error == simdjson::NO_SUCH_FIELD) return std::nullopt;
  if (error != simdjson::SUCCESS) throw simdjson::simdjson_error(error);
  return value;
}

// The member as text; empty when it is absent or no text.
std::string text_at(JsonObject& object, std::string_view key) {
  auto value = member_at(object, key);
  std::string_view text;
  const auto error = value ? value->get_string().get(text) : simdjson::INCORRECT_TYPE;
  if (error == simdjson::INCORRECT_TYPE) return "";
  if (error != simdjson::SUCCESS) throw simdjson::simdjson_error(error);
  return std::string(text);
}

void refuse_rest(simdjson::ondemand::document& document) {
  if (document.current_location().error() != simdjson::OUT_OF_BOUNDS)
    throw BadMember{"", "something follows the report"};
}

ReportLabel label_of(simdjson::ondemand::document& document) {
  ReportLabel label;
  JsonObject object = document.get_object();
  const bool has_kind = member_at(object, "kind").has_value();
  label.report = text_at(object, "schema").starts_with(kFamily);
  if (!label.report && !has_kind) throw BadMember{"schema", "this is no report of assay"};
  if (label.report) {
    document.rewind();
    schema_number(document);
    object = document.get_object();
    auto value = member_at(object, "scenario");
    JsonObject scenario;
    if (value && value->get_object().get(scenario) == simdjson::SUCCESS) {
      label.scenario = text_at(scenario, "name");
      label.target = text_at(scenario, "target");
    }
  }
  document.rewind();
  object = document.get_object();
  object.raw_json().value();  // throws where a bracket is not closed
  refuse_rest(document);
  return label;
}

}  // namespace

int schema_number(simdjson::ondemand::document& document) {
  std::string_view schema;
  if (document.find_field_unordered("schema").get_string().get(schema) != simdjson::SUCCESS ||
      !schema.starts_with(kFamily))
    throw BadMember{"schema", "this is no report of assay"};
  const auto number = parse_int(schema.substr(kFamily.size()));
  if (!number || *number < 1) throw BadMember{"schema", "this is no report of assay"};
  if (*number > model::kReportSchema)
    throw BadMember{"schema", fmt::format("written by a newer assay: {}, this one reads up to {}{}",
                                          printable(schema), kFamily, model::kReportSchema)};
  document.rewind();
  return int(*number);
}

Error unreadable_report(const std::string& path, const std::string& why) {
  Error error{Fault::usage, "this is not a report that assay can read", why, ""};
  if (!path.empty()) error.why = path + ": " + why;
  if (why.find("newer assay") != std::string::npos)
    error.hint = "read it with the version that wrote it, named in its \"tool\"";
  return error;
}

Result<ReportLabel> read_label(std::string_view text) {
  simdjson::ondemand::parser parser;
  simdjson::ondemand::document document;
  const simdjson::padded_string_view view(text.data(), text.size(), text.size() + kReadPadding);
  try {
    if (const auto error = parser.iterate(view).get(document))
      return unreadable_report("", simdjson::error_message(error));
    return label_of(document);
  } catch (const BadMember& bad) {
    return unreadable_report(bad.path, bad.why);
  } catch (const simdjson::simdjson_error& error) {
    return unreadable_report("", error.what());
  }
}

}  // namespace assay::codec
