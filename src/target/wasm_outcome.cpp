// SPDX-License-Identifier: Apache-2.0
#include "target/wasm_outcome.hpp"

#include "base/text.hpp"
#include "model/samples.hpp"
#include "target/process_outcome.hpp"

#include <fmt/format.h>

#include <array>
#include <string_view>

namespace assay::target {
namespace {

using model::kAbsent;
using model::TrialEnd;
using wasm::Engine;
using wasm::TrialResult;

constexpr std::size_t kQuotedLines = 5;

double count(std::int64_t value) {
  return value < 0 ? kAbsent : static_cast<double>(value);
}

// How a metric is taken from a result. Those that are not here are absent.
struct Row {
  std::string_view metric;
  std::string_view tier;
  double (*value)(const TrialResult& result);
};
constexpr std::array kRows = {
    Row{"wall", "clock", [](const TrialResult& r) { return count(r.wall_ns); }},
    Row{"user", "rusage.thread", [](const TrialResult& r) { return count(r.user_ns); }},
    Row{"sys", "rusage.thread", [](const TrialResult& r) { return count(r.sys_ns); }},
    Row{"cpu", "clock.thread", [](const TrialResult& r) { return count(r.cpu_ns); }},
    Row{"minor_faults", "rusage.thread",
        [](const TrialResult& r) { return count(r.minor_faults); }},
    Row{"major_faults", "rusage.thread",
        [](const TrialResult& r) { return count(r.major_faults); }},
    Row{"voluntary_switches", "rusage.thread",
        [](const TrialResult& r) { return count(r.voluntary_switches); }},
    Row{"involuntary_switches", "rusage.thread",
        [](const TrialResult& r) { return count(r.involuntary_switches); }},
    Row{"startup", "clock", [](const TrialResult& r) { return count(r.startup_ns); }},
    Row{"native_alloc_calls", "engine", [](const TrialResult& r) { return count(r.grow_calls); }},
    Row{"native_alloc_bytes", "engine",
        [](const TrialResult& r) { return count(r.grow_pages) * wasm::kPage; }},
};

const Row* row_of(std::string_view metric) {
  for (const Row& row : kRows)
    if (row.metric == metric) return &row;
  return nullptr;
}

}  // namespace

std::vector<model::MeasuredMetric> wasm_metrics(Engine engine, bool compiled) {
  std::vector<model::MeasuredMetric> out;
  for (const model::Metric& metric : model::builtin_metrics()) {
    model::MeasuredMetric one{metric, "", ""};
    const Row* row = row_of(metric.name);
    if (metric.name == "compile" && engine == Engine::compiled && !compiled)
      one.absent = "the modules were compiled by an earlier run, and came from the cache";
    else if (metric.name == "native_alloc_calls" && engine == Engine::interpreter)
      one.absent = "the interpreter does not tell how often it grew memory";
    else if (metric.name == "compile" || row != nullptr)
      one.tier = row != nullptr ? row->tier : "clock";
    else
      one.absent = "not measured of what runs inside a process (target wasm-local)";
    out.push_back(std::move(one));
  }
  return out;
}

model::TrialOutcome wasm_outcome(const WasmTrial& trial, double compile_ns) {
  model::TrialOutcome out;
  if (!trial.result) {
    out.end = trial.cancelled ? TrialEnd::cancelled
              : trial.late    ? TrialEnd::timed_out
                              : TrialEnd::trapped;
    out.code = wasm::kTrapped;
    if (!trial.lost.empty())
      out.detail = fmt::format("assay-wasm {} with it\n{}", trial.lost,
                               last_lines(trial.errors, kQuotedLines));
    return out;
  }
  const TrialResult& result = *trial.result;
  out.code = result.code;
  for (const model::Metric& metric : model::builtin_metrics()) {
    const Row* row = row_of(metric.name);
    out.values.push_back(metric.name == "compile" ? compile_ns
                         : row != nullptr         ? row->value(result)
                                                  : kAbsent);
  }
  if (result.end == wasm::End::exited && result.code == 0) return out;
  out.detail = last_lines(trial.errors, kQuotedLines);
  if (result.end == wasm::End::exited) return out;
  out.end = TrialEnd::trapped;
  out.code = wasm::kTrapped;
  const std::string text =
      first_lines({result.text, ::strnlen(result.text, sizeof result.text)}, kQuotedLines);
  out.detail =
      fmt::format("{}{}{}{}", result.end == wasm::End::failed ? "while it was instantiated: " : "",
                  text, out.detail.empty() ? "" : "\n", out.detail);
  return out;
}

}  // namespace assay::target
