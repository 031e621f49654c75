// SPDX-License-Identifier: Apache-2.0
#include "codec/diff_json.hpp"

#include "codec/json_writer.hpp"

#include <cmath>

namespace assay::codec {
namespace {

using model::Diff;
using model::DiffRow;

std::optional<double> finite(double value) {
  return std::isfinite(value) ? std::optional(value) : std::nullopt;
}

std::optional<double> share_of_change(const DiffRow& row) {
  if (!row.baseline || !row.current || !(*row.baseline > 0)) return std::nullopt;
  return *row.current / *row.baseline - 1;
}

std::optional<double> times(std::optional<double> value, double factor) {
  return value ? std::optional(*value * factor) : value;
}

void verdict_of(JsonWriter& json, const DiffRow& row) {
  json.member("regressed", row.regressed()).member("verdict", model::name(row.verdict));
  json.member("decides", row.decides).member_or_null("reason", row.reason);
}

// The row of wall in the words of old: milliseconds and per cent.
void wall_row(JsonWriter& json, const Diff& diff, const char* statistic) {
  json.key(statistic);
  for (const DiffRow& row : diff.rows) {
    if (row.metric.name != "wall" || row.statistic != statistic) continue;
    const bool ratio = row.scale == model::Scale::ratio;
    const auto end = [&](double value) {
      return ratio && value > 0 ? times(finite(value - 1), 100) : std::nullopt;
    };
    json.open_object(Layout::inline_);
    json.member("baseline_ms", times(row.baseline, 1e-6));
    json.member("current_ms", times(row.current, 1e-6));
    json.member("delta_pct", times(share_of_change(row), 100));
    json.member("lower_pct", end(row.interval.lower));
    json.member("upper_pct", end(row.interval.upper));
    json.member("tolerance_pct", row.tolerance * 100);
    verdict_of(json, row);
    json.close();
    return;
  }
  json.null();
}

void any_row(JsonWriter& json, const DiffRow& row) {
  const bool ratio = row.scale == model::Scale::ratio;
  json.open_object(Layout::inline_).member("metric", row.metric.name);
  json.member_or_null("unit", row.metric.unit).member("statistic", row.statistic);
  json.member("scale", ratio ? "ratio" : "difference");
  json.member("baseline", row.baseline).member("current", row.current);
  json.member("lower",
              ratio && row.interval.lower <= 0 ? std::nullopt : finite(row.interval.lower));
  json.member("upper", finite(row.interval.upper)).member_or_null("method", row.method);
  json.member("tolerance", row.tolerance).member("floor", row.floor).member("limit", row.limit);
  json.member("baseline_trials", std::uint64_t(row.baseline_trials));
  json.member("current_trials", std::uint64_t(row.current_trials));
  verdict_of(json, row);
  json.close();
}

void texts(JsonWriter& json, const char* key, const std::vector<std::string>& values) {
  json.key(key).open_array(Layout::inline_);
  for (const std::string& value : values) json.text(value);
  json.close();
}

}  // namespace

std::string diff_line(const Diff& diff) {
  std::string out;
  const Sink sink = [&out](std::string_view bytes) -> Result<void> {
    out += bytes;
    return {};
  };
  JsonWriter json(sink, JsonWriter::Page::one_line);
  json.open_object(Layout::inline_).member("kind", "diff").member("schema", "assay.diff/1");
  json.member("scenario", diff.scenario).member_or_null("target", diff.target);
  json.member("regressed", diff.regressed()).member("outcome", diff.outcome);
  json.member("comparable", diff.outcome != "missing" && diff.incomparable.empty());
  json.member("advisory", diff.advisory);
  wall_row(json, diff, "p50");
  wall_row(json, diff, "p95");
  json.key("rows").open_array(Layout::inline_);
  for (const DiffRow& row : diff.rows) any_row(json, row);
  json.close();
  json.key("baseline");
  if (diff.path.empty())
    json.null();
  else
    json.open_object(Layout::inline_)
        .member("path", diff.path)
        .member_or_null("run_id", diff.run_id)
        .member_or_null("created", diff.created)
        .close();
  texts(json, "incomparable", diff.incomparable);
  texts(json, "failures", diff.failures);
  texts(json, "notes", diff.notes);
  json.close();
  const auto finished = json.finish();  // a string takes everything
  (void)finished;
  return out;
}

}  // namespace assay::codec
