// SPDX-License-Identifier: Apache-2.0
#include "app/soak_judge.hpp"

#include "base/units.hpp"
#include "stats/share.hpp"
#include "stats/slope.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

namespace assay::app {
namespace {

using model::CheckOutcome;
using model::CounterRole;
using model::SoakCheck;
using model::SoakResult;
namespace code = model::code;

constexpr double kAlpha = 0.01;        // each end of the drop ratio
constexpr double kHour = 3600e9;       // ns
constexpr double kPage = 4096;         // what resident memory is counted in
constexpr double kTold = 1024 * 1024;  // bytes an hour: what a slope without a limit is set against
// What an allocator may take at one go: in a short soak it looks like a steep slope.
constexpr double kLeastRise = 1024 * 1024;
constexpr double kPercent = 100;

// The sum of all counters of a role at each poll; kAbsent where one is missing.
std::vector<double> summed(const SoakResult& result, CounterRole role, bool& any) {
  std::vector<double> out(result.polls.size(), 0.0);
  any = false;
  for (const model::SoakCounter& counter : result.counters) {
    if (counter.role != role) continue;
    any = true;
    for (std::size_t i = 0; i < out.size(); ++i)
      out[i] += i < counter.values.size() ? counter.values[i] : model::kAbsent;
  }
  return out;
}

struct Series {
  std::vector<double> drops, delivered;
  bool has_drops = false, has_delivered = false;
  std::size_t polls = 0;  // with every figure
};

Series series_of(const SoakResult& result) {
  Series out;
  out.drops = summed(result, CounterRole::drops, out.has_drops);
  out.delivered = summed(result, CounterRole::delivered, out.has_delivered);
  // What comes after a poll without a figure, or one that went backwards, is not counted.
  std::size_t i = 0;
  for (; i < out.drops.size(); ++i) {
    if (model::is_absent(out.drops[i]) || model::is_absent(out.delivered[i])) break;
    if (i > 0 && (out.drops[i] < out.drops[i - 1] || out.delivered[i] < out.delivered[i - 1]))
      break;
  }
  out.polls = i;
  return out;
}

std::vector<stats::Tally> tallies(const Series& series) {
  std::vector<stats::Tally> out;
  for (std::size_t i = 1; i < series.polls; ++i) {
    const double drops = series.drops[i] - series.drops[i - 1];
    out.push_back({drops, drops + series.delivered[i] - series.delivered[i - 1]});
  }
  return out;
}

std::string percent(double share) {
  return fmt::format("{:.3g} %", kPercent * share);
}
std::string a_share(const std::optional<double>& share) {
  return share ? percent(*share) : std::string("unknown");
}
std::string events_text(double count) {
  return format_quantity(count, "count");
}

model::SoakEvents count_events(const SoakResult& result) {
  model::SoakEvents out;
  const Series series = series_of(result);
  if (series.polls < 2) return out;
  const std::size_t last = series.polls - 1;
  const double seconds = (result.polls.t_ns[last] - result.polls.t_ns[0]) / 1e9;
  if (series.has_delivered) {
    out.delivered = series.delivered[last] - series.delivered[0];
    if (seconds > 0) out.rate = out.delivered / seconds;
  }
  if (series.has_drops) out.drops = series.drops[last] - series.drops[0];
  if (!series.has_drops || !series.has_delivered) return out;
  const auto larger = [](std::optional<double>& most, double hits, double n) {
    if (n > 0) most = std::max(most.value_or(0), hits / n);
  };
  double hits = 0, n = 0;
  for (const stats::Tally& each : tallies(series)) {
    hits += each.hits;
    n += each.n;
    larger(out.peak_ratio, each.hits, each.n);
    larger(out.peak_since_start, hits, n);
  }
  if (n > 0) out.ratio = hits / n;
  return out;
}

void judge_drops(SoakResult& result, const Series& series) {
  model::SoakEvents& events = result.events;
  SoakCheck check;
  check.name = "drop-ratio";
  check.unit = "share";
  check.limit = result.limits.drop_ratio;
  if (series.has_drops && series.has_delivered && events.total() > 0) {
    const auto bounds = stats::share_bounds(tallies(series), kAlpha);
    events.lower = bounds.lower;
    events.upper = bounds.upper;
    events.dispersion = bounds.dispersion;
  }
  if (!check.limit) return;
  check.value = events.ratio;
  check.lower = events.lower;
  check.upper = events.upper;
  const double limit = *check.limit;
  if (!events.ratio) {
    check.code = "no-events";
    check.detail = "no event was counted, so nothing is known of what was lost";
    result.checks.push_back(std::move(check));
    return;
  }
  const std::string seen =
      fmt::format("{} of {} events were lost: {}, {} to {} by the bounds",
                  events_text(events.drops), events_text(events.total()), percent(*events.ratio),
                  a_share(events.lower), a_share(events.upper));
  if (*events.upper < limit) {
    check.outcome = CheckOutcome::pass;
    check.code = code::kHolds;
    check.detail = fmt::format("{}; below {}", seen, percent(limit));
  } else if (*events.lower >= limit) {
    check.outcome = CheckOutcome::fail;
    check.code = code::kBroken;
    check.detail = fmt::format("{}; it has to be below {}", seen, percent(limit));
  } else {
    check.outcome = CheckOutcome::inconclusive;
    check.code = code::kUndecided;
    check.detail = fmt::format(
        "{}; {} is in between, so more events (a higher --rate, a longer --duration) would tell",
        seen, percent(limit));
  }
  result.checks.push_back(std::move(check));
}

void judge_volume(SoakResult& result) {
  if (result.limits.events <= 0) return;
  const double seen = result.events.total();
  const bool enough = seen >= result.limits.events;
  SoakCheck check = condition(
      "min-events", enough ? CheckOutcome::pass : CheckOutcome::fail,
      enough ? std::string(code::kHolds) : "volume-too-low",
      enough ? fmt::format("{} events", events_text(seen))
             : fmt::format("{} events, and at least {} were asked for: does the agent see what the "
                           "workers do?",
                           events_text(seen), events_text(result.limits.events)));
  check.unit = "events";
  check.value = seen;
  check.limit = result.limits.events;
  result.checks.push_back(std::move(check));
}

void judge_growth(SoakResult& result) {
  model::SoakMemory& memory = result.memory;
  const auto& column = result.polls.resident_bytes;
  for (std::size_t i = 0; i < column.size(); ++i) {
    if (model::is_absent(column[i])) continue;
    if (!memory.initial) memory.initial = column[i];
    memory.last = column[i];
    memory.highest = std::max(memory.highest.value_or(column[i]), column[i]);
  }
  if (!result.limits.growth_bytes) return;
  SoakCheck check;
  check.name = "rss-growth";
  check.unit = "bytes";
  check.limit = result.limits.growth_bytes;
  check.value = memory.growth();
  if (!check.value || result.polls.size() < 2) {
    check.code = "no-memory";
    check.detail = "the agent's resident memory could not be followed";
  } else {
    const bool holds = *check.value <= *check.limit;
    check.outcome = holds ? CheckOutcome::pass : CheckOutcome::fail;
    check.code = holds ? code::kHolds : code::kBroken;
    check.detail = fmt::format(
        "it grew by {} from {}, and {} are allowed", format_quantity(*check.value, "bytes"),
        format_quantity(*memory.initial, "bytes"), format_quantity(*check.limit, "bytes"));
  }
  result.checks.push_back(std::move(check));
}

std::string finding_name(stats::SlopeFinding finding) {
  switch (finding) {
    case stats::SlopeFinding::leak:
      return "leak";
    case stats::SlopeFinding::no_leak:
      return "no leak";
    case stats::SlopeFinding::inconclusive:
      return "inconclusive";
    case stats::SlopeFinding::too_short:
      break;
  }
  return "too short";
}

std::string doubt_name(stats::SlopeDoubt doubt) {
  switch (doubt) {
    case stats::SlopeDoubt::none:
      return "";
    case stats::SlopeDoubt::straddles:
      return "straddles";
    case stats::SlopeDoubt::step:
      return "step";
    case stats::SlopeDoubt::slowing:
      return "slowing";
    case stats::SlopeDoubt::small:
      return "small";
    case stats::SlopeDoubt::starting:
      break;
  }
  return "starting";
}

std::string why(const stats::SlopeResult& slope) {
  switch (slope.doubt) {
    case stats::SlopeDoubt::straddles:
      return "the interval holds the limit: soak for longer";
    case stats::SlopeDoubt::step:
      return "one step explains it about as well as steady growth: soak for longer";
    case stats::SlopeDoubt::slowing:
      return "growth slows down, as of a cache that fills: soak for longer, or --warmup";
    case stats::SlopeDoubt::starting:
      return "over all it is below the limit, but not in the second half: soak for longer";
    case stats::SlopeDoubt::small:
      return "it rose by less than 1 MiB in all, which may come at one go: soak for longer";
    case stats::SlopeDoubt::none:
      break;
  }
  return "";
}

std::string hourly(double bytes) {
  const std::string text = format_quantity(std::abs(bytes), "bytes") + "/h";
  return (bytes < 0 ? "-" : "+") + text;
}

void judge_slope_of(SoakResult& result) {
  std::vector<stats::TimedValue> series;
  const auto& column = result.polls.resident_bytes;
  for (std::size_t i = 0; i < std::min(column.size(), result.polls.size()); ++i)
    if (!model::is_absent(column[i])) series.push_back({result.polls.t_ns[i] / kHour, column[i]});
  const double budget = result.limits.slope_bytes.value_or(kTold);
  const auto found =
      stats::judge_slope(series, {.budget = budget, .resolution = kPage, .least_rise = kLeastRise});

  model::SoakSlope& slope = result.memory.slope;
  slope.finding = finding_name(found.finding);
  slope.doubt = doubt_name(found.doubt);
  slope.points = found.points;
  slope.cycles = found.cycles;
  slope.by_cycle = found.by_cycle;
  slope.slope = found.slope;
  if (found.slope) {
    slope.lower = found.lower;
    slope.upper = found.upper;
  }
  slope.second_half = found.second_half;
  slope.budget = budget;

  SoakCheck check;
  check.name = "rss-slope";
  check.unit = "bytes/h";
  check.advisory = !result.limits.slope_bytes;
  check.value = slope.slope;
  check.lower = slope.lower;
  check.upper = slope.upper;
  check.limit = budget;
  if (slope.slope)
    check.detail = fmt::format("{} ({} to {})", hourly(*slope.slope), hourly(*slope.lower),
                               hourly(*slope.upper));
  switch (found.finding) {
    case stats::SlopeFinding::leak:
      check.outcome = CheckOutcome::fail;
      check.code = "leak";
      check.detail =
          fmt::format("it leaks: {}, and below {} is allowed", check.detail, hourly(budget));
      break;
    case stats::SlopeFinding::no_leak:
      check.outcome = CheckOutcome::pass;
      check.code = code::kHolds;
      check.detail = fmt::format("{}; below {}", check.detail, hourly(budget));
      break;
    case stats::SlopeFinding::inconclusive:
      check.outcome = CheckOutcome::inconclusive;
      check.code = slope.doubt;
      check.detail = fmt::format("{}; {}", check.detail, why(found));
      break;
    case stats::SlopeFinding::too_short:
      check.outcome = CheckOutcome::inconclusive;
      check.code = "too-short";
      check.detail =
          slope.by_cycle
              ? fmt::format("memory went up and down {} times; a trend takes {}", slope.cycles,
                            stats::kFewestTroughs)
              : fmt::format("{} polls; a trend takes {}", series.size(), stats::kFewestTroughs);
      break;
  }
  result.checks.push_back(std::move(check));
}

}  // namespace

SoakCheck condition(std::string name, CheckOutcome outcome, std::string code, std::string detail) {
  SoakCheck out;
  out.name = std::move(name);
  out.outcome = outcome;
  out.code = std::move(code);
  out.detail = std::move(detail);
  return out;
}

model::SoakEvents glance(const SoakResult& result) {
  model::SoakEvents out;
  const std::size_t polls = result.polls.size();
  if (polls < 2) return out;
  bool drops = false, delivered = false;
  for (const model::SoakCounter& counter : result.counters) {
    if (counter.values.size() < polls) return {};
    const double grown = counter.values[polls - 1] - counter.values[0];
    if (counter.role == CounterRole::drops) out.drops += grown;
    if (counter.role == CounterRole::delivered) out.delivered += grown;
    drops = drops || counter.role == CounterRole::drops;
    delivered = delivered || counter.role == CounterRole::delivered;
  }
  if (!std::isfinite(out.total())) return {};
  if (delivered) out.rate = 1e9 * out.delivered / result.polls.t_ns.back();
  if (drops && delivered && out.total() > 0) out.ratio = out.drops / out.total();
  return out;
}

void judge_soak(SoakResult& result) {
  result.events = count_events(result);
  if (result.polls.size() > 0) result.elapsed_ns = result.polls.t_ns.back();
  judge_volume(result);
  judge_drops(result, series_of(result));
  judge_growth(result);
  judge_slope_of(result);
  result.verdict = CheckOutcome::pass;
  for (const SoakCheck& check : result.checks)
    if (!check.advisory) result.verdict = model::worst(result.verdict, check.outcome);
  // What ended early has proven nothing of the whole, but what it has broken stays broken.
  if (result.status != model::Status::complete)
    result.verdict = model::worst(result.verdict, CheckOutcome::missing);
}

}  // namespace assay::app
