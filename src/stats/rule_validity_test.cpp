// SPDX-License-Identifier: Apache-2.0
// The error rates that a verdict claims, whatever the noise, looked at after every round; and the
// proof that this trial would have found a rule that breaks them.
#include "stats/testing/rule_trial.hpp"

#include <boost/math/distributions/students_t.hpp>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace assay::stats::testing {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

TEST(RuleOnTrial, TheShippedRuleIsAcquitted) {
  EXPECT_EQ(fault_of(shipped()), "");
}

// Looks after every round whether the 99 % t-interval clears the smallest effect.
class PeekingT : public Candidate {
 public:
  explicit PeekingT(const Rule& rule) : rule_(rule) {}
  void add(Round round) override {
    ++n_;
    const double step = round.d - mean_;
    mean_ += step / n_;
    squares_ += step * (round.d - mean_);
    if (n_ < 3 || finding_ != Finding::undecided) return;
    const Range now = interval();
    if (now.lower > rule_.delta) finding_ = Finding::higher;
    if (now.upper < -rule_.delta) finding_ = Finding::lower;
  }
  Finding finding() const override { return finding_; }
  Range interval() const override {
    if (n_ < 3) return {-kInfinity, kInfinity};
    const boost::math::students_t t(n_ - 1);
    const double width = boost::math::quantile(t, 0.995) * std::sqrt(squares_ / (n_ - 1) / n_);
    return {mean_ - width, mean_ + width};
  }

 private:
  Rule rule_;
  double n_ = 0, mean_ = 0, squares_ = 0;
  Finding finding_ = Finding::undecided;
};

TEST(RuleOnTrial, APeekingTIntervalIsFoundOutOnIdenticalArms) {
  const auto fault = fault_of([](const Rule& rule) { return std::make_unique<PeekingT>(rule); });
  EXPECT_EQ(fault.rfind("identical arms called different", 0), 0U) << fault;
}

// Throws away rounds in which the arm was disturbed, and keeps those where the baseline was.
class OneSidedDiscard : public Sequential {
 public:
  explicit OneSidedDiscard(const Rule& rule) : Sequential(rule), typical_(rule.scale_floor) {}
  void add(Round round) override {
    const auto* known = typical_.now();
    const bool disturbed = known != nullptr && round.d > known->centre + known->scale;
    past_.push_back(round.d);
    typical_.learn(past_);
    if (!disturbed) Sequential::add(round);
  }

 private:
  std::vector<double> past_;
  TypicalScale typical_;
};

TEST(RuleOnTrial, ADiscardThatIsNotSymmetricInTheArmsIsFoundOut) {
  EXPECT_NE(fault_of([](const Rule& rule) { return std::make_unique<OneSidedDiscard>(rule); }), "");
}

// Measures differences above 0 with a shorter yardstick than those below.
class SignDependentScale : public Sequential {
 public:
  explicit SignDependentScale(const Rule& rule) : Sequential(rule) {}
  void add(Round round) override {
    if (round.d > 0) round.d *= 2;
    Sequential::add(round);
  }
};

TEST(RuleOnTrial, AScaleThatDependsOnTheSignIsFoundOut) {
  EXPECT_NE(fault_of([](const Rule& rule) { return std::make_unique<SignDependentScale>(rule); }),
            "");
}

// Tries shifts on a grid and takes the outermost of the grid for proven.
class Grid : public Candidate {
 public:
  explicit Grid(const Rule& rule) : sequence_(rule) {}
  void add(Round round) override { sequence_.add(round); }
  Finding finding() const override { return sequence_.finding(); }
  Range interval() const override {
    constexpr double kEnd = 0.05;
    const double threshold = sequence_.rule().shift_threshold();
    Range range{kEnd, -kEnd};
    for (double theta = -kEnd; theta <= kEnd; theta += kEnd / 10) {
      const auto evidence = sequence_.evidence(theta);
      if (evidence.best_above >= threshold || evidence.best_below >= threshold) continue;
      range.lower = std::min(range.lower, theta);
      range.upper = std::max(range.upper, theta);
    }
    if (range.empty()) return {-kEnd, kEnd};
    return range;
  }

 private:
  PairedSequence sequence_;
};

TEST(RuleOnTrial, AGridThatAcceptsItsOwnEndPointsIsFoundOutByCoverage) {
  const auto fault = fault_of([](const Rule& rule) { return std::make_unique<Grid>(rule); });
  EXPECT_EQ(fault.rfind("an interval without the true shift", 0), 0U) << fault;
}

