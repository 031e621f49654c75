// SPDX-License-Identifier: Apache-2.0
#include "codec/op_profile_json.hpp"

#include "base/text.hpp"
#include "codec/json_reader.hpp"
#include "codec/json_writer.hpp"

#include <fmt/format.h>

#include <limits>

namespace assay::codec {
namespace {

using model::OpProfile;

constexpr std::string_view kSchema = "assay.profile/1";
constexpr double kNsPerUs = 1000;

std::optional<double> microseconds(const std::optional<double>& ns) {
  return ns ? std::optional(*ns / kNsPerUs) : ns;
}

[[noreturn]] void refuse(std::string why) {
  throw BadMember{"", std::move(why)};
}

// In seconds, microseconds or nanoseconds, or operations a second: all fit in this.
constexpr double kMost = 1e18;

double number_from_zero(JsonValue value) {
  const double number = value.get_double();
  if (!(number >= 0)) refuse("this is below 0");
  if (number > kMost) refuse("this is above 10^18");
  return number;
}

Member nanoseconds(std::string_view key, std::optional<double>& out) {
  return {key, [&out](JsonValue value) {
            if (!value.is_null()) out = number_from_zero(value) * kNsPerUs;
          }};
}

Member seconds(std::string_view key, std::optional<double>& out) {
  return {key,
          [&out](JsonValue value) {
            if (!value.is_null()) out = number_from_zero(value);
          },
          Need::optional};
}

Member some_text(std::string_view key, std::optional<std::string>& out) {
  return {key,
          [&out](JsonValue value) {
            const std::string_view text = value.get_string();
            if (text.empty()) refuse("this is empty");
            out = text;
          },
          Need::optional};
}

void read_counts(JsonValue value, model::ValueCounts& out) {
  std::uint64_t all = 0;
  read_elements(value, [&](JsonValue pair) {
    std::uint64_t numbers[2] = {};
    std::size_t n = 0;
    for (auto each : pair.get_array()) {
      if (n == 2) refuse("this is no pair");
      numbers[n++] = each.get_uint64();
    }
    if (n != 2) refuse("this is no pair");
    if (!out.empty() && numbers[0] <= out.back().first) refuse("durations must grow");
    if (numbers[1] == 0) refuse("a duration that never occurred");
    if (numbers[1] > std::numeric_limits<std::uint64_t>::max() - all) refuse("too many to count");
    all += numbers[1];
    out.emplace_back(numbers[0], numbers[1]);
  });
}

void read_histogram(JsonValue value, model::ValueCounts& out) {
  read_members(value, {{"unit",
                        [](JsonValue v) {
                          if (v.get_string().value() != "ns") refuse("the unit must be ns");
                        }},
                       {"counts", [&](JsonValue v) { read_counts(v, out); }}});
}

void read_schema(JsonValue value) {
  const std::string_view schema = value.get_string();
  if (schema != kSchema)
    refuse(fmt::format("this is '{}', and {} is what is read here", printable(schema), kSchema));
}

void read_profile(JsonValue value, OpProfile& p) {
  read_members(value,
               {member("iterations", p.iterations),
                member("repeats", p.repeats),
                member("burn_in", p.burn_in),
                {"seconds", [&](JsonValue v) { p.seconds = number_from_zero(v); }},
                {"us_per_op", [&](JsonValue v) { p.mean_ns = number_from_zero(v) * kNsPerUs; }},
                nanoseconds("p50_us", p.p50_ns),
                nanoseconds("p95_us", p.p95_ns),
                nanoseconds("p99_us", p.p99_ns),
                member("with_agent", p.with_agent),
                some_text("file", p.file),
                some_text("host", p.host),
                {"port",
                 [&](JsonValue v) {
                   const std::uint64_t port = v.get_uint64();
                   if (port == 0 || port > 65535) refuse("this is no port");
                   p.port = std::uint16_t(port);
                 },
                 Need::optional},
                some_text("protocol", p.protocol),
                {"schema", read_schema},
                {"workload",
                 [&](JsonValue v) {
                   p.workload = v.get_string().value();
                   if (p.workload.empty()) refuse("this is empty");
                 }},
                member("run_id", p.run_id),
                member("operations", p.operations),
                member("warmup", p.warmup),
                {"clock_ns", [&](JsonValue v) { p.clock_ns = number_from_zero(v); }},
                nanoseconds("p99_9_us", p.p999_ns),
                {"files",
                 [&](JsonValue v) {
                   if (!v.is_null()) p.files = v.get_uint64();
                 },
                 Need::optional},
                seconds("rate", p.rate),
                seconds("elapsed_seconds", p.elapsed_seconds),
                {"histogram", [&](JsonValue v) { read_histogram(v, p.histogram); }}});
}

}  // namespace

std::string write_op_profile(const OpProfile& p) {
  std::string out;
  const Sink sink = [&out](std::string_view bytes) -> Result<void> {
    out += bytes;
    return {};
  };
  JsonWriter json(sink);
  json.open_object(Layout::lines);
  json.member("iterations", p.iterations).member("repeats", p.repeats);
  json.member("burn_in", p.burn_in).member("seconds", p.seconds);
  json.member("us_per_op", p.mean_ns / kNsPerUs).member("p50_us", microseconds(p.p50_ns));
  json.member("p95_us", microseconds(p.p95_ns)).member("p99_us", microseconds(p.p99_ns));
  json.member("with_agent", p.with_agent);
  if (p.file) json.member("file", *p.file);
  if (p.host) json.member("host", *p.host);
  if (p.port) json.member("port", *p.port);
  if (p.protocol) json.member("protocol", *p.protocol);
  json.member("schema", kSchema).member("workload", p.workload);
  json.member_or_null("run_id", p.run_id).member("operations", p.operations);
  json.member("warmup", p.warmup).member("clock_ns", p.clock_ns);
  json.member("p99_9_us", microseconds(p.p999_ns)).member("files", p.files);
  json.member("rate", p.rate).member("elapsed_seconds", p.elapsed_seconds);
  json.key("histogram").open_object(Layout::inline_).member("unit", "ns");
  json.key("counts").open_array(Layout::inline_);
  for (const auto& [ns, count] : p.histogram)
    json.open_array(Layout::inline_).unsigned_integer(ns).unsigned_integer(count).close();
  json.close().close().close();
  const auto finished = json.finish();  // a string takes everything
  (void)finished;
  return out;
}

Result<OpProfile> read_op_profile(std::string_view json) {
  try {
    const simdjson::padded_string padded(json);
    simdjson::ondemand::parser parser;
    auto document = parser.iterate(padded).value();
    OpProfile profile;
    read_profile(document.get_value(), profile);
    if (document.current_location().error() != simdjson::OUT_OF_BOUNDS)
      refuse("something follows the profile");
    return profile;
  } catch (const BadMember& bad) {
    return Error{Fault::usage, "this is no profile of a workload",
                 bad.path.empty() ? bad.why : bad.path + ": " + bad.why,
                 "'assay workload NAME --format json' writes one"};
  } catch (const simdjson::simdjson_error& error) {
    return Error{Fault::usage, "this is no profile of a workload", error.what(),
                 "'assay workload NAME --format json' writes one"};
  }
}

}  // namespace assay::codec
