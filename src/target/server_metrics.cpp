// SPDX-License-Identifier: Apache-2.0
#include "target/server_metrics.hpp"

#include "base/text.hpp"
#include "base/units.hpp"
#include "model/samples.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>

namespace assay::target {
namespace {

using model::Direction;
using model::kAbsent;
using model::MeasuredMetric;
using model::Metric;
using model::Scale;
using model::Severity;
using stats::Histogram;

constexpr double kLatencyFloor = 20e3;  // ns; about what one wake-up costs
constexpr double kLateNs = 1e6;  // a generator that is later than this is part of the figures
constexpr double kHeld = 0.95;   // share of the rate that counts as holding it

struct Percentile {
  double p;
  const char* metric;
  const char* text;
};
constexpr std::array<Percentile, 4> kTails = {{{0.9, "latency_p90", "90 %"},
                                               {0.95, "latency_p95", "95 %"},
                                               {0.99, "latency_p99", "99 %"},
                                               {0.999, "latency_p999", "99.9 %"}}};

Metric latency(std::string name, std::string about) {
  return {std::move(name), "ns", Direction::lower, Scale::ratio, kLatencyFloor, std::move(about)};
}

std::string too_few(double p, double expected) {
  if (expected >= static_cast<double>(Histogram::least_count(p))) return "";
  return fmt::format("a slice has about {} requests, and this takes {}: lengthen the slice",
                     format_quantity(expected, "count"),
                     format_quantity(static_cast<double>(Histogram::least_count(p)), "count"));
}

std::string time(const std::optional<double>& ns) {
  return ns ? format_quantity(*ns, "ns") : std::string("absent");
}

std::string count(std::uint64_t n) {
  return format_quantity(static_cast<double>(n), "count");
}

}  // namespace

std::uint64_t least_requests() {
  return Histogram::least_count(0.5);
}

std::vector<MeasuredMetric> server_metrics(const std::string& cpu_tier, std::optional<double> rate,
                                           double expected_requests) {
  std::vector<MeasuredMetric> out;
  out.push_back({latency("wall", "latency of a request: the median of a slice"), "clock", ""});
  out.push_back(
      {latency("latency_mean", "latency of a request: the mean of a slice"), "clock", ""});
  for (const Percentile& tail : kTails)
    out.push_back({latency(tail.metric, fmt::format("latency that {} of a slice's requests stay "
                                                    "within",
                                                    tail.text)),
                   "clock", too_few(tail.p, expected_requests)});
  out.push_back({latency("latency_max", "latency of the slowest request of a slice"), "clock", ""});
  out.push_back({{"throughput", "requests/s", Direction::higher, Scale::ratio, 1,
                  "requests answered in a second of a slice"},
                 "clock",
                 ""});
  out.push_back({{"errors", "count", Direction::lower, Scale::difference, 1,
                  "requests of a slice that got no answer"},
                 "clock",
                 ""});
  Metric cpu = *model::find_builtin("cpu");
  cpu.about = "CPU time of the server's whole tree for each request answered";
  out.push_back({std::move(cpu), cpu_tier, ""});
  Metric memory = *model::find_builtin("peak_tree");
  memory.about = "resident memory of the server's tree, before or after a slice";
  out.push_back({std::move(memory), "sampled", ""});
  out.push_back({{"generator_lag_p99", "ns", Direction::lower, Scale::difference, kLatencyFloor,
                  "how late the load generator sent, a connection being free"},
                 "clock",
                 rate ? too_few(0.99, expected_requests) : "a closed loop has no intended times"});
  out.push_back({latency("startup", "time from a server's start until it is ready"), "clock", ""});
  return out;
}

std::vector<double> server_values(const SliceFigures& slice, bool open_loop) {
  const auto known = [](double value, bool is) { return is ? value : kAbsent; };
  const auto answered = static_cast<double>(slice.answered);
  std::vector<double> out;
  out.push_back(slice.latency.quantile(0.5).value_or(kAbsent));
  out.push_back(known(slice.latency.empty() ? 0 : slice.latency.mean(), !slice.latency.empty()));
  for (const Percentile& tail : kTails)
    out.push_back(slice.latency.quantile(tail.p).value_or(kAbsent));
  out.push_back(known(slice.latency.empty() ? 0 : slice.latency.max(), !slice.latency.empty()));
  out.push_back(known(answered / slice.elapsed_ns * 1e9, slice.elapsed_ns > 0));
  out.push_back(static_cast<double>(slice.failed));
  out.push_back(known(slice.cpu_ns / answered, slice.cpu_ns >= 0 && slice.answered > 0));
  out.push_back(known(slice.resident_bytes, slice.resident_bytes > 0));
  out.push_back(open_loop ? slice.lag.quantile(0.99).value_or(kAbsent) : kAbsent);
  out.push_back(known(slice.startup_ns, slice.startup_ns >= 0));
  return out;
}

std::vector<model::Diagnostic> server_remarks(const std::vector<ArmTotals>& arms,
                                              std::optional<double> rate, std::uint32_t connections,
                                              std::uint64_t restarts) {
  std::vector<model::Diagnostic> out;
  const auto say = [&](Severity severity, std::string code, std::string text) {
    out.push_back({severity, std::move(code), std::move(text)});
  };
  for (const ArmTotals& arm : arms) {
    if (arm.latency.empty()) continue;
    const std::string loop =
        rate ? fmt::format("open loop at {} a second", format_quantity(*rate, "count"))
             : std::string("closed loop");
    say(Severity::note, "load",
        fmt::format("{}: {} over {} connection{}, {} requests: p50 {}, p99 {}, p99.9 {}, max {}{}",
                    arm.name, loop, connections, connections == 1 ? "" : "s",
                    count(arm.latency.count()), time(arm.latency.quantile(0.5)),
                    time(arm.latency.quantile(0.99)), time(arm.latency.quantile(0.999)),
                    time(arm.latency.max()),
                    rate ? "; generator lag p99 " + time(arm.lag.quantile(0.99)) : ""));
    if (arm.failed > 0)
      say(Severity::warning, "requests-failed",
          fmt::format("{}: {} of {} requests got no answer ({}); each counts as one that took the "
                      "timeout",
                      arm.name, count(arm.failed), count(arm.latency.count()),
                      printable(arm.first_failure)));
    if (arm.reconnects > 0)
      say(Severity::note, "reconnects",
          fmt::format("{}: {} connections were made anew after the server had closed one", arm.name,
                      count(arm.reconnects)));
    if (!rate) continue;
    if (const auto lag = arm.lag.quantile(0.99); lag && *lag > kLateNs)
      say(Severity::warning, "generator-late",
          fmt::format("{}: the load generator itself was late (p99 {}), which is in the latencies: "
                      "lower the rate, or leave it a CPU of its own",
                      arm.name, time(lag)));
    const double achieved = static_cast<double>(arm.answered) / arm.elapsed_ns * 1e9;
    if (achieved < kHeld * *rate)
      say(Severity::warning, "rate-not-held",
          fmt::format("{}: {} requests a second were answered, {} were asked for: requests piled "
                      "up, and their waiting is in the latencies",
                      arm.name, format_quantity(achieved, "count"),
                      format_quantity(*rate, "count")));
  }
  if (restarts > 0)
    say(Severity::note, "restarts",
        fmt::format("all servers were started anew {} time{} within the run", restarts,
                    restarts == 1 ? "" : "s"));
  return out;
}

}  // namespace assay::target
