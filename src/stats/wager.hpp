// SPDX-License-Identifier: Apache-2.0
// A game that is fair if the differences are symmetric about 0, and profitable if they lean above
// it. The capital is an e-process: the chance that it ever reaches x is at most 1/x (Ville 1939;
// Shafer & Vovk, Game-Theoretic Foundations, 2019), however often one looks. docs/decision.md
// derives the bets.
#pragma once
#include <array>
#include <cmath>
#include <cstddef>

namespace assay::stats {

// One stake, multiplied by a factor a round. Held as value * 2^(-400 debt), so that a stake lost
// over a million rounds neither underflows nor forgets how much it lost.
class Stake {
 public:
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
  double value_ = 1;
  int debt_ = 0;
};

// Bets that z > 0. The mirrored game is the same class fed with -z.
class Wager {
 public:
  // z: difference less the shift under test. scale: the noise's, known before this round; 0 when
  // not yet known, and then only the sign is bet on.
  void add(double z, double scale);
  double capital() const;                // now
  double log_capital() const;            // now; does not underflow
  double best() const { return best_; }  // the highest so far, 1 at least

 private:
  static constexpr std::array kShifts{.1, .2, .4, .8, 1.6, 3.2};  // in units of the scale
  static constexpr std::array kShares{.55, .65, .75, .85, .95};   // of rounds above 0
  std::array<Stake, kShifts.size()> sizes_{};
  std::array<Stake, kShares.size()> signs_{};
  double best_ = 1;
};

// Bets on the signs alone, at the same shares.
class SignWager {
 public:
  void add(double z);
  double capital() const;
  double best() const { return best_; }

 private:
  static constexpr std::array kShares{.55, .65, .75, .85, .95};
  std::array<Stake, kShares.size()> signs_{};
  double best_ = 1;
};

// Likelihood ratio of a bet that the centre lies `shift` above 0 rather than below, under Huber's
// loss with bend at 1.5: bounded in y, so that one wild round can neither win nor lose the game.
// Odd and increasing in y.
double huber_log_ratio(double y, double shift);

}  // namespace assay::stats
