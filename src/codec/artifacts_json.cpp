// SPDX-License-Identifier: Apache-2.0
#include "codec/artifacts_json.hpp"

#include "codec/json_writer.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <optional>
#include <utility>

namespace assay::codec {
namespace {

using model::ArmProfile;
using model::OverheadResult;
using model::PairedRatio;
using model::SloRow;
using Number = std::optional<double>;
using Ends = std::pair<Number, Number>;

std::string written(const std::function<void(JsonWriter&)>& write) {
  std::string out;
  const Sink sink = [&](std::string_view part) -> Result<void> {
    out += part;
    return {};
  };
  JsonWriter json(sink);
  json.open_object(Layout::lines);
  write(json);
  json.close();
  (void)json.finish().has_value();  // a string takes everything
  return out;
}

void head(JsonWriter& json, std::string_view schema, const OverheadResult& result) {
  json.member("schema", schema).member("run_id", result.report.run_id);
  json.member("agent", result.agent);
  json.member("mode", result.strict ? "strict" : "advisory");
  json.key("advisory").open_array(Layout::inline_);
  for (const std::string& reason : result.advisory) json.text(reason);
  json.close();
}

void interval(JsonWriter& json, std::string_view key, const Ends& ends) {
  json.key(key).open_array(Layout::inline_);
  for (const Number& end : {ends.first, ends.second})
    if (end && std::isfinite(*end))
      json.number(*end);
    else
      json.null();
  json.close();
}

// Nothing is below a ratio of 0: as an end it says no more than none at all. Where no shift fits
// there is no interval either.
Ends ends_of(const PairedRatio& paired) {
  const model::Interval& held = paired.interval;
  Ends ends;
  if (!paired.ratio) return ends;
  if (held.lower > 0) ends.first = held.lower;
  if (std::isfinite(held.upper)) ends.second = held.upper;
  return ends;
}

// Likewise of a percentage: nothing costs less than nothing.
Ends row_ends(const SloRow& row, const Number& result, Number lower, Number upper) {
  if (!result) return {};
  if (row.unit == "%" && lower && *lower <= -100) lower.reset();
  return {lower, upper};
}

Number percent(const Number& ratio) {
  return ratio ? Number((*ratio - 1) * 100) : std::nullopt;
}

Number us(const Number& ns) {
  return ns && std::isfinite(*ns) ? Number(*ns / 1000) : std::nullopt;
}

void ratio_members(JsonWriter& json, const PairedRatio& paired) {
  const Ends ends = ends_of(paired);
  json.member("ratio", paired.ratio).member("delta_pct", percent(paired.ratio));
  interval(json, "interval_pct", {percent(ends.first), percent(ends.second)});
}

// What the agent adds to one workload: open_compare and the rows of the suite are this.
void cost_members(JsonWriter& json, const model::WorkloadCost& cost, const SloRow* row) {
  const PairedRatio& paired = cost.with_agent.mean;
  const double base = cost.baseline.profile.mean_ns;
  const Number with = paired.ratio ? Number(cost.with_agent.profile.mean_ns) : std::nullopt;
  json.member("baseline_us_per_op", us(base)).member("with_agent_us_per_op", us(with));
  json.member("delta_us_per_op", with ? Number(*us(with) - *us(base)) : std::nullopt);
  json.member("delta_pct", percent(paired.ratio));
  json.member("max_allowed_pct", row ? Number(row->budget) : std::nullopt);
  const auto status = row ? row->status : model::CheckOutcome::missing;
  json.member("pass", status == model::CheckOutcome::pass).member("status", name(status));
  const Ends ends = ends_of(paired);
  json.member("ratio", paired.ratio);
  interval(json, "interval_pct", {percent(ends.first), percent(ends.second)});
  json.key("null").open_object(Layout::inline_);
  ratio_members(json, cost.control.mean);
  json.close();
}

const model::WorkloadCost& cost_of(const OverheadResult& result, std::string_view workload) {
  return *std::find_if(result.workloads.begin(), result.workloads.end(),
                       [&](const auto& cost) { return cost.workload == workload; });
}

void figures(JsonWriter& json, std::string_view key, const ArmProfile::Figures& held,
             bool with_mean) {
  json.key(key).open_object(Layout::inline_);
  if (with_mean) json.member("us_per_op", us(held.mean_ns));
  json.member("p50_us", us(held.p50_ns)).member("p95_us", us(held.p95_ns));
  json.member("p99_us", us(held.p99_ns)).member("p99_9_us", us(held.p999_ns)).close();
}

void ratios(JsonWriter& json, const ArmProfile& arm) {
  json.key("ratio").open_object(Layout::lines);
  const std::pair<std::string_view, const PairedRatio*> kEach[] = {
      {"us_per_op", &arm.mean}, {"p50_us", &arm.p50}, {"p95_us", &arm.p95}, {"p99_us", &arm.p99}};
  for (const auto& [key, paired] : kEach) {
    json.key(key).open_object(Layout::inline_).member("ratio", paired->ratio);
    interval(json, "interval", ends_of(*paired));
    json.close();
  }
  json.close();
}

void texts(JsonWriter& json, std::string_view key, const std::vector<std::string>& all) {
  json.key(key).open_array(Layout::lines);
  for (const std::string& each : all) json.text(each);
  json.close();
}

}  // namespace

std::string open_compare_json(const OverheadResult& result) {
  return written([&](JsonWriter& json) {
    head(json, "assay.open-compare/1", result);
    cost_members(json, cost_of(result, "open_close"),
                 model::find_row(result.slo, model::slo::kOpen, model::slo::kDelta));
  });
}

std::string arm_profile_json(const OverheadResult& result, const ArmProfile& arm,
                             const ArmProfile::Figures& merged) {
  const model::OpProfile& profile = arm.profile;
  // A figure of the agent's arm is the baseline's times a ratio: without a ratio there is none.
  const auto scaled = [](const Number& figure, const PairedRatio& by) {
    return by.ratio ? us(figure) : std::nullopt;
  };
  return written([&](JsonWriter& json) {
    head(json, "assay.arm-profile/1", result);
    json.member("workload", profile.workload).member("iterations", profile.iterations);
    json.member("repeats", profile.repeats).member("burn_in", profile.burn_in);
    json.member("warmup", profile.warmup).member("operations", profile.operations);
    json.member("seconds", profile.seconds);
    json.member("us_per_op", scaled(profile.mean_ns, arm.mean));
    json.member("p50_us", scaled(profile.p50_ns, arm.p50));
    json.member("p95_us", scaled(profile.p95_ns, arm.p95));
    json.member("p99_us", scaled(profile.p99_ns, arm.p99));
    json.member("with_agent", profile.with_agent);
    if (profile.file) json.member("file", *profile.file);
    if (profile.host) json.member("host", *profile.host);
    if (profile.port) json.member("port", std::uint64_t(*profile.port));
    if (profile.protocol) json.member("protocol", *profile.protocol);
    json.member("clock_ns", profile.clock_ns);
    figures(json, "measured", arm.measured, true);
    figures(json, "merged", merged, false);
    ratios(json, arm);
    json.key("histogram").open_object(Layout::inline_).member("unit", "ns");
    json.key("counts").open_array(Layout::inline_);
    for (const auto& [value, count] : profile.histogram) {
      json.open_array(Layout::inline_).unsigned_integer(value).unsigned_integer(count);
      json.close();
    }
    json.close().close();
  });
}

std::string workload_suite_json(const OverheadResult& result) {
  return written([&](JsonWriter& json) {
    head(json, "assay.workload-suite/1", result);
    json.key("benchmarks").open_array(Layout::lines);
    for (const model::WorkloadCost& cost : result.workloads) {
      json.open_object(Layout::lines).member("name", cost.workload);
      cost_members(json, cost,
                   model::find_row(result.slo, model::slo::workload_scenario(cost.workload),
                                   model::slo::kDelta));
      json.close();
    }
    json.close();
  });
}

std::string slo_summary_json(const OverheadResult& result) {
  const model::SloTable& slo = result.slo;
  return written([&](JsonWriter& json) {
    head(json, "assay.slo-summary/1", result);
    json.member("gate_pass", slo.verdict == model::CheckOutcome::pass);
    json.member("verdict", model::status_word(slo.verdict));
    json.key("rows").open_array(Layout::lines);
    for (const SloRow& row : slo.rows) {
      json.open_object(Layout::inline_).member("scenario", row.scenario);
      json.member("metric", row.metric).member("result", row.result);
      json.member("budget", row.budget).member("unit", row.unit);
      json.member("status", model::status_word(row.status)).member("evidence", row.evidence);
      interval(json, "interval", row_ends(row, row.result, row.lower, row.upper));
      json.member("null_result", row.null_result);
      interval(json, "null_interval",
               row_ends(row, row.null_result, row.null_lower, row.null_upper));
      json.member("detail", row.detail).close();
    }
    json.close();
    texts(json, "violations", slo.violations);
    texts(json, "inconclusive", slo.inconclusive);
    texts(json, "input_errors", slo.input_errors);
  });
}

std::string artifact_manifest_json(std::string_view run_id, std::string_view created,
                                   std::span<const model::ArtifactEntry> files) {
  return written([&](JsonWriter& json) {
    json.member("schema", "assay.artifacts/1").member("run_id", run_id);
    json.member("created", created).key("files").open_array(Layout::lines);
    for (const model::ArtifactEntry& file : files) {
      json.open_object(Layout::inline_).member("name", file.name).member("bytes", file.bytes);
      json.member("sha256", file.sha256).close();
    }
    json.close();
  });
}

}  // namespace assay::codec
