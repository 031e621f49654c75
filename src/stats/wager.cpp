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

template <std::size_t N>
void bet_on_sign(std::array<Stake, N>& stakes, const std::array<double, N>& shares, double z) {
  if (z == 0) return;  // a tie has no sign: nothing is staked
  for (std::size_t k = 0; k < N; ++k) stakes[k].multiply(z > 0 ? 2 * shares[k] : 2 - 2 * shares[k]);
}

template <std::size_t N>
double mean_worth(const std::array<Stake, N>& stakes) {
  double sum = 0;
  for (const Stake& stake : stakes) sum += stake.worth();
  return sum / double(N);
}

template <std::size_t N>
double log_mean(const std::array<Stake, N>& stakes) {
  std::array<double, N> logs;
  std::transform(stakes.begin(), stakes.end(), logs.begin(),
                 [](const Stake& s) { return s.log(); });
  const double top = *std::max_element(logs.begin(), logs.end());
  double sum = 0;
  for (double x : logs) sum += std::exp(x - top);
  return top + std::log(sum / double(N));
}

}  // namespace

double huber_log_ratio(double y, double shift) {
  return huber(y + shift) - huber(y - shift);
}

void Wager::add(double z, double scale) {
  bet_on_sign(signs_, kShares, z);
  if (scale > 0) {
    const double y = z / scale;
    for (std::size_t k = 0; k < kShifts.size(); ++k)
      sizes_[k].multiply(2 / (1 + std::exp(-huber_log_ratio(y, kShifts[k]))));
  }
  best_ = std::max(best_, capital());
}

double Wager::capital() const {
  return (mean_worth(sizes_) + mean_worth(signs_)) / 2;
}

double Wager::log_capital() const {
  const double a = log_mean(sizes_);
  const double b = log_mean(signs_);
  return std::max(a, b) + std::log1p(std::exp(-std::abs(a - b))) - std::log(2.0);
}

void SignWager::add(double z) {
  bet_on_sign(signs_, kShares, z);
  best_ = std::max(best_, capital());
}

double SignWager::capital() const {
  return mean_worth(signs_);
}

}  // namespace assay::stats
