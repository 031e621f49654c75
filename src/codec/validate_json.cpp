// SPDX-License-Identifier: Apache-2.0
#include "codec/validate_json.hpp"

#include "codec/json_writer.hpp"

namespace assay::codec {

std::string validation_json(const model::Validation& found, int exit) {
  std::string out;
  const Sink sink = [&](std::string_view part) -> Result<void> {
    out += part;
    return {};
  };
  JsonWriter json(sink);
  const auto texts = [&](std::string_view key, const std::vector<std::string>& all) {
    json.key(key).open_array(Layout::lines);
    for (const std::string& each : all) json.text(each);
    json.close();
  };
  json.open_object(Layout::lines).member("schema", "assay.validate/1");
  json.member("valid", found.faults.empty()).member("exit", exit);
  json.member_or_null("folder", found.folder).member_or_null("run_id", found.run_id);
  texts("files", found.files);
  json.key("faults").open_array(Layout::lines);
  for (const model::ValidationFault& fault : found.faults) {
    json.open_object(Layout::inline_).member("file", fault.file).member("pointer", fault.pointer);
    json.key("line");
    if (fault.line > 0)
      json.unsigned_integer(fault.line);
    else
      json.null();
    json.member("code", fault.code).member("what", fault.what).close();
  }
  json.close().key("gates").open_array(Layout::lines);
  for (const model::ValidationGate& gate : found.gates) {
    json.open_object(Layout::inline_).member("name", gate.name);
    json.member("outcome", model::name(gate.outcome)).member("value", gate.value);
    json.member("lower", gate.lower).member("upper", gate.upper).member("limit", gate.limit);
    json.member("detail", gate.detail).close();
  }
  json.close();
  texts("unchecked", found.unchecked);
  texts("notes", found.notes);
  json.close();
  (void)json.finish().has_value();  // a string takes everything
  return out;
}

}  // namespace assay::codec
