// SPDX-License-Identifier: Apache-2.0
#include "codec/hosted_strict_json.hpp"

#include "codec/json_writer.hpp"

namespace assay::codec {

std::string hosted_strict_json(const model::HostedStrict& judged, int exit) {
  std::string out;
  const Sink sink = [&](std::string_view part) -> Result<void> {
    out += part;
    return {};
  };
  JsonWriter json(sink);
  const auto side = [&](std::string_view key, const model::GateSide& held) {
    json.key(key).open_object(Layout::inline_).member("file", held.file).member("kind", held.kind);
    json.member("outcome", model::name(held.outcome)).member("advisory", held.advisory);
    json.member("detail", held.detail).close();
  };
  json.open_object(Layout::lines).member("schema", "assay.hosted-strict/1");
  json.member("case", model::name(judged.which)).member("meaning", judged.meaning);
  json.member("exit", exit);
  side("hosted", judged.hosted);
  side("strict", judged.strict);
  json.close();
  (void)json.finish().has_value();  // a string takes everything
  return out;
}

}  // namespace assay::codec
