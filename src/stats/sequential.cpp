// SPDX-License-Identifier: Apache-2.0
#include "stats/sequential.hpp"

#include "stats/summary.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>

namespace assay::stats {

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
// A scaled difference at which every bet on sizes has reached its limit.
constexpr double kSaturated = 6;

// Bisection steps that keep the passes over n rounds under about half a second.
int bisection_steps(std::size_t n) {
  return int(std::clamp<std::size_t>(1'000'000 / std::max<std::size_t>(n, 1), 6, 20));
}

double share_of(double best, double threshold) {
  return std::log(best) / std::log(threshold);
}

}  // namespace

PairedSequence::PairedSequence(Rule rule)
    : rule_(rule),
      typical_(rule.scale_floor),
      at_upper_{rule.delta},
      at_lower_{-rule.delta},
      slow_path_({rule.delta, rule.slow_run, rule.slow_share}) {
  assert(rule.alpha > 0 && rule.alpha < 1 && rule.delta >= 0 && rule.comparisons > 0);
  assert(rule.tail_share > 0 && rule.tail_share < 1 && rule.scale_floor > 0);
  assert(rule.slow_run > 0 && rule.slow_share > 0 && rule.slow_share < 1);
}

void PairedSequence::add(Round round) {
  const double d = round.d;
  if (!std::isfinite(d)) {
    ++skipped_;
    return;
  }
  const auto* known = typical_.now();
  Noise noise;
  if (known != nullptr) {
    noise = {known->scale, known->scale};
    if (std::isfinite(round.level)) {
      if (const auto near = local_.at(round.level, known->centre))
        noise.here = std::max(*near, rule_.scale_floor);
    }
  }
  const auto here = float(noise.here);
  noise.here = here;
  const Bets bets = bets_for(values_.size() + 1, noise, rule_.delta);
  at_upper_.add(d, bets);
  at_lower_.add(d, bets);
  for (Duel& duel : watched_) duel.add(d, bets);
  slow_path_.add(d, noise.typical);
  values_.push_back(d);
  scales_.push_back(here);
  typical_.learn(values_);
  if (std::isfinite(round.level)) local_.learn(round.level, d);
  decide();
}

// What the shift alone would say.
Finding PairedSequence::leaning() const {
  const double one = rule_.shift_threshold();
  const double any = one * rule_.comparisons;
  if (at_upper_.above.best() >= any) return Finding::higher;
  if (at_lower_.below.best() >= any) return Finding::lower;
  if (at_upper_.below.best() >= one && at_lower_.above.best() >= one) return Finding::equivalent;
  return Finding::undecided;
}

void PairedSequence::decide() {
  if (finding_ == Finding::undecided) {
    const Finding found = leaning();
    const bool enough = found != Finding::equivalent || rounds() >= rule_.min_equivalent;
    if (found == Finding::higher || (slow_path_excluded() && enough)) finding_ = found;
  }
  if (finding_ != Finding::higher &&
      slow_path_.proven() >= rule_.slow_path_threshold() * rule_.comparisons)
    finding_ = Finding::slow_path;
}

// Calls visit(d, bets) for every round, oldest first, until it returns false.
template <typename Visit>
void PairedSequence::each_round(Visit visit) const {
  Noise noise;
  auto step = typical_.steps().begin();
  for (std::size_t i = 0; i < values_.size(); ++i) {
    if (step != typical_.steps().end() && step->first == i) noise.typical = (step++)->scale;
    noise.here = scales_[i];
    if (!visit(values_[i], bets_for(i + 1, noise, rule_.delta))) return;
  }
}

PairedSequence::Duel PairedSequence::replayed(double theta) const {
  Duel duel{theta};
  each_round([&](double d, const Bets& bets) {
    duel.add(d, bets);
    return true;
  });
  return duel;
}

// direction 1: is a shift this low disproven; -1: in the mirrored world, so this high.
bool PairedSequence::rejected(double theta, double direction) const {
  const double threshold = rule_.shift_threshold() * rule_.comparisons;
  Wager wager;
  each_round([&](double d, const Bets& bets) {
    wager.add(direction * d - theta, bets);
    return wager.best() < threshold;
  });
  return wager.best() >= threshold;
}

// The lower end of the interval in the world times `direction`. rejected() falls with theta, so
// walk from the median in growing strides until the end is between two points, then halve.
double PairedSequence::edge(double direction) const {
  const double widest = *std::max_element(scales_.begin(), scales_.end());
  const auto [least, most] = std::minmax_element(values_.begin(), values_.end());
  const double margin = kSaturated * widest + rule_.scale_floor;
  const double bottom = (direction > 0 ? *least : -*most) - margin;
  const double top = (direction > 0 ? *most : -*least) + margin;
  if (!rejected(bottom, direction)) return -kInfinity;

  const double start = direction * *median(values_);
  const double scale = typical_.now() != nullptr ? typical_.now()->scale : rule_.scale_floor;
  double stride = scale / std::sqrt(double(values_.size()));
  double out = bottom, in = top;
  if (rejected(start, direction)) {
    out = start;
    for (double at = start + stride; at < top; stride *= 2, at = out + stride) {
      if (!rejected(at, direction)) {
        in = at;
        break;
      }
      out = at;
    }
  } else {
    in = start;
    for (double at = start - stride; at > bottom; stride *= 2, at = in - stride) {
      if (rejected(at, direction)) {
        out = at;
        break;
      }
      in = at;
    }
  }
  for (int step = bisection_steps(values_.size()); step > 0; --step) {
    const double at = out + (in - out) / 2;
    if (at <= out || at >= in) break;
    (rejected(at, direction) ? out : in) = at;
  }
  return out;
}

