// SPDX-License-Identifier: Apache-2.0
#include "stats/replay.hpp"

#include "stats/random.hpp"

#include <algorithm>
#include <cmath>

namespace assay::stats {

namespace {

constexpr std::uint64_t kMeanStretch = 16;

// Endless rounds like the recorded ones.
class Tape {
 public:
  Tape(std::span<const Round> record, std::uint64_t seed) : record_(record), random_(seed) {}
  Round next(double shift) {
    if (random_.below(kMeanStretch) == 0 || !started_)
      at_ = random_.below(record_.size());
    else
      at_ = (at_ + 1) % record_.size();
    started_ = true;
    const Round& recorded = record_[at_];
    const double d = random_.coin() ? recorded.d : -recorded.d;
    return {d + shift, recorded.level + shift};
  }

 private:
  std::span<const Round> record_;
  Random random_;
  std::size_t at_ = 0;
  bool started_ = false;
};

PowerPoint power_at(std::span<const Round> identical, const Rule& rule, double shift,
                    const ReplayPlan& plan) {
  const ReplayCounts counts = replay(identical, rule, shift, plan);
  const double n = double(std::max<std::size_t>(counts.replays, 1));
  return {shift, double(counts.called_worse()) / n, counts.mean_rounds};
}

}  // namespace

ReplayCounts replay(std::span<const Round> identical, const Rule& rule, double shift,
                    const ReplayPlan& plan) {
  ReplayCounts counts;
  if (identical.empty()) return counts;
  double rounds = 0;
  for (std::size_t i = 0; i < plan.replays; ++i) {
    Tape tape(identical, plan.seed + i * 0x9e3779b97f4a7c15U);
    PairedSequence sequence(rule);
    for (std::size_t n = 0; n < plan.max_rounds && sequence.finding() == Finding::undecided; ++n)
      sequence.add(tape.next(shift));
    rounds += double(sequence.rounds());
    switch (sequence.finding()) {
      case Finding::undecided:
        ++counts.undecided;
        break;
      case Finding::higher:
        ++counts.higher;
        break;
      case Finding::lower:
        ++counts.lower;
        break;
      case Finding::equivalent:
        ++counts.equivalent;
        break;
      case Finding::slow_path:
        ++counts.slow_path;
        break;
    }
  }
  counts.replays = plan.replays;
  if (plan.replays > 0) counts.mean_rounds = rounds / double(plan.replays);
  return counts;
}

std::vector<PowerPoint> power_curve(std::span<const Round> identical, const Rule& rule,
                                    std::span<const double> shifts, const ReplayPlan& plan) {
  std::vector<PowerPoint> curve;
  for (double shift : shifts) curve.push_back(power_at(identical, rule, shift, plan));
  return curve;
}

std::optional<PowerPoint> smallest_found(std::span<const Round> identical, const Rule& rule,
                                         double share, const ReplayPlan& plan) {
  if (identical.empty() || plan.replays == 0) return std::nullopt;
  double noise = rule.scale_floor;
  for (const Round& round : identical) noise = std::max(noise, std::abs(round.d));
  // Every probe replays the same tapes, so power hardly wavers as the shift grows.
  double missed = rule.delta;
  PowerPoint found = power_at(identical, rule, missed + rule.delta + rule.scale_floor, plan);
  while (found.found < share) {
    missed = found.shift;
    if (missed > 64 * (rule.delta + noise)) return std::nullopt;
    found = power_at(identical, rule, 2 * missed, plan);
  }
  while (found.shift - missed > 0.02 * found.shift) {
    const PowerPoint middle = power_at(identical, rule, (missed + found.shift) / 2, plan);
    if (middle.found >= share)
      found = middle;
    else
      missed = middle.shift;
  }
  return found;
}

}  // namespace assay::stats
