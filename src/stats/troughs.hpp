// SPDX-License-Identifier: Apache-2.0
// What memory falls back to: a program that collects its garbage now and then is judged by what is
// left after each collection, not by where in a cycle it happened to be looked at. Pure.
#pragma once
#include <cstddef>
#include <span>
#include <vector>

namespace assay::stats {

struct TimedValue {
  double t = 0;
  double y = 0;
};

// A series reduced to what a trend may be judged by.
struct Troughs {
  std::vector<TimedValue> points;  // by growing t
  // Rises and falls that stand out of the noise. Where there are some, `points` are their troughs,
  // the first partial one left out; else they are medians of pieces of equal length.
  std::size_t cycles = 0;
  bool by_cycle = false;
};

// Cycles that a trend is judged by at least; with some, but fewer, the series is too short.
inline constexpr std::size_t kFewestTroughs = 12;
// So few may be chance; the series is then taken as one without cycles.
inline constexpr std::size_t kMostChanceCycles = 2;

// REQUIRES: finite values by growing t.
Troughs find_troughs(std::span<const TimedValue> series);

// The median of the slopes between all pairs (Theil 1950, Sen 1968).
// REQUIRES: two different t at least.
double theil_sen(std::span<const TimedValue> points);

}  // namespace assay::stats
