// SPDX-License-Identifier: Apache-2.0
#include "app/soak_options.hpp"

#include "app/agent.hpp"
#include "app/wording.hpp"
#include "base/units.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace assay::app {
namespace {

using model::CounterRole;

constexpr double kRate = 1000;
constexpr double kDropRatio = 0.001;
constexpr double kEvents = 100;
constexpr double kGrowth = 64.0 * 1024 * 1024;
constexpr std::uint64_t kMostWorkers = 256;
constexpr double kMostPolls = 1e6;
constexpr double kShortestPoll = 10e6;  // reading counters more often would be the load

bool has(const SoakOptions& options, CounterRole role) {
  return std::any_of(options.counters.begin(), options.counters.end(),
                     [role](const CounterAsk& each) { return each.role == role; });
}

std::optional<double> limit(const std::optional<Limit>& asked, std::optional<double> otherwise) {
  return asked ? asked->value : otherwise;
}

Result<void> check_counters(const SoakOptions& options) {
  const bool drops = has(options, CounterRole::drops);
  const bool delivered = has(options, CounterRole::delivered);
  const bool waived = options.drop_ratio && !options.drop_ratio->value;
  if (!waived && !(drops && delivered))
    return bad_usage(drops ? "nothing says how many events were delivered"
                           : "nothing says how many events were lost",
                     "the drop ratio is drops / (drops + delivered), by the agent's own counters",
                     "give --drops and --delivered, or --max-drop-ratio none to watch without it");
  if (options.events.value_or(0) > 0 && !delivered)
    return bad_usage("--min-events needs --delivered", "nothing says how many events there were",
                     "give --delivered, for example file:/run/agent/events");
  const bool grows = options.growth_bytes && !options.growth_bytes->value;
  const bool slopes = options.slope_bytes && options.slope_bytes->value;
  if (waived && grows && !slopes && options.events.value_or(0) == 0 && !delivered)
    return bad_usage("nothing would be held against anything",
                     "--max-drop-ratio none and --max-rss-growth none waive both budgets",
                     "leave one of them, or give --max-rss-slope or --min-events");
  return {};
}

Result<void> check_load(const SoakOptions& options) {
  if (options.workers < 1 || options.workers > kMostWorkers)
    return bad_usage(fmt::format("{} workers cannot be", options.workers),
                     fmt::format("from 1 to {} run at once", kMostWorkers), "");
  if (options.worker_command && (!options.workloads.empty() || options.rate || options.file))
    return bad_usage("--worker-command stands alone",
                     "--workload, --rate and --file are of the built-in workloads",
                     "say in the command itself what it works on and how fast");
  if (options.workloads.size() > options.workers)
    return bad_usage(fmt::format("{} workers cannot run {} workloads", options.workers,
                                 options.workloads.size()),
                     "each runs one", "raise --workers");
  return {};
}

Result<void> check_times(const SoakOptions& options) {
  if (options.poll_ns < kShortestPoll)
    return bad_usage("--poll is too short", "reading counters would be a load of its own",
                     "10ms is the shortest");
  if (options.duration_ns < options.poll_ns)
    return bad_usage("--duration is shorter than --poll", "nothing would be seen in between",
                     "poll more often, or soak for longer");
  if (options.duration_ns / options.poll_ns > kMostPolls)
    return bad_usage(
        fmt::format("that would be {:.0f} polls", options.duration_ns / options.poll_ns),
        "a million are kept at most", "poll less often");
  return {};
}

}  // namespace

double rate_of(const SoakOptions& options) {
  return options.rate.value_or(kRate);
}

model::SoakLimits limits_of(const SoakOptions& options) {
  model::SoakLimits out;
  out.drop_ratio = limit(options.drop_ratio, kDropRatio);
  out.growth_bytes = limit(options.growth_bytes, kGrowth);
  out.slope_bytes = limit(options.slope_bytes, std::nullopt);
  out.events = options.events.value_or(has(options, CounterRole::delivered) ? kEvents : 0.0);
  out.free_bytes = options.free_bytes;
  return out;
}

Result<std::vector<codec::CounterSource>> counter_sources(const SoakOptions& options) {
  std::vector<codec::CounterSource> out;
  for (const CounterAsk& ask : options.counters) {
    auto source = codec::parse_counter(ask.source, ask.role);
    if (!source) return std::move(source).error();
    for (const codec::CounterSource& other : out) {
      if (other.name == source->name)
        return bad_usage(fmt::format("two counters are called '{}'", other.name),
                         "each has a column of its own",
                         "name them: " + other.name + "2=" + ask.source);
      if (other.at == source->at)
        return bad_usage(fmt::format("{} and {} are the same counter", in_quotes(other.text),
                                     in_quotes(source->text)),
                         "it would count twice", "leave one out");
    }
    out.push_back(*std::move(source));
  }
  return out;
}

Result<void> check_soak(const SoakOptions& options) {
  if (auto ok = check_agent(options.agent); !ok) return ok;
  if (!has_process(kind_of(options.agent)))
    return bad_usage("soak needs an agent that runs beside",
                     "it is watched while it lives: its counters, its memory",
                     "give --agent CMD, or --agent-start CMD and --agent-stop CMD");
  if (auto ok = check_load(options); !ok) return ok;
  if (auto ok = check_times(options); !ok) return ok;
  if (auto ok = check_counters(options); !ok) return ok;
  if (options.json && options.report == "-")
    return bad_usage("--json and --report - contradict", "both go to standard output",
                     "give --report a file");
  auto sources = counter_sources(options);
  if (!sources) return std::move(sources).error();
  return {};
}

}  // namespace assay::app
