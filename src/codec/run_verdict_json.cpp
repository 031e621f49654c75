// SPDX-License-Identifier: Apache-2.0
#include "codec/run_verdict_json.hpp"

#include "codec/json_writer.hpp"

namespace assay::codec {

std::string run_verdict_json(const model::RunSummary& summary) {
  std::string out;
  const Sink sink = [&out](std::string_view bytes) -> Result<void> {
    out += bytes;
    return {};
  };
  JsonWriter json(sink);
  json.open_object(Layout::lines).member("schema", "assay.run-verdict/1");
  json.member("created", summary.created).member("exit", summary.exit);
  json.key("scenarios").open_array(Layout::lines);
  for (const model::ScenarioEnd& end : summary.scenarios) {
    json.open_object(Layout::inline_).member("name", end.name);
    json.member_or_null("target", end.target).member("outcome", end.outcome);
    json.member("exit", end.exit).member_or_null("reason", end.reason);
    json.member_or_null("verdict", end.verdict ? model::name(*end.verdict) : std::string_view());
    json.member("gated", end.gated).member_or_null("run_id", end.run_id).close();
  }
  json.close().close();
  const auto finished = json.finish();  // a string takes everything
  (void)finished;
  return out;
}

}  // namespace assay::codec
