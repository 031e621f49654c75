// SPDX-License-Identifier: Apache-2.0
// Is a memory series leaking? docs/soak.md says how often it errs on what is no leak (noise, a
// random walk, a step, a cache that fills) and how often it finds one. Pure and deterministic.
#pragma once
#include "stats/troughs.hpp"

#include <cstddef>
#include <limits>
#include <optional>
#include <span>

namespace assay::stats {

enum class SlopeFinding {
  leak,          // it grows by more than the budget, steadily, and still does
  no_leak,       // shown to grow by less than the budget
  inconclusive,  // `doubt` says why
  too_short      // fewer than kFewestTroughs points, or cycles
};

enum class SlopeDoubt {
  none,
  straddles,  // the interval holds the budget
  step,       // one step explains it about as well as a line
  slowing,    // the second half grows too little to say that it goes on: a cache that fills?
  small,      // it rose by less than may come at one go
  starting    // over all it is below the budget, the second half alone is not
};

struct SlopeRule {
  double budget = 0;      // y a unit of t
  double resolution = 0;  // of y: smaller differences cannot be seen (a page of memory)
  double least_rise = 0;  // of y: what rose by less in all that time is no leak yet
};

struct SlopeResult {
  SlopeFinding finding = SlopeFinding::too_short;
  SlopeDoubt doubt = SlopeDoubt::none;
  std::size_t points = 0;  // troughs, or pieces where there are no cycles
  std::size_t cycles = 0;
  bool by_cycle = false;
  bool wanders = false;         // not to be told from a random walk, and judged as one
  std::optional<double> slope;  // y a unit of t
  double lower = -std::numeric_limits<double>::infinity();  // each end at 99 %
  double upper = std::numeric_limits<double>::infinity();
  std::optional<double> second_half;  // its slope alone
};

// REQUIRES: finite values by growing t.
SlopeResult judge_slope(std::span<const TimedValue> series, const SlopeRule& rule);

}  // namespace assay::stats
