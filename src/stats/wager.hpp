// SPDX-License-Identifier: Apache-2.0
// Games that are fair if the differences are symmetric about 0, and profitable if they lean above
// it. Their capital is an e-process: the chance that it ever reaches x is at most 1/x (Ville 1939;
// Shafer & Vovk, Game-Theoretic Foundations for Probability and Finance, 2019), however often one
// looks. docs/decision.md derives the bets.
#pragma once
#include <array>
#include <cmath>
#include <cstddef>

namespace assay::stats {

// One stake, multiplied by a factor a round. Held as value * 2^(-400 debt), so that a stake lost
// over a million rounds neither underflows nor forgets how much it lost.
class Stake {
 public:
  explicit Stake(double value) : value_(value) {}
  void multiply(double factor) {
    value_ *= factor;
    if (value_ < kSmall) {
      value_ /= kSmall;
      ++debt_;
    } else if (value_ >= 1 && debt_ > 0) {
      value_ *= kSmall;
      --debt_;
    } else if (value_ > kLarge) {
      value_ = kLarge;  // a lower capital is still a valid one, and any verdict fell long ago
    }
  }
  // What counts in a sum: with a debt it is under 2^-400, next to nothing.
  double worth() const { return debt_ == 0 ? value_ : 0; }
  double log() const { return std::log(value_) + double(debt_) * kLogSmall; }

 private:
  static constexpr double kSmall = 0x1p-400;
  static constexpr double kLarge = 0x1p900;
  static constexpr double kLogSmall = -277.2588722239781;  // log(2^-400)
  double value_;
  int debt_ = 0;
};

// What is known of a round's noise before its difference is looked at; 0 = not yet.
struct Noise {
  double typical = 0;  // scale over all earlier rounds
  double here = 0;     // scale of rounds like this one
};

// How one round is bet on: the same in every game of the round, whatever shift it is about, so
// that the capital falls with the shift under test.
struct Bets {
  static constexpr std::size_t kSizes = 4;
  static constexpr std::size_t kSigns = 3;
  double scale = 0;                     // of z; 0: bet on the sign alone
  std::array<double, kSizes> shifts{};  // expected, in units of `scale`
  std::array<double, kSigns> shares{};  // expected share of z > 0
};
// round: from 1. delta: the smallest shift worth finding, in units of d; 0 for none.
Bets bets_for(std::size_t round, Noise noise, double delta);

// Bets that z > 0. The mirrored game is the same class fed with -z.
class Wager {
 public:
  void add(double z, const Bets& bets);
  double capital() const;                // now
  double log_capital() const;            // now; does not underflow
  double best() const { return best_; }  // the highest so far, 1 at least

 private:
  static constexpr double kLongShot = 0.05;
  static constexpr double kEven = (1 - kLongShot) / 6;
  std::array<Stake, Bets::kSizes> sizes_{Stake(kEven), Stake(kEven), Stake(kEven),
                                         Stake(kLongShot)};
  std::array<Stake, Bets::kSigns> signs_{Stake(kEven), Stake(kEven), Stake(kEven)};
  double best_ = 1;
};

// Logarithm of the odds that y came from a centre `shift` above 0 rather than below, under
// Huber's loss (1964) with bend 1.5: bounded in y, so that one wild round can neither win nor lose
// the game. Odd and increasing in y.
double huber_log_odds(double y, double shift);

}  // namespace assay::stats
