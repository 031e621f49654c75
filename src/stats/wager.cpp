// SPDX-License-Identifier: Apache-2.0
#include "stats/wager.hpp"

#include <algorithm>

namespace assay::stats {

namespace {

double huber(double y) {
  constexpr double kBend = 1.5;
  const double a = std::abs(y);
  return a < kBend ? a * a / 2 : kBend * a - kBend * kBend / 2;
}

}  // namespace

double huber_log_odds(double y, double shift) {
  return huber(y + shift) - huber(y - shift);
}

Bets bets_for(std::size_t round, Noise noise, double delta) {
  constexpr double kFarthest = 4;   // scales; beyond it the odds hardly change
  constexpr double kSurest = 0.93;  // no quiet round makes a doubtful share surer than this
  constexpr double kShares[] = {.6, .75, .95};
  Bets bets;
  const double trust = noise.here > 0 ? noise.typical / noise.here : 1;
  for (std::size_t k = 0; k < Bets::kSigns; ++k) {
    const double most = std::max(kSurest, kShares[k]) - 0.5;
    bets.shares[k] = 0.5 + std::min(most, (kShares[k] - 0.5) * trust);
  }
  if (noise.here <= 0) return bets;
  bets.scale = noise.here;
  // The last one shrinks as the law of the iterated logarithm allows (Waudby-Smith & Ramdas 2024),
  // so that with rounds enough any shift is found.
  const double n = double(round);
  const double shrinking = std::sqrt(17 / (n * std::log1p(n)));
  bets.shifts = {.3 * trust, trust, delta > 0 ? delta / noise.here : .6 * trust, shrinking * trust};
  for (double& shift : bets.shifts) shift = std::min(shift, kFarthest);
  return bets;
}

void Wager::add(double z, const Bets& bets) {
  if (z != 0)  // a tie has no sign: nothing is staked
    for (std::size_t k = 0; k < Bets::kSigns; ++k)
      signs_[k].multiply(2 * (z > 0 ? bets.shares[k] : 1 - bets.shares[k]));
  if (bets.scale > 0)
    for (std::size_t k = 0; k < Bets::kSizes; ++k)
      sizes_[k].multiply(2 / (1 + std::exp(-huber_log_odds(z / bets.scale, bets.shifts[k]))));
  best_ = std::max(best_, capital());
}

double Wager::capital() const {
  double sum = 0;
  for (const Stake& stake : sizes_) sum += stake.worth();
  for (const Stake& stake : signs_) sum += stake.worth();
  return sum;
}

double Wager::log_capital() const {
  double top = sizes_[0].log();
  for (const Stake& stake : sizes_) top = std::max(top, stake.log());
  for (const Stake& stake : signs_) top = std::max(top, stake.log());
  double sum = 0;
  for (const Stake& stake : sizes_) sum += std::exp(stake.log() - top);
  for (const Stake& stake : signs_) sum += std::exp(stake.log() - top);
  return top + std::log(sum);
}

}  // namespace assay::stats
