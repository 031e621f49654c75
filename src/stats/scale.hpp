// SPDX-License-Identifier: Apache-2.0
// The yardstick of the noise: how far apart the two runs of a round are when nothing differs.
// Fair to bet with, whatever the noise does: what scales a round was computed from rounds before
// it and from its level, which is the same whichever arm was which. Never from its difference.
#pragma once
#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace assay::stats {

// 1.4826 * median |d - median(d)|: estimates sigma for normal data (Rousseeuw & Croux 1993) and
// does not care about outliers. Of all rounds so far, whatever their level.
class TypicalScale {
 public:
  // `floor` keeps the scale away from 0 where most differences are equal. REQUIRES: floor > 0.
  explicit TypicalScale(double floor) : floor_(floor) {}

  // In force for rounds `first`, first + 1, ... until the next step.
  struct Step {
    std::size_t first;
    double centre;
    double scale;
  };

  // Tells that `past` (all differences so far, oldest first) grew by one. O(n) for the first 200
  // rounds; afterwards only each time n has grown by 2 %, so that a million rounds stay cheap.
  void learn(std::span<const double> past);
  // For the round that comes next; none while fewer than four are known.
  const Step* now() const { return steps_.empty() ? nullptr : &steps_.back(); }
  std::span<const Step> steps() const { return steps_; }

 private:
  static constexpr std::size_t kFirst = 4;

  double floor_;
  std::size_t due_ = kFirst;
  std::vector<Step> steps_;
  std::vector<double> in_order_;  // all differences, while they are few
};

// The scale among rounds of about the same level. A neighbour's burst, a migration, a cold cache
// lengthen the runs that they disturb: rounds that took long differ more, and rounds that took as
// little as ever are the ones to trust.
class LocalScale {
 public:
  // REQUIRES: both finite.
  void learn(double level, double d);
  // 1.4826 * median |d - centre| of the eight rounds nearest in level among the last 256; none
  // while fewer than ten are known.
  std::optional<double> at(double level, double centre) const;

 private:
  static constexpr std::size_t kRemembered = 256;
  static constexpr std::size_t kNearest = 8;
  static constexpr std::size_t kFewest = 10;

  struct Known {
    double level;
    std::size_t age;  // settles ties without a look at d
    double d;
    bool operator<(const Known& other) const {
      return level < other.level || (level == other.level && age < other.age);
    }
  };
  std::vector<Known> by_level_;
  std::vector<Known> by_age_;  // a ring once full
  std::size_t count_ = 0;
};

}  // namespace assay::stats
