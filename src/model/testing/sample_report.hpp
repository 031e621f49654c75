// SPDX-License-Identifier: Apache-2.0
// Reports for tests of what reads, writes and shows them. Made from a seedless formula, so that
// every test sees the same figures.
#pragma once
#include "model/report.hpp"

#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>
#include <vector>

namespace assay::model::testing {

// A repeatable wobble in [-1, 1] that looks like noise.
inline double wobble(std::size_t i) {
  const double x = std::sin(double(i) * 12.9898 + 78.233) * 43758.5453;
  return 2 * (x - std::floor(x)) - 1;
}

inline MeasuredMetric measured(const std::string& name, const std::string& tier) {
  return {*find_builtin(name), tier, ""};
}

inline Arm arm_of(std::string name, std::string role, double wall_ns, std::size_t rounds) {
  Arm arm;
  arm.name = std::move(name);
  arm.role = std::move(role);
  arm.command.argv = {"./prog", "--size", arm.name};
  arm.command.text = "./prog --size " + arm.name;
  arm.command.cwd = "/src";
  arm.command.env = {{"LANG", "C"}};
  arm.command.executable = "/src/prog";
  arm.command.sha256 = std::string(64, 'a');
  arm.parameters = {{"size", arm.name}};
  arm.samples.values.resize(4);
  const std::size_t salt = std::size_t(wall_ns);
  for (std::size_t i = 0; i < rounds; ++i) {
    arm.samples.round.push_back(std::uint32_t(i));
    arm.samples.position.push_back(std::uint16_t(i % 2));
    arm.samples.exit_code.push_back(0);
    arm.samples.values[0].push(std::round(wall_ns * (1 + 0.01 * wobble(i + salt))));
    arm.samples.values[1].push(std::round(wall_ns * 0.8 * (1 + 0.005 * wobble(i + 7 * salt))));
    arm.samples.values[2].push(4096 * std::round(340 + 2 * wobble(i + 3)));
    arm.samples.values[3].push(i % 5 == 0 ? kAbsent : std::round(20 + 3 * wobble(i)));
  }
  return arm;
}

inline Comparison comparison_of(std::string arm, std::string metric, Verdict verdict,
                                double estimate, double lower, double upper) {
  Comparison c;
  c.arm = std::move(arm);
  c.baseline = "baseline";
  c.metric = std::move(metric);
  c.scale = find_builtin(c.metric)->scale;
  c.verdict = verdict;
  c.estimate = estimate;
  c.interval = {lower, upper};
  c.min_effect = 0.01;
  c.rounds = 46;
  c.ratio_of_sums = estimate;
  c.unseen_slow_share = 0.095;
  c.smallest_detectable = 0.013;
  return c;
}

// candidate is 3.1 % slower in 46 rounds; peak memory is the same; one metric is absent.
inline Report sample_report() {
  Report r;
  r.run_id = "01J9Z3V6E8";
  r.created = "2026-11-21T08:28:22Z";
  r.kind = "compare";
  r.tool = {"0.1.0", "Release", "g++ 12.2"};
  r.host.facts = {{"cpu_model", "Example CPU @ 2.4 GHz", true}, {"kernel", "6.1.0", false}};
  r.inputs = {{"data/in.txt", std::string(64, 'b')}};
  r.seed = 18446744073709551615U;
  r.plan.min_effect_relative = 0.01;
  r.plan.max_rounds = 1000;
  r.plan.max_time_ns = 60e9;
  r.plan.pinned_cpus = {1};
  r.plan.gated = {"wall"};
  r.metrics = {measured("wall", "clock"), measured("cpu", "cgroup.v2"),
               measured("peak_rss", "rusage"), measured("minor_faults", "rusage"),
               measured("instructions", "")};
  r.metrics[4].absent = "this machine has no hardware counters";
  r.arms.push_back(arm_of("baseline", "baseline", 10.0e6, 46));
  r.arms.push_back(arm_of("candidate", "candidate", 10.31e6, 46));
  for (std::size_t i = 0; i < 46; ++i) {
    r.rounds.started_ns.push_back(double(i) * 26e6);
    r.rounds.foreign_cpu.push(0.6 + 0.1 * wobble(i));
    r.rounds.steal.push(0);
    r.rounds.cpu_pressure.push(kAbsent);
  }
  r.comparisons = {comparison_of("candidate", "wall", Verdict::regression, 1.031, 1.024, 1.039),
                   comparison_of("candidate", "cpu", Verdict::regression, 1.030, 1.027, 1.033),
                   comparison_of("candidate", "peak_rss", Verdict::equivalent, 1.0, 0.998, 1.003),
                   comparison_of("candidate", "minor_faults", Verdict::inconclusive, 0.5,
                                 -std::numeric_limits<double>::infinity(), 4)};
  r.comparisons[0].gated = true;
  r.comparisons[3].reason = "the interval still straddles the smallest effect";
  r.comparisons[3].estimate.reset();
  r.checks = {{"exit code", "pass", ""}};
  r.diagnostics = {{Severity::note, "neighbour", "other programs used 60 % of the CPU"}};
  r.verdict = Verdict::regression;
  r.harness = {92, 1.2e9, 0.94e9, 2e6, 9e6};
  return r;
}

}  // namespace assay::model::testing
