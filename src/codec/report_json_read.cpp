// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"
#include "codec/json_reader.hpp"
#include "codec/report_json.hpp"
#include "codec/report_label.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <map>

namespace assay::codec {
namespace {

using model::Report;

// A column costs 32 KiB as soon as it has one value: a small file must not ask for much memory.
constexpr std::size_t kColumnBytes = 32 * 1024;
constexpr std::size_t kFreeColumnBytes = std::size_t{512} << 20;
constexpr std::size_t kMostArms = 10000;

[[noreturn]] void refuse(std::string why) {
  throw BadMember{"", std::move(why)};
}

// The enumerator that has this name.
template <typename T>
T named(JsonValue value, std::initializer_list<std::pair<std::string_view, T>> names) {
  std::string word;
  read_into(value, word);
  for (const auto& [name, enumerator] : names)
    if (name == word) return enumerator;
  refuse(fmt::format("'{}' is none of its words", printable(word)));
}

model::Verdict read_verdict(JsonValue value) {
  std::string word;
  read_into(value, word);
  const auto verdict = model::verdict_named(word);
  if (!verdict) refuse(fmt::format("'{}' is no verdict", printable(word)));
  return *verdict;
}

model::Scale read_scale(JsonValue value) {
  return named<model::Scale>(
      value, {{"ratio", model::Scale::ratio}, {"difference", model::Scale::difference}});
}

template <typename T>
void read_integers(JsonValue value, std::vector<T>& out) {
  for (auto element : value.get_array()) {
    const std::int64_t number = element.get_int64();
    if (number < std::int64_t{std::numeric_limits<T>::min()} ||
        number > std::int64_t{std::numeric_limits<T>::max()})
      refuse(fmt::format("{} is out of range", number));
    out.push_back(T(number));
  }
}

class ReportReader {
 public:
  explicit ReportReader(std::size_t bytes) : column_bytes_(kFreeColumnBytes + 8 * bytes) {}

  Report read(simdjson::ondemand::document& document) {
    report_.schema = schema_number(document);
    // The columns are named by the table of metrics, wherever a tool that sorts keys has put it.
    at_path("metrics", [&] { read_metrics(document.find_field_unordered("metrics").value()); });
    document.rewind();
    read_document(document.get_value());
    if (document.current_location().error() != simdjson::OUT_OF_BOUNDS)
      refuse("something follows the report");
    return std::move(report_);
  }

 private:
  void read_document(JsonValue value) {
    Report& r = report_;
    read_members(
        value,
        {member("run_id", r.run_id),
         member("created", r.created),
         member("kind", r.kind),
         {"tool", [&](JsonValue v) { read_tool(v); }},
         {"host", [&](JsonValue v) { read_host(v); }},
         {"inputs", [&](JsonValue v) { read_inputs(v); }},
         {"scenario", [&](JsonValue v) { read_scenario(v); }, Need::optional},
         {"backend", [&](JsonValue v) { read_backend(v); }, Need::optional},
         {"baseline", [&](JsonValue v) { read_baseline(v); }, Need::optional},
         {"response_bytes",
          [&](JsonValue v) {
            if (!v.is_null()) r.response_bytes = v.get_uint64();
          },
          Need::optional},
         {"expected_match",
          [&](JsonValue v) {
            if (!v.is_null()) r.expected_match = v.get_bool();
          },
          Need::optional},
         member("seed", r.seed),
         {"plan", [&](JsonValue v) { read_plan(v); }},
         {"status",
          [&](JsonValue v) {
            r.status = named<model::Status>(v, {{"complete", model::Status::complete},
                                                {"interrupted", model::Status::interrupted},
                                                {"failed", model::Status::failed}});
          }},
         member("failure", r.failure),
         {"verdict",
          [&](JsonValue v) {
            if (!v.is_null()) r.verdict = read_verdict(v);
          }},
         {"comparisons",
          [&](JsonValue v) { read_elements(v, [&](JsonValue c) { read_comparison(c); }); }},
         {"checks", [&](JsonValue v) { read_elements(v, [&](JsonValue c) { read_check(c); }); }},
         {"diagnostics",
          [&](JsonValue v) { read_elements(v, [&](JsonValue d) { read_diagnostic(d); }); }},
         {"harness", [&](JsonValue v) { read_harness(v); }},
         {"rounds", [&](JsonValue v) { read_rounds(v); }},
         {"arms", [&](JsonValue v) { read_arms(v); }}});
  }

