// SPDX-License-Identifier: Apache-2.0
#include "stats/scale.hpp"

#include "stats/random.hpp"
#include "stats/summary.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace assay::stats {
namespace {

TEST(TypicalScale, IsUnknownUntilFourRoundsAre) {
  TypicalScale scale(1e-4);
  std::vector<double> ds;
  for (double d : {0.01, 0.03, 0.02}) {
    ds.push_back(d);
    scale.learn(ds);
    EXPECT_EQ(scale.now(), nullptr);
  }
  ds.push_back(0.06);
  scale.learn(ds);
  ASSERT_NE(scale.now(), nullptr);
  EXPECT_DOUBLE_EQ(scale.now()->centre, 0.025);          // of .01 .02 .03 .06
  EXPECT_DOUBLE_EQ(scale.now()->scale, 1.4826 * 0.010);  // deviations .005 .005 .015 .035
}

TEST(TypicalScale, IsTheMedianDeviationOfAllRoundsSoFar) {
  Random random(2);
  TypicalScale scale(1e-9);
  std::vector<double> ds;
  for (int i = 0; i < 200; ++i) {
    ds.push_back(i % 7 == 0 ? 0 : random.normal());
    scale.learn(ds);
    if (ds.size() >= 4) {
      ASSERT_NEAR(scale.now()->centre, *median(ds), 1e-12) << ds.size();
      ASSERT_NEAR(scale.now()->scale, std::max(1e-9, 1.4826 * *mad(ds)), 1e-12) << ds.size();
    }
  }
}

TEST(TypicalScale, KeepsUpWithManyRoundsInFewSteps) {
  Random random(2);
  TypicalScale scale(1e-9);
  std::vector<double> ds;
  for (int i = 0; i < 20000; ++i) {
    ds.push_back((i < 10000 ? 1 : 3) * random.normal());
    scale.learn(ds);
  }
  EXPECT_LT(scale.steps().size(), 500U);
  EXPECT_LE(scale.now()->first, ds.size());
  EXPECT_GE(double(scale.now()->first), 0.98 * double(ds.size()));
  const std::span<const double> known(ds.data(), scale.now()->first);
  EXPECT_NEAR(scale.now()->scale, 1.4826 * *mad(known), 1e-12);
}

TEST(TypicalScale, HasAFloorWhereNothingVaries) {
  TypicalScale scale(0.5);
  const std::vector<double> ds(6, 3.0);
  for (std::size_t n = 1; n <= ds.size(); ++n) scale.learn(std::span(ds).first(n));
  EXPECT_EQ(scale.now()->scale, 0.5);
  EXPECT_EQ(scale.now()->centre, 3);
}

TEST(LocalScale, IsThatOfRoundsOfAboutTheSameLevel) {
  LocalScale scale;
  for (int i = 0; i < 4; ++i) scale.learn(1, 0.001 * (i + 1));
  EXPECT_FALSE(scale.at(1, 0));
  for (int i = 4; i < 20; ++i) scale.learn(1 + 1e-3 * i, i % 2 == 0 ? 0.002 : -0.002);
  for (int i = 0; i < 20; ++i) scale.learn(2 + 1e-3 * i, i % 2 == 0 ? 0.3 : -0.3);
  EXPECT_NEAR(*scale.at(1.01, 0), 1.4826 * 0.002, 1e-12);
  EXPECT_NEAR(*scale.at(2.01, 0), 1.4826 * 0.3, 1e-12);
  EXPECT_NEAR(*scale.at(-50, 0), 1.4826 * 0.002, 1e-12);
  EXPECT_NEAR(*scale.at(50, 0), 1.4826 * 0.3, 1e-12);
}

TEST(LocalScale, DoesNotCareWhichArmWasWhich) {
  LocalScale one, mirrored;
  Random random(4);
  for (int i = 0; i < 400; ++i) {
    const double level = std::round(2 * random.normal()), d = random.normal();
    one.learn(level, d);
    mirrored.learn(level, -d);
    if (i > 12) {
      ASSERT_EQ(*one.at(0.1, 0.25), *mirrored.at(0.1, -0.25));
    }
  }
}

TEST(LocalScale, ForgetsWhatIsLongPast) {
  LocalScale scale;
  for (int i = 0; i < 300; ++i) scale.learn(1, 5);
  for (int i = 0; i < 256; ++i) scale.learn(1, 1);
  EXPECT_DOUBLE_EQ(*scale.at(1, 0), 1.4826);
}

}  // namespace
}  // namespace assay::stats
