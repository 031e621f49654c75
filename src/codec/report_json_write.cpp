// SPDX-License-Identifier: Apache-2.0
#include "codec/json_writer.hpp"
#include "codec/report_json.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

namespace assay::codec {
namespace {

using model::Arm;
using model::Column;
using model::Report;

// A program may call its own metric "round": the column then gets another key, and the table of
// metrics says which.
std::vector<std::string> column_keys(const Report& report) {
  std::set<std::string> taken{"round", "position", "exit_code"};
  std::vector<std::string> keys;
  for (const auto& measured : report.metrics) {
    const std::string wanted = model::json_key(measured.metric);
    std::string key = wanted;
    for (int n = 2; !taken.insert(key).second; ++n) key = fmt::format("{}_{}", wanted, n);
    keys.push_back(std::move(key));
  }
  return keys;
}

Error impossible(std::string why) {
  return {Fault::internal, "this report cannot be written", std::move(why), ""};
}

Result<void> check(const Report& report) {
  std::set<std::string_view> names;
  for (const Arm& arm : report.arms) {
    if (!names.insert(arm.name).second)
      return impossible(fmt::format("two arms are called '{}'", arm.name));
    const model::Samples& samples = arm.samples;
    const bool fits = samples.position.size() == samples.size() &&
                      samples.exit_code.size() == samples.size() &&
                      samples.values.size() <= report.metrics.size() &&
                      std::all_of(samples.values.begin(), samples.values.end(),
                                  [&](const Column& c) { return c.size() <= samples.size(); });
    if (!fits) return impossible(fmt::format("the columns of arm '{}' disagree", arm.name));
  }
  return {};
}

class ReportWriter {
 public:
  ReportWriter(const Report& report, const Sink& sink, JsonWriter::Page page)
      : report_(report), keys_(column_keys(report)), json_(sink, page) {}

  Result<void> write() {
    json_.open_object(Layout::lines);
    head();
    plan();
    outcome();
    metrics();
    comparisons();
    remarks();
    harness();
    rounds();
    arms();
    json_.close();
    return json_.finish();
  }

 private:
  void head() {
    json_.member("schema", fmt::format("assay.report/{}", report_.schema));
    json_.member("run_id", report_.run_id).member("created", report_.created);
    json_.member("kind", report_.kind);
    json_.key("tool").open_object(Layout::inline_);
    json_.member("version", report_.tool.version).member("build", report_.tool.build);
    json_.member("compiler", report_.tool.compiler).close();
    json_.key("host").open_object(Layout::lines).key("facts").open_array(Layout::lines);
    for (const auto& fact : report_.host.facts) {
      json_.open_object(Layout::inline_).member("key", fact.key).member("value", fact.value);
      json_.member("comparable", fact.comparable).close();
    }
    json_.close().close();
    json_.key("inputs").open_array(Layout::lines);
    for (const auto& input : report_.inputs) {
      json_.open_object(Layout::inline_).member("path", input.path);
      json_.member_or_null("sha256", input.sha256).close();
    }
    json_.close();
    scenario();
    backend();
    json_.member("seed", report_.seed);
  }

  void scenario() {
    json_.key("scenario");
    if (!report_.scenario) {
      json_.null();
    } else {
      const model::ScenarioRecord& s = *report_.scenario;
      json_.open_object(Layout::lines).member("name", s.name).member_or_null("entry", s.entry);
      json_.member("target", s.target).member_or_null("manifest", s.manifest);
      json_.member_or_null("manifest_sha256", s.manifest_sha256);
      json_.key("tags").open_array(Layout::inline_);
      for (const std::string& tag : s.tags) json_.text(tag);
      json_.close();
      pairs("parameters", s.parameters);
      json_.member("iterations_count", s.iterations).member("warmup_count", s.warmup).close();
    }
    json_.member("response_bytes", report_.response_bytes);
    json_.member("expected_match", report_.expected_match);
    iterations();
  }

  // What is derived from the judged arm's summaries, for those who read no columns.
  void iterations() {
    const model::Summary* wall = nullptr;
    const model::Summary* allocs = nullptr;
    // The last that is no control.
    const auto judged = std::find_if(report_.arms.rbegin(), report_.arms.rend(),
                                     [](const model::Arm& arm) { return arm.role != "control"; });
    if (judged != report_.arms.rend()) {
      wall = model::find_summary(*judged, "wall");
      allocs = model::find_summary(*judged, "compiler_visible_allocs");
    }
    json_.member("compiler_visible_allocs", allocs ? allocs->median : std::nullopt);
    json_.key("iterations");
    if (wall == nullptr || !report_.scenario) {
      json_.null();
      return;
    }
    const auto ms = [&](std::string_view name, const std::optional<double>& ns) {
      json_.member(name, ns ? std::optional(*ns / 1e6) : ns);
    };
    json_.open_object(Layout::inline_);
    ms("min_ms", wall->min);
    ms("max_ms", wall->max);
    ms("mean_ms", wall->mean);
    ms("p50_ms", wall->median);
    ms("p95_ms", wall->p95);
    ms("p99_ms", wall->p99);
    json_.close();
  }

