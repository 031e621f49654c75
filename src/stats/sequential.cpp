// SPDX-License-Identifier: Apache-2.0
#include "stats/sequential.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>

namespace assay::stats {

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kTailScales = 3;
// A scaled difference at which every bet on magnitudes has reached its limit.
constexpr double kSaturated = 5;

// Bisection steps that keep the passes over n rounds under about half a second.
int bisection_steps(std::size_t n) {
  return int(std::clamp<std::size_t>(1'000'000 / std::max<std::size_t>(n, 1), 6, 30));
}

double median_of(std::vector<double> xs) {
  const auto half = xs.begin() + std::ptrdiff_t(xs.size() / 2);
  std::nth_element(xs.begin(), half, xs.end());
  return *half;
}

// Calls visit(value, scale) for every round, oldest first, until it returns false.
template <typename Visit>
void each_round(const std::vector<double>& values, const PredictableScale& scale, Visit visit) {
  double current = 0;
  auto step = scale.steps().begin();
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (step != scale.steps().end() && step->first == i) current = (step++)->value;
    if (!visit(values[i], current)) return;
  }
}

double share_of(double best, double threshold) {
  return std::log(best) / std::log(threshold);
}

}  // namespace

PairedSequence::PairedSequence(Rule rule)
    : rule_(rule), scale_(rule.scale_floor), at_upper_{rule.delta}, at_lower_{-rule.delta} {
  assert(rule.alpha > 0 && rule.alpha < 1 && rule.delta >= 0 && rule.comparisons > 0);
  assert(rule.tail_share > 0 && rule.tail_share < 1 && rule.scale_floor > 0);
}

void PairedSequence::add(double d) {
  if (!std::isfinite(d)) {
    ++skipped_;
    return;
  }
  const double scale = scale_.next();
  at_upper_.add(d, scale);
  at_lower_.add(d, scale);
  for (Duel& duel : watched_) duel.add(d, scale);
  if (scale > 0) add_to_tail(d, scale);
  values_.push_back(d);
  scale_.learn(values_);
  interval_.reset();
  decide();
}

void PairedSequence::add_to_tail(double d, double scale) {
  const double reach = rule_.delta + kTailScales * scale;
  if (std::abs(d) > reach) ++(d > 0 ? tail_.slow : tail_.fast);
  // The bet is placed about delta: a shift of delta itself must not look like a slow path.
  const double z = d - rule_.delta;
  if (std::abs(z) > reach) tail_.wager.add(z);
}

bool PairedSequence::tail_is_even() const {
  const double excess = double(tail_.slow) - double(tail_.fast);
  return excess < std::max(2.0, std::sqrt(double(tail_.slow + tail_.fast)));
}

void PairedSequence::decide() {
  const double one = rule_.shift_threshold();
  const double any = one * rule_.comparisons;
  if (finding_ == Finding::undecided) {
    if (at_upper_.above.best() >= any)
      finding_ = Finding::higher;
    else if (at_lower_.below.best() >= any)
      finding_ = Finding::lower;
    else if (at_upper_.below.best() >= one && at_lower_.above.best() >= one &&
             rounds() >= rule_.min_equivalent && tail_is_even())
      finding_ = Finding::equivalent;
  }
  if (finding_ != Finding::higher &&
      tail_.wager.best() >= rule_.tail_threshold() * rule_.comparisons)
    finding_ = Finding::slow_path;
}

PairedSequence::Duel PairedSequence::replayed(double theta) const {
  Duel duel{theta};
  each_round(values_, scale_, [&](double d, double scale) {
    duel.add(d, scale);
    return true;
  });
  return duel;
}

// direction 1: is a shift this low disproven; -1: in the mirrored world, so this high.
bool PairedSequence::rejected(double theta, double direction) const {
  const double threshold = rule_.shift_threshold() * rule_.comparisons;
  Wager wager;
  each_round(values_, scale_, [&](double d, double scale) {
    wager.add(direction * d - theta, scale);
    return wager.best() < threshold;
  });
  return wager.best() >= threshold;
}

// The lower end of the interval in the world times `direction`. rejected() falls with theta, so
// walk from the median in growing strides until the end is between two points, then halve.
double PairedSequence::edge(double direction) const {
  double widest = rule_.scale_floor;
  for (const auto& step : scale_.steps()) widest = std::max(widest, step.value);
  const auto [least, most] = std::minmax_element(values_.begin(), values_.end());
  const double margin = kSaturated * widest;
  const double bottom = (direction > 0 ? *least : -*most) - margin;
  const double top = (direction > 0 ? *most : -*least) + margin;
  if (!rejected(bottom, direction)) return -kInfinity;

  const double start = direction * median_of(values_);
  double stride = std::max(scale_.next(), rule_.scale_floor) / std::sqrt(double(values_.size()));
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

Range PairedSequence::interval() const {
  if (!interval_) interval_ = find_interval();
  return *interval_;
}

std::optional<double> PairedSequence::find_estimate() const {
  auto [least, most] = std::minmax_element(values_.begin(), values_.end());
  double low = *least, high = *most;
  const auto leans_above = [&](double theta) {
    const Duel duel = replayed(theta);
    return duel.above.log_capital() > duel.below.log_capital();
  };
  const double centre = median_of(values_);
  double stride = scale_.next() / std::sqrt(double(values_.size()));
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

std::optional<double> PairedSequence::estimate() const {
  if (scale_.next() == 0 || values_.size() < 5 || interval().empty()) return std::nullopt;
  return find_estimate();
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
                double(rounds()) / double(std::max<std::size_t>(rule_.min_equivalent, 1))});
  const double tail = share_of(tail_.wager.best(), rule_.tail_threshold() * rule_.comparisons);
  const double nearest = std::max({share_of(at_upper_.above.best(), any),
                                   share_of(at_lower_.below.best(), any), equivalent, tail});
  return std::clamp(nearest, 0.0, 1.0);
}

}  // namespace assay::stats
