// SPDX-License-Identifier: Apache-2.0
// A candidate that is much slower only now and then has hardly any shift. Two e-processes watch
// for it on v = (d - delta) / slow_run, held within -1 and 1: one proves that the mean of v is
// above 0, the other that it is below `slow_share`.
#pragma once
#include "stats/wager.hpp"

#include <array>

namespace assay::stats {

struct SlowRun {
  double delta;     // smallest shift worth a verdict
  double slow_run;  // d of a run that counts as slow in full; > 0
  double share;     // of such runs, that must be excluded; in (0, 1)
};

class SlowPath {
 public:
  explicit SlowPath(SlowRun rule) : rule_(rule) {}
  // typical: scale of the noise known before this round; 0 when not yet known.
  void add(double d, double typical);
  // Highest capital of the bet that there is a slow path: fair if d is symmetric about any shift
  // up to delta.
  double proven() const { return proven_; }
  // Highest capital of the bet that there is none: fair if the mean of v is `share` or more,
  // whatever the distribution.
  double excluded() const { return excluded_; }

 private:
  SlowRun rule_;
  // The signs of rounds beyond delta + 3 scales find many moderately slow runs; the means, few
  // very slow ones.
  static constexpr std::array kShares{.55, .65, .75, .85, .95};
  static constexpr std::array kUp{.15, .4, .9};  // parts of the capital staked on the mean, < 1
  static constexpr std::array kDown{.35, .94};   // parts of the most that can be staked, < 1
  std::array<Stake, kShares.size()> signs_{Stake(.1), Stake(.1), Stake(.1), Stake(.1), Stake(.1)};
  std::array<Stake, kUp.size()> up_{Stake(.5 / 3), Stake(.5 / 3), Stake(.5 / 3)};
  std::array<Stake, kDown.size()> down_{Stake(.5), Stake(.5)};
  double proven_ = 1;
  double excluded_ = 1;
};

}  // namespace assay::stats