// Fewer than a hundredth of such runs may err; with fixed seeds the counts never change.
TEST(RuleOnTrial, IdenticalArmsAreCalledEquivalentAndThreePerCentIsFound) {
  for (const Noise& noise : {quiet(), normal(), bursts(), asymmetric(), discretised()}) {
    const Setting same{noise, 0, 100, 600};
    const Outcomes null = watch(shipped(), Rule{}, same);
    EXPECT_EQ(null.different(), 0U) << noise.name;
    EXPECT_GE(null.equivalent, 97U) << noise.name;
    const Setting slower{noise, std::log(1.03), 100, 600};
    const Outcomes found = watch(shipped(), Rule{}, slower);
    EXPECT_GE(found.higher + found.slow_path, 97U) << noise.name;
    EXPECT_EQ(found.lower + found.equivalent, 0U) << noise.name;
    const Setting faster{noise, -std::log(1.03), 100, 600};
    const Outcomes gain = watch(shipped(), Rule{}, faster);
    EXPECT_GE(gain.lower, 97U) << noise.name;
    EXPECT_EQ(gain.higher + gain.equivalent + gain.slow_path, 0U) << noise.name;
  }
}

// What the level buys: the same rounds without it take the longer to decide.
TEST(RuleOnTrial, KnowingTheLevelDecidesSoonerWhereNoiseComesInBursts) {
  class Blind : public Sequential {
   public:
    explicit Blind(const Rule& rule) : Sequential(rule) {}
    void add(Round round) override { Sequential::add(Round{round.d}); }
  };
  const Setting slower{asymmetric(), std::log(1.02), 100, 600};
  const Outcomes seeing = watch(shipped(), Rule{}, slower);
  const Outcomes blind =
      watch([](const Rule& rule) { return std::make_unique<Blind>(rule); }, Rule{}, slower);
  EXPECT_LT(seeing.mean_rounds, 0.9 * blind.mean_rounds);
}

// Twice as slow in a share of the runs.
struct SlowPathCounts {
  std::size_t equivalent = 0, found = 0;
};

SlowPathCounts slow_path_counts(const Noise& noise, double share, std::size_t runs) {
  SlowPathCounts counts;
  for (std::size_t run = 0; run < runs; ++run) {
    NoisyRounds rounds(noise, 0, 9000 + run);
    Random slow(77 + run);
    PairedSequence sequence{Rule{}};
    while (sequence.finding() == Finding::undecided && sequence.rounds() < 400) {
      Round round = rounds.next();
      const double extra = slow.uniform() < share ? std::log(2.0) : 0.0;
      round.d += extra;
      round.level += extra;
      sequence.add(round);
    }
    counts.equivalent += sequence.finding() == Finding::equivalent;
    counts.found +=
        sequence.finding() == Finding::slow_path || sequence.finding() == Finding::higher;
  }
  return counts;
}

TEST(RuleOnTrial, TwiceAsSlowInOneRunOfFiveIsNeverEquivalentAndIsFound) {
  for (const Noise& noise : {quiet(), normal(), discretised(), autocorrelated()}) {
    const auto counts = slow_path_counts(noise, 0.2, 200);
    EXPECT_EQ(counts.equivalent, 0U) << noise.name;
    EXPECT_GE(counts.found, 199U) << noise.name;
  }
}

TEST(RuleOnTrial, ASlowPathIsFoundEvenWhereNeighboursSlowRunsDownAsMuch) {
  for (const Noise& noise : {bursts(), asymmetric()}) {
    const auto counts = slow_path_counts(noise, 0.2, 200);
    EXPECT_LE(counts.equivalent, 2U) << noise.name;
    EXPECT_GE(counts.found, 195U) << noise.name;
  }
}

TEST(RuleOnTrial, WithoutTheWatchForSlowPathsOneRunOfFiveWouldPass) {
  std::size_t equivalent = 0;
  for (std::size_t run = 0; run < 50; ++run) {
    Rule rule;
    rule.slow_share = 0.999;
    NoisyRounds rounds(quiet(), 0, 9000 + run);
    Random slow(77 + run);
    PairedSequence sequence(rule);
    while (sequence.finding() == Finding::undecided && sequence.rounds() < 400)
      sequence.add(rounds.next().d + (slow.uniform() < 0.2 ? std::log(2.0) : 0.0));
    equivalent += sequence.finding() == Finding::equivalent;
  }
  EXPECT_GT(equivalent, 25U);
}

}  // namespace
}  // namespace assay::stats::testing
