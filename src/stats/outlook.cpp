// SPDX-License-Identifier: Apache-2.0
#include "stats/random.hpp"
#include "stats/sequential.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace assay::stats {

namespace {

constexpr std::size_t kMostRounds = 2000;

}  // namespace

std::size_t fewest_rounds(const Rule& rule) {
  PairedSequence sequence(rule);
  const double beyond = 1000 * (rule.delta + rule.scale_floor);
  while (sequence.finding() == Finding::undecided) sequence.add(beyond);
  return sequence.rounds();
}

std::optional<std::size_t> expected_rounds(const Rule& rule, double shift, double sd) {
  constexpr std::size_t kRuns = 9;
  std::vector<std::size_t> found;  // rounds of the runs that found it
  for (std::size_t run = 0; run < kRuns; ++run) {
    if (run - found.size() > kRuns / 2) return std::nullopt;  // the median is out of reach
    Random random(run);
    PairedSequence sequence(rule);
    while (sequence.finding() == Finding::undecided && sequence.rounds() < kMostRounds)
      sequence.add(shift + sd * random.normal());
    if (sequence.finding() == Finding::higher || sequence.finding() == Finding::slow_path)
      found.push_back(sequence.rounds());
  }
  if (found.size() <= kRuns / 2) return std::nullopt;
  std::sort(found.begin(), found.end());
  return found[kRuns / 2];
}

}  // namespace assay::stats