  void backend() {
    json_.key("backend");
    if (!report_.backend) {
      json_.null();
    } else {
      const model::BackendRecord& b = *report_.backend;
      json_.open_object(Layout::inline_).member("name", b.name);
      json_.member_or_null("engine", b.engine).member_or_null("engine_version", b.engine_version);
      json_.key("native_allocs");
      if (b.native_alloc_calls || b.native_alloc_bytes)
        json_.open_object(Layout::inline_)
            .member("calls", b.native_alloc_calls)
            .member("bytes", b.native_alloc_bytes)
            .close();
      else
        json_.null();
      json_.close();
    }
    json_.key("baseline");
    if (!report_.baseline) {
      json_.null();
      return;
    }
    const model::BaselineRecord& b = *report_.baseline;
    json_.open_object(Layout::lines).member("path", b.path).member_or_null("run_id", b.run_id);
    json_.member_or_null("created", b.created).key("incomparable").open_array(Layout::inline_);
    for (const std::string& field : b.incomparable) json_.text(field);
    json_.close().member("advisory", b.advisory).close();
  }

  void plan() {
    const model::PlanRecord& plan = report_.plan;
    json_.key("plan").open_object(Layout::lines);
    json_.member("kind", plan.kind).member("alpha", plan.alpha);
    json_.member("min_effect_relative", plan.min_effect_relative);
    json_.member("min_effect_absolute", plan.min_effect_absolute);
    json_.member("warmup", plan.warmup).member("min_rounds", plan.min_rounds);
    json_.member("max_rounds", plan.max_rounds).member("max_time_ns", plan.max_time_ns);
    json_.member("tree", plan.tree).member("linger_ns", plan.linger_ns);
    json_.member("timeout_ns", plan.timeout_ns);
    json_.key("pinned_cpus").open_array(Layout::inline_);
    for (const int cpu : plan.pinned_cpus) json_.integer(cpu);
    json_.close().key("gated").open_array(Layout::inline_);
    for (const std::string& metric : plan.gated) json_.text(metric);
    json_.close().close();
  }

  void outcome() {
    json_.member("status", model::name(report_.status));
    json_.member_or_null("failure", report_.failure);
    json_.key("verdict");
    if (report_.verdict)
      json_.text(model::name(*report_.verdict));
    else
      json_.null();
  }

  void metrics() {
    json_.key("metrics").open_array(Layout::lines);
    for (std::size_t i = 0; i < report_.metrics.size(); ++i) {
      const auto& [metric, tier, absent] = report_.metrics[i];
      json_.open_object(Layout::inline_).member("name", metric.name).member("key", keys_[i]);
      json_.member("unit", metric.unit);
      json_.member("direction", metric.direction == model::Direction::lower ? "lower" : "higher");
      json_.member("scale", metric.scale == model::Scale::ratio ? "ratio" : "difference");
      json_.member("floor", metric.floor).member("about", metric.about);
      json_.member_or_null("tier", tier).member_or_null("absent", absent).close();
    }
    json_.close();
  }

  void comparisons() {
    json_.key("comparisons").open_array(Layout::lines);
    for (const auto& c : report_.comparisons) {
      const bool ratio = c.scale == model::Scale::ratio;
      json_.open_object(Layout::inline_).member("arm", c.arm).member("baseline", c.baseline);
      json_.member("metric", c.metric).member("scale", ratio ? "ratio" : "difference");
      json_.member("gated", c.gated).member("method", c.method);
      json_.member_or_null("statistic", c.statistic).member("tolerance", c.tolerance);
      json_.member("control_check", c.control_check);
      json_.member("verdict", model::name(c.verdict));
      json_.member_or_null("reason", c.reason).member("estimate", c.estimate);
      // Nothing is below a ratio of 0: as an end it says no more than none at all.
      json_.key("lower");
      if (ratio && c.interval.lower <= 0)
        json_.null();
      else
        json_.number(c.interval.lower);
      json_.member("upper", c.interval.upper).member("min_effect", c.min_effect);
      json_.member("rounds", std::uint64_t(c.rounds)).member("ratio_of_sums", c.ratio_of_sums);
      json_.member("unseen_slow_share", c.unseen_slow_share);
      json_.member("smallest_detectable", c.smallest_detectable).close();
    }
    json_.close();
  }

