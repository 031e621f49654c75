// SPDX-License-Identifier: Apache-2.0
// A soak of three polls that passed, for tests.
#pragma once
#include "model/soak.hpp"

namespace assay::model::testing {

inline SoakResult sample_soak() {
  constexpr double kMiB = 1024 * 1024;
  SoakResult out;
  out.run_id = "0123456789abcdef0123456789abcdef";
  out.created = "2026-11-21T08:28:22Z";
  out.tool = {"0.1.0", "Release", "GNU 12.2.0"};
  out.host.facts = {{"kernel", "6.18", true}};
  out.agent = "agent --audit";
  out.workers = {2, {"assay workload open_close --rate 1000"}, 2000.0};
  out.duration_ns = out.elapsed_ns = 10e9;
  out.poll_ns = 5e9;
  out.limits = {0.001, 100, 64 * kMiB, std::nullopt, std::nullopt};
  out.counters.resize(3);
  out.counters[0] = {"seen", CounterRole::delivered, "file:/run/a#/seen", {}};
  out.counters[1] = {"lost", CounterRole::drops, "file:/run/a#/lost", {}};
  out.counters[2] = {"queue", CounterRole::gauge, "queue=file:/run/a#/queue", {}};
  for (int i = 0; i < 3; ++i) {
    out.polls.t_ns.push_back(5e9 * i);
    out.polls.resident_bytes.push((10 + i) * kMiB);
    out.polls.agent_cpu_ns.push(1e6 * i);
    out.polls.cost_ns.push(1e6);
    out.counters[0].values.push(5000 + 10000 * i);
    out.counters[1].values.push(7 + i);
    out.counters[2].values.push(i == 1 ? kAbsent : -1);
  }
  out.events = {20000, 2, 2000.0, 2 / 20002.0, 7e-6, 4.2e-4, 1, 1 / 10001.0, 1 / 10001.0};
  out.memory.initial = 10 * kMiB;
  out.memory.last = out.memory.highest = 12 * kMiB;
  out.memory.slope.finding = "too short";
  out.memory.slope.points = 3;
  out.memory.slope.budget = kMiB;
  const auto check = [&](const char* name, const char* unit, std::optional<double> limit) {
    SoakCheck& added = out.checks.emplace_back();
    added.name = name;
    added.outcome = CheckOutcome::pass;
    added.code = code::kHolds;
    added.detail = "it holds";
    added.unit = unit;
    added.limit = limit;
  };
  check("agent", "", std::nullopt);
  check("min-events", "events", 100);
  check("drop-ratio", "share", 0.001);
  check("rss-growth", "bytes", 64 * kMiB);
  check("rss-slope", "bytes/h", kMiB);
  out.checks.back().outcome = CheckOutcome::inconclusive;
  out.checks.back().code = "too-short";
  out.checks.back().advisory = true;
  out.verdict = CheckOutcome::pass;
  out.harness_cpu_ns = 2e6;
  return out;
}

}  // namespace assay::model::testing