  void read_tool(JsonValue value) {
    read_members(value,
                 {member("version", report_.tool.version), member("build", report_.tool.build),
                  member("compiler", report_.tool.compiler)});
  }

  void read_host(JsonValue value) {
    read_members(value, {{"facts", [&](JsonValue facts) {
                            read_elements(facts, [&](JsonValue v) {
                              model::HostFact& fact = report_.host.facts.emplace_back();
                              read_members(v, {member("key", fact.key), member("value", fact.value),
                                               member("comparable", fact.comparable)});
                            });
                          }}});
  }

  void read_inputs(JsonValue value) {
    read_elements(value, [&](JsonValue v) {
      model::InputFile& input = report_.inputs.emplace_back();
      read_members(v, {member("path", input.path), member("sha256", input.sha256)});
    });
  }

  void read_scenario(JsonValue value) {
    if (value.is_null()) return;
    model::ScenarioRecord& s = report_.scenario.emplace();
    read_members(value, {member("name", s.name),
                         member("entry", s.entry),
                         member("target", s.target),
                         member("manifest", s.manifest),
                         member("manifest_sha256", s.manifest_sha256),
                         member("tags", s.tags),
                         member("parameters", s.parameters),
                         {"iterations_count",
                          [&](JsonValue v) {
                            if (!v.is_null()) s.iterations = v.get_uint64();
                          }},
                         member("warmup_count", s.warmup)});
  }

  void read_backend(JsonValue value) {
    if (value.is_null()) return;
    model::BackendRecord& b = report_.backend.emplace();
    read_members(value, {member("name", b.name),
                         member("engine", b.engine),
                         member("engine_version", b.engine_version),
                         {"native_allocs", [&](JsonValue v) {
                            if (v.is_null()) return;
                            read_members(v, {member("calls", b.native_alloc_calls),
                                             member("bytes", b.native_alloc_bytes)});
                          }}});
  }

  void read_baseline(JsonValue value) {
    if (value.is_null()) return;
    model::BaselineRecord& b = report_.baseline.emplace();
    read_members(value,
                 {member("path", b.path), member("run_id", b.run_id), member("created", b.created),
                  member("incomparable", b.incomparable), member("advisory", b.advisory)});
  }

  void read_plan(JsonValue value) {
    model::PlanRecord& p = report_.plan;
    read_members(value, {member("kind", p.kind),
                         member("alpha", p.alpha),
                         member("min_effect_relative", p.min_effect_relative),
                         member("min_effect_absolute", p.min_effect_absolute),
                         member("warmup", p.warmup),
                         member("min_rounds", p.min_rounds),
                         member("max_rounds", p.max_rounds),
                         member("max_time_ns", p.max_time_ns),
                         member("tree", p.tree),
                         member("linger_ns", p.linger_ns),
                         member("timeout_ns", p.timeout_ns),
                         {"pinned_cpus", [&](JsonValue v) { read_integers(v, p.pinned_cpus); }},
                         member("gated", p.gated)});
  }

  void read_metrics(JsonValue value) {
    read_elements(value, [&](JsonValue v) {
      model::MeasuredMetric& measured = report_.metrics.emplace_back();
      model::Metric& metric = measured.metric;
      std::string key;
      read_members(
          v, {member("name", metric.name),
              member("key", key),
              member("unit", metric.unit),
              {"direction",
               [&](JsonValue d) {
                 metric.direction = named<model::Direction>(
                     d, {{"lower", model::Direction::lower}, {"higher", model::Direction::higher}});
               }},
              {"scale", [&](JsonValue s) { metric.scale = read_scale(s); }},
              member("floor", metric.floor),
              member("about", metric.about),
              member("tier", measured.tier),
              member("absent", measured.absent)});
      if (!columns_.emplace(key, report_.metrics.size() - 1).second)
        refuse(fmt::format("two metrics have the key '{}'", printable(key)));
    });
  }

