// SPDX-License-Identifier: Apache-2.0
#include "stats/fixed.hpp"

#include "stats/random.hpp"
#include "stats/signed_rank.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace assay::stats {
namespace {

TEST(SignedRank, SmallCountsAreExact) {
  EXPECT_DOUBLE_EQ(signed_rank_cdf(8, 0), 1.0 / 256);
  EXPECT_DOUBLE_EQ(signed_rank_cdf(8, 3), 5.0 / 256);
  EXPECT_DOUBLE_EQ(signed_rank_cdf(9, 5), 10.0 / 512);
  EXPECT_DOUBLE_EQ(signed_rank_cdf(10, 8), 25.0 / 1024);
  EXPECT_DOUBLE_EQ(signed_rank_cdf(10, 55), 1);
}

// Two-sided critical values as tabled since Wilcoxon & Wilcox 1964.
TEST(SignedRank, CriticalValuesAreTheTabledOnes) {
  struct Row {
    std::size_t n, at_5, at_1;
  };
  for (const Row row : {Row{8, 3, 0}, Row{10, 8, 3}, Row{15, 25, 15}, Row{20, 52, 37},
                        Row{25, 89, 68}, Row{30, 137, 109}, Row{50, 434, 373}}) {
    EXPECT_EQ(signed_rank_position(row.n, 0.025), row.at_5 + 1) << row.n;
    EXPECT_EQ(signed_rank_position(row.n, 0.005), row.at_1 + 1) << row.n;
  }
  EXPECT_FALSE(signed_rank_position(7, 0.005));
  EXPECT_FALSE(signed_rank_position(0, 0.005));
}

// The exact position at 301 values is 18,840 (the same recursion, run elsewhere).
TEST(SignedRank, TheApproximationForManyValuesIsConservativeAndClose) {
  EXPECT_EQ(signed_rank_position(300, 0.005), 18709U);
  EXPECT_LE(*signed_rank_position(301, 0.005), 18840U);
  EXPECT_GE(*signed_rank_position(301, 0.005), 18830U);
}

TEST(SignedRank, WalshAveragesAreTheOnesOfAllPairs) {
  Random random(3);
  for (std::size_t n : {1, 2, 5, 12}) {
    std::vector<double> xs;
    for (std::size_t i = 0; i < n; ++i) xs.push_back(std::round(8 * random.normal()));
    std::sort(xs.begin(), xs.end());
    std::vector<double> all;
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t j = i; j < n; ++j) all.push_back((xs[i] + xs[j]) / 2);
    std::sort(all.begin(), all.end());
    for (std::size_t k = 1; k <= all.size(); ++k) EXPECT_EQ(walsh_average(xs, k), all[k - 1]);
  }
}

// Hollander & Wolfe, Nonparametric Statistical Methods, examples 3.1, 3.3 and 3.4: depression
// factors before and after, n = 9; estimate -.46, interval (-.786, -.010) at 96.1 %.
TEST(FixedRule, AgreesWithATextbookExample) {
  const std::vector<double> ds{-.952, .147, -1.022, -.430, -.620, -.590, -.490, .080, -.010};
  Rule rule;
  rule.alpha = 2 * (10.0 / 512) / (1 - rule.tail_share) + 1e-9;
  rule.delta = 0;
  const auto result = judge_fixed(ds, rule);
  EXPECT_NEAR(*result.estimate, -.46, 1e-9);
  EXPECT_NEAR(result.interval.lower, -.786, 1e-9);
  EXPECT_NEAR(result.interval.upper, -.010, 1e-9);
}

TEST(FixedRule, EightRoundsAreTheFewestAtOnePerCent) {
  EXPECT_EQ(fewest_fixed_rounds(Rule{}), 8U);
  Rule many;
  many.comparisons = 4;
  EXPECT_EQ(fewest_fixed_rounds(many), 10U);
  std::vector<double> ds(7, 0.1);
  EXPECT_EQ(judge_fixed(ds, Rule{}).finding, Finding::undecided);
  EXPECT_TRUE(std::isinf(judge_fixed(ds, Rule{}).interval.lower));
  ds.push_back(0.1);
  EXPECT_EQ(judge_fixed(ds, Rule{}).finding, Finding::higher);
  EXPECT_EQ(judge_fixed(ds, many).finding, Finding::undecided);
}

TEST(FixedRule, NothingIsSaidOfNoRounds) {
  const auto result = judge_fixed({}, Rule{});
  EXPECT_EQ(result.finding, Finding::undecided);
  EXPECT_FALSE(result.estimate);
  const std::vector<double> odd{std::nan(""), std::numeric_limits<double>::infinity()};
  EXPECT_FALSE(judge_fixed(odd, Rule{}).estimate);
}

std::vector<double> noisy(std::size_t n, double shift, double slow_share, std::uint64_t seed) {
  Random random(seed);
  std::vector<double> ds;
  for (std::size_t i = 0; i < n; ++i)
    ds.push_back(shift + 0.01 * random.normal() +
                 (random.uniform() < slow_share ? std::log(2.0) : 0));
  return ds;
}

TEST(FixedRule, FindsWhatIsThereAndSaysSoWhenNothingIs) {
  std::size_t higher = 0, lower = 0, equivalent = 0, different = 0;
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    higher += judge_fixed(noisy(60, 0.03, 0, seed), Rule{}).finding == Finding::higher;
    lower += judge_fixed(noisy(60, -0.03, 0, seed), Rule{}).finding == Finding::lower;
    const auto same = judge_fixed(noisy(60, 0, 0, seed), Rule{}).finding;
    equivalent += same == Finding::equivalent;
    different += same != Finding::equivalent && same != Finding::undecided;
  }
  EXPECT_GE(higher, 99U);
  EXPECT_GE(lower, 99U);
  EXPECT_GE(equivalent, 97U);
  EXPECT_EQ(different, 0U);
}

TEST(FixedRule, ASlowPathIsFoundAndNeverEquivalent) {
  std::size_t found = 0, equivalent = 0;
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    const auto finding = judge_fixed(noisy(120, 0, 0.2, seed), Rule{}).finding;
    found += finding == Finding::slow_path || finding == Finding::higher;
    equivalent += finding == Finding::equivalent;
  }
  EXPECT_GE(found, 95U);
  EXPECT_EQ(equivalent, 0U);
}

TEST(FixedRule, SaysWhenOnlyASlowPathIsLeftToExclude) {
  const auto few = judge_fixed(noisy(32, 0, 0, 1), Rule{});
  EXPECT_EQ(few.finding, Finding::undecided);
  EXPECT_TRUE(few.awaits_slow_path);
}

}  // namespace
}  // namespace assay::stats