Range PairedSequence::find_interval() const {
  if (values_.empty()) return {-kInfinity, kInfinity};
  Range range{edge(1), -edge(-1)};
  // What was decided exactly at a shift stands, whatever the bisection rounded to.
  const double threshold = rule_.shift_threshold() * rule_.comparisons;
  const auto respect = [&](const Duel& duel) {
    if (duel.above.best() >= threshold) range.lower = std::max(range.lower, duel.theta);
    if (duel.below.best() >= threshold) range.upper = std::min(range.upper, duel.theta);
  };
  respect(at_upper_);
  respect(at_lower_);
  for (const Duel& duel : watched_) respect(duel);
  return range;
}

// REQUIRES: five rounds at least, so that a scale is known.
double PairedSequence::find_estimate() const {
  auto [least, most] = std::minmax_element(values_.begin(), values_.end());
  double low = *least, high = *most;
  const auto leans_above = [&](double theta) {
    const Duel duel = replayed(theta);
    return duel.above.log_capital() > duel.below.log_capital();
  };
  const double centre = *median(values_);
  double stride = typical_.now()->scale / std::sqrt(double(values_.size()));
  if (leans_above(centre)) {
    low = centre;
    for (; low + stride < high; stride *= 2) {
      if (!leans_above(low + stride)) {
        high = low + stride;
        break;
      }
      low += stride;
    }
  } else {
    high = centre;
    for (; high - stride > low; stride *= 2) {
      if (leans_above(high - stride)) {
        low = high - stride;
        break;
      }
      high -= stride;
    }
  }
  for (int step = bisection_steps(values_.size()); step > 0; --step) {
    const double at = low + (high - low) / 2;
    if (at <= low || at >= high) break;
    (leans_above(at) ? low : high) = at;
  }
  return low + (high - low) / 2;
}

const PairedSequence::Standing& PairedSequence::standing() const {
  if (standing_ && standing_->rounds == rounds()) return *standing_;
  standing_ = Standing{find_interval(), std::nullopt, rounds()};
  if (rounds() >= 5 && !standing_->interval.empty()) standing_->estimate = find_estimate();
  return *standing_;
}

const PairedSequence::Standing& PairedSequence::recent_standing() const {
  const bool recent = standing_ && rounds() <= standing_->rounds + standing_->rounds / 10;
  return recent ? *standing_ : standing();
}

PairedSequence::Evidence PairedSequence::evidence(double theta) const {
  const Duel duel = replayed(theta);
  return {duel.above.capital(), duel.below.capital(), duel.above.best(), duel.below.best()};
}

void PairedSequence::watch(double b) {
  assert(std::isfinite(b));
  watched_.push_back(replayed(b));
}

int PairedSequence::against(double b) const {
  const auto known = std::find_if(watched_.begin(), watched_.end(),
                                  [b](const Duel& duel) { return duel.theta == b; });
  const Duel duel = known != watched_.end() ? *known : replayed(b);
  // Where both are proven no shift fits; a budget then fails rather than passes.
  if (duel.above.best() >= rule_.shift_threshold() * rule_.comparisons) return 1;
  if (duel.below.best() >= rule_.shift_threshold()) return -1;
  return 0;
}

double PairedSequence::unseen_slow_share() const {
  return values_.empty() ? 1 : -std::expm1(std::log(rule_.alpha) / double(values_.size()));
}

// The scale does not change when every round is shifted alike, so rejecting delta in the shifted
// world is rejecting the interval's lower end in this one.
std::optional<double> PairedSequence::smallest_detectable() const {
  const auto centre = estimate();
  const double lower = interval().lower;
  if (!centre || !std::isfinite(lower)) return std::nullopt;
  return rule_.delta + std::max(0.0, *centre - lower);
}

double PairedSequence::evidence_share() const {
  if (finding_ != Finding::undecided) return 1;
  const double one = rule_.shift_threshold();
  const double any = one * rule_.comparisons;
  const double equivalent =
      std::min({share_of(at_upper_.below.best(), one), share_of(at_lower_.above.best(), one),
                share_of(slow_path_.excluded(), rule_.no_slow_path_threshold()),
                double(rounds()) / double(std::max<std::size_t>(rule_.min_equivalent, 1))});
  const double slow =
      share_of(slow_path_.proven(), rule_.slow_path_threshold() * rule_.comparisons);
  const double nearest = std::max({share_of(at_upper_.above.best(), any),
                                   share_of(at_lower_.below.best(), any), equivalent, slow});
  return std::clamp(nearest, 0.0, 1.0);
}

}  // namespace assay::stats