  void read_comparison(JsonValue value) {
    constexpr double kInfinity = std::numeric_limits<double>::infinity();
    model::Comparison& c = report_.comparisons.emplace_back();
    std::optional<double> lower;
    std::optional<double> upper;
    std::uint64_t rounds = 0;
    read_members(value, {member("arm", c.arm),
                         member("baseline", c.baseline),
                         member("metric", c.metric),
                         {"scale", [&](JsonValue v) { c.scale = read_scale(v); }},
                         member("gated", c.gated),
                         member("method", c.method, Need::optional),
                         member("statistic", c.statistic, Need::optional),
                         member("tolerance", c.tolerance, Need::optional),
                         member("control_check", c.control_check, Need::optional),
                         {"verdict", [&](JsonValue v) { c.verdict = read_verdict(v); }},
                         member("reason", c.reason),
                         member("estimate", c.estimate),
                         member("lower", lower),
                         member("upper", upper),
                         member("min_effect", c.min_effect),
                         member("rounds", rounds),
                         member("ratio_of_sums", c.ratio_of_sums),
                         member("unseen_slow_share", c.unseen_slow_share),
                         member("smallest_detectable", c.smallest_detectable)});
    c.rounds = rounds;
    c.interval.lower = lower.value_or(c.scale == model::Scale::ratio ? 0 : -kInfinity);
    c.interval.upper = upper.value_or(kInfinity);
  }

  void read_check(JsonValue value) {
    model::Check& check = report_.checks.emplace_back();
    read_members(value, {member("name", check.name), member("outcome", check.outcome),
                         member("detail", check.detail),
                         member("advisory", check.advisory, Need::optional)});
  }

  void read_diagnostic(JsonValue value) {
    model::Diagnostic& d = report_.diagnostics.emplace_back();
    read_members(value, {{"severity",
                          [&](JsonValue v) {
                            d.severity =
                                named<model::Severity>(v, {{"note", model::Severity::note},
                                                           {"warning", model::Severity::warning},
                                                           {"error", model::Severity::error}});
                          }},
                         member("code", d.code),
                         member("text", d.text)});
  }

  void read_harness(JsonValue value) {
    model::HarnessCost& h = report_.harness;
    read_members(value, {member("trials", h.trials), member("elapsed_ns", h.elapsed_ns),
                         member("trials_ns", h.trials_ns), member("sampling_ns", h.sampling_ns),
                         member("bookkeeping_ns", h.bookkeeping_ns)});
  }

  void read_rounds(JsonValue value) {
    model::Rounds& r = report_.rounds;
    read_members(value, {{"started_ns",
                          [&](JsonValue v) {
                            for (auto element : v.get_array())
                              r.started_ns.push_back(element.get_double());
                          }},
                         column("foreign_cpu", r.foreign_cpu),
                         column("steal", r.steal),
                         column("cpu_pressure", r.cpu_pressure),
                         column("swap_pages", r.swap_pages),
                         column("throttled", r.throttled)});
    for (const model::Column* c :
         {&r.foreign_cpu, &r.steal, &r.cpu_pressure, &r.swap_pages, &r.throttled})
      if (!c->empty() && c->size() != r.size()) refuse("its columns differ in length");
  }

  void read_arms(JsonValue value) {
    std::vector<std::uint64_t> order;
    read_entries(value, [&](const std::string& name, JsonValue v) {
      if (report_.arms.size() == kMostArms) refuse("there are too many arms");
      if (model::find_arm(report_, name) != nullptr) refuse("two arms have this name");
      model::Arm& arm = report_.arms.emplace_back();
      arm.name = name;
      read_members(v, {member("index", order.emplace_back()),
                       member("role", arm.role),
                       {"command", [&](JsonValue c) { read_command(c, arm.command); }},
                       member("parameters", arm.parameters),
                       {"summaries", [&](JsonValue s) { read_summaries(s, arm); }},
                       {"samples", [&](JsonValue s) { read_samples(s, arm.samples); }}});
    });
    std::vector<model::Arm> sorted(order.size());
    std::vector<bool> placed(order.size(), false);
    for (std::size_t i = 0; i < order.size(); ++i) {
      if (order[i] >= order.size() || placed[order[i]]) refuse("their 'index' is no order");
      placed[order[i]] = true;
      sorted[order[i]] = std::move(report_.arms[i]);
    }
    report_.arms = std::move(sorted);
  }

