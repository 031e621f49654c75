// SPDX-License-Identifier: Apache-2.0
#include "report/words.hpp"

#include "model/testing/sample_report.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace assay::report {
namespace {

using model::Comparison;
using model::Metric;
using model::Verdict;
using model::testing::comparison_of;

constexpr double kInfinity = std::numeric_limits<double>::infinity();

std::string said(const Comparison& c) {
  return sentence(c, *model::find_builtin(c.metric));
}

TEST(Words, EachMetricIsSpokenOfAsPeopleDo) {
  const auto slower = [](const char* metric) {
    return said(comparison_of("B", metric, Verdict::regression, 1.031, 1.024, 1.039));
  };
  EXPECT_EQ(slower("wall"), "B is 3.1 % slower than baseline (2.4 … 3.9 %)");
  EXPECT_EQ(slower("cpu"), "B uses 3.1 % more CPU time than baseline (2.4 … 3.9 %)");
  EXPECT_EQ(slower("peak_rss"), "B uses 3.1 % more memory (peak_rss) than baseline (2.4 … 3.9 %)");
  EXPECT_EQ(slower("instructions"),
            "B executes 3.1 % more instructions than baseline (2.4 … 3.9 %)");
}

TEST(Words, AnImprovementTurnsTheEndsAround) {
  EXPECT_EQ(said(comparison_of("B", "wall", Verdict::improvement, 0.969, 0.961, 0.976)),
            "B is 3.1 % faster than baseline (2.4 … 3.9 %)");
}

TEST(Words, DifferencesCarryTheirUnit) {
  EXPECT_EQ(said(comparison_of("B", "minor_faults", Verdict::regression, 12, 8, 16)),
            "B takes 12 more minor page faults than baseline (8 … 16)");
  EXPECT_EQ(said(comparison_of("B", "cpu_wait", Verdict::improvement, -2e6, -3e6, -1e6)),
            "B waits 2.00 ms less for a CPU than baseline (1.00 … 3.00 ms)");
}

TEST(Words, ManifoldIsATimesNotAPercentage) {
  EXPECT_EQ(said(comparison_of("B", "wall", Verdict::regression, 2.2, 2.15, 2.25)),
            "B takes 2.20 times as long as baseline (2.15 … 2.25)");
  EXPECT_EQ(said(comparison_of("B", "peak_rss", Verdict::regression, 12, 11, 13)),
            "B uses 12.0 times as much memory (peak_rss) as baseline (11.0 … 13.0)");
}

TEST(Words, AProgramsOwnMetricIsHigherOrLower) {
  Metric metric{"throughput", "events", model::Direction::higher, model::Scale::ratio, 0, ""};
  Comparison c = comparison_of("B", "wall", Verdict::regression, 0.9, 0.88, 0.92);
  c.metric = "throughput";
  EXPECT_EQ(sentence(c, metric), "B: throughput is 10.0 % lower than in baseline (8.0 … 12.0 %)");
  EXPECT_EQ(verdict_words(c, metric), "lower");
  metric.direction = model::Direction::lower;
  c.verdict = Verdict::improvement;
  EXPECT_EQ(verdict_words(c, metric), "lower");
}

TEST(Words, AnIntervalThatCrossesZeroKeepsItsSigns) {
  EXPECT_EQ(said(comparison_of("B", "wall", Verdict::equivalent, 1, 0.998, 1.003)),
            "B is equivalent to baseline within ±1 % (−0.2 … +0.3 %)");
  EXPECT_EQ(said(comparison_of("B", "wall", Verdict::regression, 1.02, 0.99, 1.05)),
            "B is 2.0 % slower than baseline (−1.0 … +5.0 %)");
}

TEST(Words, TheSlowPathIsNotAShift) {
  Comparison c = comparison_of("B", "wall", Verdict::regression, 1.0, 0.99, 1.01);
  c.reason = "slow path";
  c.ratio_of_sums = 1.2;
  EXPECT_EQ(verdict_words(c, *model::find_builtin("wall")), "sometimes worse");
  EXPECT_NE(said(c).find("sometimes much worse than baseline"), std::string::npos);
  EXPECT_NE(said(c).find("+20.0 %"), std::string::npos);
}

TEST(Words, UnboundedEndsAreSaidNotPrinted) {
  const auto range = [](double lower, double upper) {
    return interval_text(comparison_of("B", "wall", Verdict::inconclusive, 1, lower, upper), "ns");
  };
  EXPECT_EQ(range(0, kInfinity), "not bounded yet");
  EXPECT_EQ(range(1.02, kInfinity), "≥ +2.0 %");
  EXPECT_EQ(range(0, 1.02), "≤ +2.0 %");
  EXPECT_EQ(interval_text(comparison_of("B", "processes", Verdict::inconclusive, 1, -kInfinity, 2),
                          "count"),
            "≤ +2");
}

TEST(Words, WhereNoShiftFitsNoneIsNamed) {
  Comparison c = comparison_of("B", "wall", Verdict::regression, 1, 1.02, kInfinity);
  c.estimate.reset();
  EXPECT_EQ(said(c), "B is slower than baseline, by no single shift (≥ +2.0 %)");
  EXPECT_EQ(change_text(c, "ns"), "–");
}

TEST(Words, RangesShareOneUnit) {
  EXPECT_EQ(range_text(9.98e6, 10.03e6, "ns"), "9.98 … 10.03 ms");
  EXPECT_EQ(range_text(950e3, 1.2e6, "ns"), "0.95 … 1.20 ms");
  EXPECT_EQ(range_text(19, 21, "count"), "19 … 21");
}

TEST(Words, TimeIsToldInSecondsThenMinutes) {
  EXPECT_EQ(elapsed_text(0.42e9), "0.4 s");
  EXPECT_EQ(elapsed_text(59.99e9), "1 min 00 s");
  EXPECT_EQ(elapsed_text(185e9), "3 min 05 s");
}

}  // namespace
}  // namespace assay::report
