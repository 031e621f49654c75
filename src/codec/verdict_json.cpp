// SPDX-License-Identifier: Apache-2.0
#include "codec/verdict_json.hpp"

#include "codec/json_writer.hpp"

namespace assay::codec {
namespace {

using model::Comparison;
using model::Report;

const Comparison* primary(const Report& report) {
  if (report.arms.size() < 2) return nullptr;
  const Comparison* first = nullptr;
  for (const Comparison& c : report.comparisons) {
    if (c.arm != report.arms[1].name) continue;
    if (!report.plan.gated.empty() && c.metric == report.plan.gated.front()) return &c;
    if (first == nullptr && c.gated) first = &c;
  }
  return first;
}

std::string unit_of(const Report& report, const std::string& metric) {
  const auto index = model::metric_index(report, metric);
  return index ? report.metrics[*index].metric.unit : "";
}

// verdict, ratio, lower, upper, rounds, seconds: the members that both levels share.
void findings(JsonWriter& json, const Report& report, const Comparison* c) {
  const double seconds = report.harness.elapsed_ns / 1e9;
  if (c == nullptr) {
    for (const char* key : {"verdict", "ratio", "lower", "upper"}) json.member_null(key);
    json.member("rounds", std::uint64_t(report.rounds.size())).member("seconds", seconds);
    return;
  }
  const bool ratio = c->scale == model::Scale::ratio;
  json.member("verdict", model::name(c->verdict));
  json.member("ratio", ratio ? c->estimate : std::nullopt);
  // Nothing is below a ratio of 0: as an end it says no more than none at all.
  json.key("lower");
  if (ratio && c->interval.lower <= 0)
    json.null();
  else
    json.number(c->interval.lower);
  json.member("upper", c->interval.upper).member("rounds", std::uint64_t(c->rounds));
  json.member("seconds", seconds);
}

}  // namespace

std::string verdict_json(const Report& report) {
  std::string out;
  const Sink sink = [&out](std::string_view bytes) -> Result<void> {
    out += bytes;
    return {};
  };
  JsonWriter json(sink);
  json.open_object(Layout::lines).member("schema", "assay.verdict/1");
  findings(json, report, primary(report));
  json.member("status", model::name(report.status)).member("run_id", report.run_id);
  json.key("comparisons").open_array(Layout::lines);
  for (const Comparison& c : report.comparisons) {
    json.open_object(Layout::inline_).member("arm", c.arm).member("baseline", c.baseline);
    json.member("metric", c.metric);
    findings(json, report, &c);
    const bool ratio = c.scale == model::Scale::ratio;
    json.member("scale", ratio ? "ratio" : "difference");
    json.member("difference", ratio ? std::nullopt : c.estimate);
    json.member_or_null("unit", unit_of(report, c.metric));
    json.member("gated", c.gated).member("control_check", c.control_check);
    json.member_or_null("reason", c.reason).close();
  }
  json.close().close();
  const auto finished = json.finish();  // a string takes everything
  (void)finished;
  return out;
}

}  // namespace assay::codec