  void read_command(JsonValue value, model::CommandRecord& c) {
    read_members(value,
                 {member("argv", c.argv), member("text", c.text), member("shell", c.shell),
                  member("cwd", c.cwd), member("env", c.env), member("executable", c.executable),
                  member("sha256", c.sha256), member("kind", c.kind, Need::optional)});
  }

  void read_summaries(JsonValue value, model::Arm& arm) {
    read_entries(value, [&](const std::string& key, JsonValue v) {
      model::Summary& s = arm.summaries.emplace_back();
      s.metric = report_.metrics[metric_of(key)].metric.name;
      std::uint64_t count = 0;
      read_members(
          v,
          {member("count", count), member("mean", s.mean), member("stddev", s.stddev),
           member("min", s.min), member("median", s.median), member("median_lower", s.median_lower),
           member("median_upper", s.median_upper), member("p90", s.p90),
           member("p95", s.p95, Need::optional), member("p99", s.p99), member("max", s.max)});
      s.count = count;
    });
  }

  void read_samples(JsonValue value, model::Samples& samples) {
    samples.values.resize(report_.metrics.size());
    std::vector<bool> seen(report_.metrics.size(), false);
    int fixed = 0;
    read_entries(value, [&](const std::string& key, JsonValue v) {
      if (key == "round" && samples.round.empty()) {
        read_integers(v, samples.round);
        fixed |= 1;
      } else if (key == "position" && samples.position.empty()) {
        read_integers(v, samples.position);
        fixed |= 2;
      } else if (key == "exit_code" && samples.exit_code.empty()) {
        read_integers(v, samples.exit_code);
        fixed |= 4;
      } else {
        const std::size_t index = metric_of(key);
        if (seen[index]) refuse("this column is there twice");
        seen[index] = true;
        read_column(v, samples.values[index]);
      }
    });
    if (fixed != 7) refuse("'round', 'position' or 'exit_code' is missing");
    const std::size_t size = samples.size();
    bool agree = samples.position.size() == size && samples.exit_code.size() == size;
    for (const model::Column& c : samples.values) agree = agree && (c.empty() || c.size() == size);
    if (!agree) refuse("its columns differ in length");
  }

  std::size_t metric_of(const std::string& key) const {
    const auto found = columns_.find(key);
    if (found == columns_.end()) refuse("no metric of this report has this key");
    return found->second;
  }

  Member column(std::string_view key, model::Column& out) {
    return {key, [this, &out](JsonValue v) { read_column(v, out); }};
  }

  void read_column(JsonValue value, model::Column& out) {
    if (value.is_null()) return;
    if (column_bytes_ < kColumnBytes) refuse("there are too many columns for so few values");
    column_bytes_ -= kColumnBytes;
    for (auto element : value.get_array()) {
      JsonValue item = element.value();
      double number = 0;
      if (const auto error = item.get_double().get(number)) {
        if (!item.is_null()) throw simdjson::simdjson_error(error);
        number = model::kAbsent;
      }
      out.push(number);
    }
  }

  Report report_;
  std::map<std::string, std::size_t, std::less<>> columns_;  // key -> index in report_.metrics
  std::size_t column_bytes_;
};

}  // namespace

static_assert(kReadPadding >= simdjson::SIMDJSON_PADDING);

Result<Report> read_report(std::string text) {
  text.reserve(text.size() + kReadPadding);
  return read_report_in_place(text);
}

Result<Report> read_report_in_place(std::string_view text) {
  simdjson::ondemand::parser parser;
  simdjson::ondemand::document document;
  const simdjson::padded_string_view view(text.data(), text.size(), text.size() + kReadPadding);
  try {
    if (const auto error = parser.iterate(view).get(document))
      return unreadable_report("", simdjson::error_message(error));
    return ReportReader(text.size()).read(document);
  } catch (const BadMember& bad) {
    return unreadable_report(bad.path, bad.why);
  } catch (const simdjson::simdjson_error& error) {
    return unreadable_report("", error.what());
  }
}

}  // namespace assay::codec
