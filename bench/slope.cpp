// SPDX-License-Identifier: Apache-2.0
// How often each rule calls a memory series a leak: the table of docs/soak.md, as JSON.
//   bench-slope [SERIES]   bench/slope.py runs it and keeps what it prints
#include "stats/slope.hpp"

#include "stats/summary.hpp"
#include "stats/testing/memory.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

namespace {

using namespace assay::stats;
using namespace assay::stats::testing;

double lag_one(const std::vector<double>& xs) {
  double same = 0, next = 0;
  for (std::size_t i = 0; i < xs.size(); ++i) {
    same += xs[i] * xs[i];
    if (i > 0) next += xs[i] * xs[i - 1];
  }
  return same > 0 ? next / same : 0;
}

struct Line {
  double slope = 0, error = 0, sse = 0;
};
Line line_of(std::span<const TimedValue> points) {
  Line out;
  const double n = double(points.size());
  out.slope = theil_sen(points);
  std::vector<double> rest;
  double centre = 0, spread_t = 0;
  for (const auto& each : points) {
    rest.push_back(each.y - out.slope * each.t);
    centre += each.t / n;
  }
  const double level = *mean(rest);
  for (double& r : rest) {
    r -= level;
    out.sse += r * r;
  }
  for (const auto& each : points) spread_t += (each.t - centre) * (each.t - centre);
  const double phi = std::clamp(lag_one(rest), 0.0, 0.99);
  out.error = std::sqrt(out.sse / (n - 2) / spread_t * (1 + phi) / (1 - phi));
  return out;
}

double best_step(std::span<const TimedValue> points) {
  double best = HUGE_VAL;
  for (std::size_t k = 1; k < points.size(); ++k) {
    double sse = 0;
    for (const auto part : {points.first(k), points.subspan(k)}) {
      double level = 0;
      for (const auto& each : part) level += each.y / double(part.size());
      for (const auto& each : part) sse += (each.y - level) * (each.y - level);
    }
    best = std::min(best, sse);
  }
  return best;
}

// The rule that this one began from.
SlopeFinding plain(const std::vector<TimedValue>& series, double budget) {
  const auto troughs = find_troughs(series).points;
  if (troughs.size() < 12) return SlopeFinding::too_short;
  const Line whole = line_of(troughs);
  const Line late = line_of(std::span(troughs).subspan(troughs.size() / 2));
  constexpr double kZ = 2.326;
  if (whole.slope + kZ * whole.error < budget) return SlopeFinding::no_leak;
  if (whole.slope - kZ * whole.error <= budget) return SlopeFinding::inconclusive;
  if (best_step(troughs) <= 0.65 * whole.sse) return SlopeFinding::inconclusive;
  if (late.slope <= 0.3 * whole.slope || late.slope - kZ * late.error <= 0)
    return SlopeFinding::inconclusive;
  return SlopeFinding::leak;
}

SlopeFinding shipped(const std::vector<TimedValue>& series, double budget) {
  return judge_slope(series, {.budget = budget, .resolution = 0.004}).finding;
}

}  // namespace

int main(int argc, char** argv) {
  const std::size_t count = argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 1000;
  const double budget = 1.0 / 24;  // 1 MB a day
  struct Row {
    Memory memory;
    Watch watch;
    std::string setting;
  };
  const Watch week;
  Watch flat = week;
  flat.saw = 0;
  Watch day = week;
  day.hours = 30;
  std::vector<Row> rows;
  for (const Memory& memory :
       {memory_iid(), memory_held(), memory_held(0.9), memory_walk(), memory_step(), memory_cache(),
        leaking(memory_iid(), 10), leaking(memory_held(), 10), leaking(memory_held(), 20),
        leaking(memory_walk(1), 20), leaking(memory_walk(), 60)})
    rows.push_back({memory, week, "a week, saw"});
  for (const Memory& memory :
       {memory_iid(), memory_held(), memory_walk(), memory_step(), memory_cache(),
        leaking(memory_held(), 10), leaking(memory_held(), 20)})
    rows.push_back({memory, flat, "a week, no saw"});
  for (const Memory& memory :
       {memory_iid(), memory_held(), memory_walk(), memory_step(), memory_cache(),
        leaking(memory_iid(), 100), leaking(memory_held(), 100)})
    rows.push_back({memory, day, "30 hours, saw"});
  struct Named {
    const char* name;
    SlopeFinding (*rule)(const std::vector<TimedValue>&, double);
  };
  const Named rules[] = {{"plain", plain}, {"shipped", shipped}};
  std::printf("[");
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const Row& row = rows[i];
    std::printf("%s\n {\"memory\": \"%s\", \"watch\": \"%s\", \"series\": %zu", i ? "," : "",
                row.memory.name.c_str(), row.setting.c_str(), count);
    for (const Named& rule : rules) {
      std::size_t of[4] = {};
      for (std::size_t k = 0; k < count; ++k)
        ++of[std::size_t(rule.rule(watched(row.memory, row.watch, 1000 + k), budget))];
      std::printf(
          ", \"%s\": {\"leak\": %zu, \"no_leak\": %zu, \"inconclusive\": %zu, \"too_short\": %zu}",
          rule.name, of[0], of[1], of[2], of[3]);
    }
    std::printf("}");
    std::fflush(stdout);
  }
  std::printf("\n]\n");
}
