// SPDX-License-Identifier: Apache-2.0
#include "codec/soak_json.hpp"

#include "codec/json_writer.hpp"

#include <cmath>

namespace assay::codec {
namespace {

using model::SoakResult;

constexpr double kKb = 1024;

void column(JsonWriter& json, std::string_view key, const model::Column& values, std::size_t size) {
  json.key(key).open_array(Layout::inline_);
  for (std::size_t i = 0; i < size; ++i)
    json.number(i < values.size() ? values[i] : model::kAbsent);
  json.close();
}

// Rate of delivered events in the interval that ends at each poll.
std::vector<double> rates(const SoakResult& result) {
  std::vector<double> out(result.polls.size(), model::kAbsent);
  for (std::size_t i = 1; i < out.size(); ++i) {
    const double seconds = (result.polls.t_ns[i] - result.polls.t_ns[i - 1]) / 1e9;
    double events = 0;
    bool any = false;
    for (const auto& counter : result.counters) {
      if (counter.role != model::CounterRole::delivered) continue;
      any = true;
      events +=
          i < counter.values.size() ? counter.values[i] - counter.values[i - 1] : model::kAbsent;
    }
    if (any && seconds > 0 && events >= 0) out[i] = events / seconds;
  }
  return out;
}

void polls(JsonWriter& json, const SoakResult& result) {
  const std::size_t size = result.polls.size();
  json.key("polls").open_object(Layout::lines);
  json.key("t_ns").open_array(Layout::inline_);
  for (const double t : result.polls.t_ns) json.number(t);
  json.close();
  column(json, "rss_bytes", result.polls.resident_bytes, size);
  column(json, "agent_cpu_ns", result.polls.agent_cpu_ns, size);
  column(json, "cost_ns", result.polls.cost_ns, size);
  json.key("events_per_second").open_array(Layout::inline_);
  for (const double rate : rates(result)) json.number(rate);
  json.close();
  json.key("counters").open_object(Layout::lines);
  for (const auto& counter : result.counters) column(json, counter.name, counter.values, size);
  json.close().close();
}

void events(JsonWriter& json, const model::SoakEvents& events) {
  json.key("events").open_object(Layout::lines);
  json.member("delivered", events.delivered).member("drops", events.drops);
  json.member("total", events.total()).member("per_second", events.rate);
  json.member("drop_ratio", events.ratio).member("lower", events.lower);
  json.member("upper", events.upper).member("dispersion", events.dispersion);
  json.member("peak_drop_ratio", events.peak_ratio);
  json.member("peak_drop_ratio_since_start", events.peak_since_start).close();
}

void memory(JsonWriter& json, const model::SoakMemory& memory) {
  json.key("memory").open_object(Layout::lines);
  json.member("initial_bytes", memory.initial).member("last_bytes", memory.last);
  json.member("highest_bytes", memory.highest).member("growth_bytes", memory.growth());
  const model::SoakSlope& slope = memory.slope;
  json.key("slope").open_object(Layout::lines);
  json.member_or_null("finding", slope.finding).member_or_null("doubt", slope.doubt);
  json.member("bytes_per_hour", slope.slope).member("lower", slope.lower);
  json.member("upper", slope.upper).member("second_half", slope.second_half);
  json.member("limit", slope.budget).member("points", std::uint64_t(slope.points));
  json.member("cycles", std::uint64_t(slope.cycles)).member("by_cycle", slope.by_cycle);
  json.close().close();
}

void checks(JsonWriter& json, const SoakResult& result) {
  json.key("checks").open_array(Layout::lines);
  for (const model::SoakCheck& check : result.checks) {
    json.open_object(Layout::inline_).member("name", check.name);
    json.member("outcome", model::name(check.outcome)).member("code", check.code);
    json.member_or_null("unit", check.unit).member("value", check.value);
    json.member("lower", check.lower).member("upper", check.upper).member("limit", check.limit);
    json.member("advisory", check.advisory).member("detail", check.detail).close();
  }
  json.close();
}

// bytes -> whole kB; null where unknown.
std::optional<double> kb(const std::optional<double>& bytes) {
  if (!bytes) return std::nullopt;
  return std::round(*bytes / kKb);
}
std::optional<double> percent(const std::optional<double>& share) {
  if (!share) return std::nullopt;
  return 100 * *share;
}

void reference(JsonWriter& json, const SoakResult& result) {
  const model::SoakEvents& events = result.events;
  json.open_object(Layout::lines);
  json.member("duration_seconds", std::round(result.elapsed_ns / 1e9));
  json.member("workers", result.workers.count).member("poll_seconds", result.poll_ns / 1e9);
  json.member("initial_rss_kb", kb(result.memory.initial));
  json.member("max_rss_kb", kb(result.memory.highest));
  json.member("rss_growth_kb", kb(result.memory.growth()));
  json.member("max_ringbuf_drops_total", events.drops);
  json.member("max_decision_events", events.delivered);
  json.member("max_total_events", events.total());
  json.member("max_drop_ratio_pct", percent(events.peak_since_start));
  json.member("event_drop_ratio_pct", percent(events.ratio));
  json.member("max_allowed_rss_growth_kb", kb(result.limits.growth_bytes));
  json.member("max_allowed_drop_ratio_pct", percent(result.limits.drop_ratio));
  json.member("min_total_decisions", result.limits.events);
  json.member("pass", result.verdict == model::CheckOutcome::pass &&
                          result.status == model::Status::complete);
  json.close();
}

}  // namespace

Result<void> write_soak(const SoakResult& result, int exit, const Sink& sink) {
  JsonWriter json(sink);
  json.open_object(Layout::lines).member("schema", "assay.soak/1");
  json.member("run_id", result.run_id).member("created", result.created);
  json.member("status", model::name(result.status)).member_or_null("failure", result.failure);
  json.member("verdict", model::name(result.verdict)).member("exit", exit);
  json.key("tool").open_object(Layout::inline_).member("version", result.tool.version);
  json.member("build", result.tool.build).member("compiler", result.tool.compiler).close();
  json.key("host").open_object(Layout::lines).key("facts").open_array(Layout::lines);
  for (const auto& fact : result.host.facts) {
    json.open_object(Layout::inline_).member("key", fact.key).member("value", fact.value);
    json.member("comparable", fact.comparable).close();
  }
  json.close().close();
  json.key("agent").open_object(Layout::lines).member("text", result.agent);
  json.member("startup_ns", result.startup_ns).member_or_null("log", result.agent_log).close();
  json.key("workers").open_object(Layout::lines).member("count", result.workers.count);
  json.member("operations_per_second", result.workers.rate);
  json.key("commands").open_array(Layout::inline_);
  for (const std::string& command : result.workers.commands) json.text(command);
  json.close().close();
  json.member("duration_ns", result.duration_ns).member("elapsed_ns", result.elapsed_ns);
  json.member("warmup_ns", result.warmup_ns).member("poll_ns", result.poll_ns);
  json.key("limits").open_object(Layout::lines);
  json.member("drop_ratio", result.limits.drop_ratio).member("events", result.limits.events);
  json.member("growth_bytes", result.limits.growth_bytes);
  json.member("slope_bytes_per_hour", result.limits.slope_bytes);
  json.member("free_bytes", result.limits.free_bytes).close();
  json.key("counters").open_array(Layout::lines);
  for (const auto& counter : result.counters) {
    json.open_object(Layout::inline_).member("name", counter.name);
    json.member("role", model::name(counter.role)).member("source", counter.source).close();
  }
  json.close();
  events(json, result.events);
  memory(json, result.memory);
  checks(json, result);
  polls(json, result);
  json.key("diagnostics").open_array(Layout::lines);
  for (const auto& each : result.diagnostics) {
    json.open_object(Layout::inline_).member("severity", model::name(each.severity));
    json.member("code", each.code).member("text", each.text).close();
  }
  json.close();
  json.member("harness_cpu_ns", result.harness_cpu_ns);
  json.key("reference");
  reference(json, result);
  json.close();
  return json.finish();
}

std::string soak_summary_json(const SoakResult& result) {
  std::string out;
  const Sink sink = [&out](std::string_view bytes) -> Result<void> {
    out += bytes;
    return {};
  };
  JsonWriter json(sink);
  reference(json, result);
  const auto finished = json.finish();  // a string takes everything
  (void)finished;
  return out;
}

}  // namespace assay::codec
