// SPDX-License-Identifier: Apache-2.0
// What the rule would have said had the recorded noise come again: thousands of runs from the
// rounds of identical arms, in memory. For `assay prove`. Pure; the same seed gives the same
// counts.
#pragma once
#include "stats/sequential.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace assay::stats {

struct ReplayPlan {
  std::size_t replays = 1000;
  std::size_t max_rounds = 300;  // per replay; then it counts as undecided
  std::uint64_t seed = 1;
};

struct ReplayCounts {
  std::size_t replays = 0;
  std::size_t higher = 0;
  std::size_t lower = 0;
  std::size_t slow_path = 0;
  std::size_t equivalent = 0;
  std::size_t undecided = 0;
  double mean_rounds = 0;  // until decided or given up; 0 when nothing was replayed
  std::size_t called_different() const { return higher + lower + slow_path; }
  std::size_t called_worse() const { return higher + slow_path; }
};

// Each replay strings together stretches of the record (16 rounds long on average, so that bursts
// and drifts stay bursts and drifts: the stationary bootstrap of Politis & Romano 1994), tosses
// anew which arm was which, and adds `shift` to the arm. Nothing is replayed from no rounds.
ReplayCounts replay(std::span<const Round> identical, const Rule& rule, double shift,
                    const ReplayPlan& plan);

// `null` differences of identical arms, replayed as they are.
inline ReplayCounts false_alarms(std::span<const Round> identical, const Rule& rule,
                                 const ReplayPlan& plan) {
  return replay(identical, rule, 0, plan);
}

struct PowerPoint {
  double shift;
  double found;        // share of replays called worse
  double mean_rounds;  // of all replays
};
std::vector<PowerPoint> power_curve(std::span<const Round> identical, const Rule& rule,
                                    std::span<const double> shifts, const ReplayPlan& plan);

// The smallest shift that at least `share` of the replays call worse, to within 2 %; none when
// even 64 times the smallest effect and the noise together are not found.
std::optional<PowerPoint> smallest_found(std::span<const Round> identical, const Rule& rule,
                                         double share, const ReplayPlan& plan);

}  // namespace assay::stats
