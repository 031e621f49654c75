// SPDX-License-Identifier: Apache-2.0
#include "codec/gate_json.hpp"

#include "codec/json_writer.hpp"

#include <array>

namespace assay::codec {
namespace {

using model::CheckOutcome;

void counts(JsonWriter& json, const model::GateResult& result) {
  std::array<std::uint64_t, 4> of{};
  std::uint64_t undeciding = 0;
  for (const auto& check : result.checks) {
    ++of[std::size_t(check.outcome)];
    undeciding += !check.decides();
  }
  json.key("counts").open_object(Layout::inline_);
  for (const auto outcome :
       {CheckOutcome::pass, CheckOutcome::fail, CheckOutcome::inconclusive, CheckOutcome::missing})
    json.member(model::name(outcome), of[std::size_t(outcome)]);
  json.member("muted_or_advisory", undeciding).close();
}

void mute(JsonWriter& json, const std::optional<model::Mute>& mute) {
  json.key("mute");
  if (!mute) {
    json.null();
    return;
  }
  json.open_object(Layout::inline_).member("until", mute->until);
  json.member("reason", mute->reason).close();
}

}  // namespace

Result<void> write_gate(const model::GateResult& result, int exit, const Sink& sink) {
  JsonWriter json(sink);
  json.open_object(Layout::lines).member("schema", "assay.gate/1");
  json.member("verdict", model::name(result.verdict)).member("exit", exit);
  json.member("strictness", model::name(result.strictness)).member("rules", result.rules);
  json.member("date", result.date).member("reports", std::uint64_t(result.reports));
  counts(json, result);
  json.key("unmatched").open_array(Layout::inline_);
  for (const std::string& rule : result.unmatched) json.text(rule);
  json.close().key("mutes").open_array(Layout::lines);
  for (const model::GateMute& each : result.mutes) {
    json.open_object(Layout::inline_).member("rule", each.rule).member("until", each.mute.until);
    json.member("reason", each.mute.reason).member("expired", each.expired).close();
  }
  json.close().key("checks").open_array(Layout::lines);
  for (const model::GateCheck& check : result.checks) {
    json.open_object(Layout::inline_).member("rule", check.rule);
    json.member_or_null("mode", check.mode ? model::name(*check.mode) : std::string_view());
    json.member("outcome", model::name(check.outcome)).member("code", check.code);
    json.member_or_null("scenario", check.scenario).member_or_null("metric", check.metric);
    json.member_or_null("arm", check.arm).member_or_null("baseline", check.baseline);
    json.member_or_null("statistic", check.statistic).member_or_null("unit", check.unit);
    json.member("value", check.value).member("lower", check.lower).member("upper", check.upper);
    json.member("limit", check.limit).member("detail", check.detail);
    json.member("advisory", check.advisory);
    mute(json, check.mute);
    json.member_or_null("source", check.source).key("line");
    if (check.line > 0)
      json.unsigned_integer(check.line);
    else
      json.null();
    json.close();
  }
  json.close().close();
  return json.finish();
}

}  // namespace assay::codec