  void remarks() {
    json_.key("checks").open_array(Layout::lines);
    for (const auto& done : report_.checks) {
      json_.open_object(Layout::inline_).member("name", done.name);
      json_.member("outcome", done.outcome).member_or_null("detail", done.detail);
      json_.member("advisory", done.advisory).close();
    }
    json_.close().key("diagnostics").open_array(Layout::lines);
    for (const auto& diagnostic : report_.diagnostics) {
      json_.open_object(Layout::inline_);
      json_.member("severity", model::name(diagnostic.severity));
      json_.member("code", diagnostic.code).member("text", diagnostic.text).close();
    }
    json_.close();
  }

  void harness() {
    const model::HarnessCost& cost = report_.harness;
    json_.key("harness").open_object(Layout::inline_).member("trials", cost.trials);
    json_.member("elapsed_ns", cost.elapsed_ns).member("trials_ns", cost.trials_ns);
    json_.member("sampling_ns", cost.sampling_ns);
    json_.member("bookkeeping_ns", cost.bookkeeping_ns).close();
  }

  void rounds() {
    const model::Rounds& rounds = report_.rounds;
    json_.key("rounds").open_object(Layout::lines);
    numbers("started_ns", rounds.started_ns);
    const std::size_t size = rounds.size();
    column("foreign_cpu", rounds.foreign_cpu, size);
    column("steal", rounds.steal, size);
    column("cpu_pressure", rounds.cpu_pressure, size);
    column("swap_pages", rounds.swap_pages, size);
    column("throttled", rounds.throttled, size);
    json_.close();
  }

  void arms() {
    json_.key("arms").open_object(Layout::lines);
    for (std::size_t i = 0; i < report_.arms.size(); ++i) {
      const Arm& arm = report_.arms[i];
      json_.key(arm.name).open_object(Layout::lines);
      json_.member("index", std::uint64_t(i)).member("role", arm.role);
      command(arm.command);
      pairs("parameters", arm.parameters);
      summaries(arm);
      samples(arm.samples);
      json_.close();
    }
    json_.close();
  }

  void command(const model::CommandRecord& command) {
    json_.key("command").open_object(Layout::inline_).key("argv").open_array(Layout::inline_);
    for (const std::string& word : command.argv) json_.text(word);
    json_.close().member("text", command.text).member("shell", command.shell);
    json_.member_or_null("cwd", command.cwd);
    pairs("env", command.env);
    json_.member_or_null("executable", command.executable);
    json_.member_or_null("sha256", command.sha256).member_or_null("kind", command.kind).close();
  }

  void pairs(std::string_view key, const std::vector<std::pair<std::string, std::string>>& pairs) {
    json_.key(key).open_object(Layout::inline_);
    for (const auto& [name, value] : pairs) json_.member(name, value);
    json_.close();
  }

  void summaries(const Arm& arm) {
    json_.key("summaries").open_object(Layout::lines);
    for (const model::Summary& s : arm.summaries) {
      const auto index = model::metric_index(report_, s.metric);
      if (!index) continue;
      json_.key(keys_[*index]).open_object(Layout::inline_).member("count", std::uint64_t(s.count));
      json_.member("mean", s.mean).member("stddev", s.stddev).member("min", s.min);
      json_.member("median", s.median).member("median_lower", s.median_lower);
      json_.member("median_upper", s.median_upper).member("p90", s.p90).member("p95", s.p95);
      json_.member("p99", s.p99);
      json_.member("max", s.max).close();
    }
    json_.close();
  }

  void samples(const model::Samples& samples) {
    json_.key("samples").open_object(Layout::lines);
    numbers("round", samples.round);
    numbers("position", samples.position);
    numbers("exit_code", samples.exit_code);
    const Column never;
    for (std::size_t k = 0; k < keys_.size(); ++k)
      column(keys_[k], k < samples.values.size() ? samples.values[k] : never, samples.size());
    json_.close();
  }

  template <typename T>
  void numbers(std::string_view key, const std::vector<T>& values) {
    json_.key(key).open_array(Layout::inline_);
    for (const T value : values) {
      if constexpr (std::is_floating_point_v<T>)
        json_.number(value);
      else
        json_.integer(value);
    }
    json_.close();
  }

  // A column that never had a value is null as a whole; a short one is filled up.
  void column(std::string_view key, const Column& values, std::size_t size) {
    json_.key(key);
    if (values.empty()) {
      json_.null();
      return;
    }
    json_.open_array(Layout::inline_);
    for (std::size_t i = 0; i < size; ++i)
      if (i < values.size())
        json_.number(values[i]);
      else
        json_.null();
    json_.close();
  }

  const Report& report_;
  const std::vector<std::string> keys_;
  JsonWriter json_;
};

}  // namespace

Result<void> write_report(const Report& report, const Sink& sink) {
  if (auto fits = check(report); !fits) return fits;
  return ReportWriter(report, sink, JsonWriter::Page::lines).write();
}

Result<void> write_report_line(const Report& report, const Sink& sink) {
  if (auto fits = check(report); !fits) return fits;
  return ReportWriter(report, sink, JsonWriter::Page::one_line).write();
}

}  // namespace assay::codec
