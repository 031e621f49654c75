// SPDX-License-Identifier: Apache-2.0
// The parts that text is made of: columns, wrapping, labels, distributions, summaries, live lines.
#include "base/text.hpp"
#include "base/utf8.hpp"
#include "model/testing/sample_report.hpp"
#include "report/histogram.hpp"
#include "report/labels.hpp"
#include "report/live.hpp"
#include "report/summarise.hpp"
#include "report/table.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace assay::report {
namespace {

using model::Report;
using model::Verdict;
using model::testing::comparison_of;
using model::testing::sample_report;

Report with_walls(const std::vector<double>& walls) {
  Report report;
  report.metrics = {model::testing::measured("wall", "clock")};
  model::Arm& arm = report.arms.emplace_back();
  arm.name = "A";
  arm.samples.values.resize(1);
  for (const double wall : walls) {
    arm.samples.round.push_back(0);
    arm.samples.position.push_back(0);
    arm.samples.exit_code.push_back(0);
    arm.samples.values[0].push(wall);
  }
  return report;
}

TEST(Table, ColumnsAlignByWhatIsSeenNotByBytes) {
  Table table({{"name"}, {"n", Align::right}}, {});
  table.add({{"日本"}, {"±1"}});
  table.add({{"abcdef"}, {"100"}});
  EXPECT_EQ(table.text(), "  name      n\n  日本     ±1\n  abcdef  100\n");
}

TEST(Table, AColumnThatIsEmptyThroughoutIsLeftOut) {
  Table table({{"a"}, {"b"}, {"c"}}, {});
  table.add({{"1"}, {""}, {"3"}});
  EXPECT_EQ(table.text(), "  a  c\n  1  3\n");
}

TEST(Wrapping, NumbersStayWithTheirUnits) {
  EXPECT_EQ(wrapped("it took 10 ms more", 10, 2), "it took\n  10 ms\n  more");
  EXPECT_EQ(wrapped("from 1.0 … 2.0 %, then", 12, 0), "from\n1.0 … 2.0 %,\nthen");
}

TEST(Wrapping, AWordLongerThanALineIsBroken) {
  EXPECT_EQ(wrapped("ab abcdefghij", 5, 1), "ab\n abcd\n efgh\n ij");
}

TEST(Labels, LongNamesKeepTheWordsInWhichTheyDiffer) {
  Report report;
  for (const char* name : {"bench --dataset large --mode fast --n 1",
                           "bench --dataset large "
                           "--mode slow --n 1"})
    report.arms.emplace_back().name = name;
  const Labels labels(report, 24, {});
  EXPECT_EQ(labels.of(report.arms[0].name), "… fast …");
  EXPECT_EQ(labels.of(report.arms[1].name), "… slow …");
}

TEST(Labels, AreNeverTheSame) {
  Report report;
  for (const char tail : {'a', 'b', 'c'})
    report.arms.emplace_back().name = std::string(60, 'x') + tail + std::string(60, 'y');
  const Labels labels(report, 20, {});
  EXPECT_NE(labels.of(report.arms[0].name), labels.of(report.arms[1].name));
  EXPECT_NE(labels.of(report.arms[1].name), labels.of(report.arms[2].name));
  for (const auto& arm : report.arms) EXPECT_LE(display_width(labels.of(arm.name)), 20U);
}

TEST(Summaries, AreTheKnownAnswers) {
  Report report = with_walls({3, 1, 2, model::kAbsent, 4});
  summarise(report);
  ASSERT_EQ(report.arms[0].summaries.size(), 1U);
  const model::Summary& s = report.arms[0].summaries[0];
  EXPECT_EQ(s.count, 4U);
  EXPECT_EQ(s.mean, 2.5);
  EXPECT_EQ(s.median, 2.5);
  EXPECT_EQ(s.min, 1);
  EXPECT_EQ(s.max, 4);
  EXPECT_FALSE(s.median_lower);  // four values cannot bound a median at 99 %
  EXPECT_FALSE(s.p90);
}

TEST(Summaries, AMetricWithoutAValueHasNone) {
  Report report = with_walls({model::kAbsent, model::kAbsent});
  summarise(report);
  EXPECT_TRUE(report.arms[0].summaries.empty());
  EXPECT_FALSE(summary_of(report, report.arms[0], "wall"));
}

TEST(Histogram, TwoHumpsShowAsTwo) {
  std::vector<double> walls;
  for (int i = 0; i < 50; ++i) walls.push_back(10e6 + i * 1e3);
  for (int i = 0; i < 50; ++i) walls.push_back(20e6 + i * 1e3);
  const std::string drawn = histogram(with_walls(walls), "wall", {});
  EXPECT_EQ(split(drawn, '\n').size(), 4U) << drawn;  // two lines, an axis, the end
  EXPECT_NE(drawn.find("          "), std::string::npos);
  EXPECT_NE(drawn.find("10.00 ms"), std::string::npos);
  EXPECT_NE(drawn.find("20.05 ms"), std::string::npos);
}

TEST(Histogram, AStrayValueIsCountedInsteadOfSqueezingTheOthers) {
  std::vector<double> walls;
  for (int i = 0; i < 200; ++i) walls.push_back(10e6 + i * 1e4);
  walls.push_back(9e9);
  const std::string drawn = histogram(with_walls(walls), "wall", {});
  EXPECT_NE(drawn.find("1 beyond the right end, up to 9.00 s"), std::string::npos) << drawn;
}

TEST(Histogram, NothingToDrawDrawsNothing) {
  EXPECT_EQ(histogram(with_walls({1, 2, 3}), "wall", {}), "");
  EXPECT_EQ(histogram(with_walls(std::vector<double>(50, 7.0)), "wall", {}), "");
  EXPECT_EQ(histogram(sample_report(), "no such metric", {}), "");
}

TEST(IntervalBar, ShowsWhereTheIntervalStandsAroundTheSmallestEffect) {
  TextStyle ascii;
  ascii.unicode = false;
  const auto bar = [&](double lower, double upper) {
    return interval_bar(comparison_of("B", "wall", Verdict::inconclusive, 1, lower, upper), 13,
                        ascii);
  };
  EXPECT_EQ(bar(0, std::numeric_limits<double>::infinity()), "====#=#=#====");
  EXPECT_EQ(bar(0.9999, 1.0001), "....|.#.|....");
  EXPECT_EQ(bar(1.01, 1.02), "....|.|.#==..");
  EXPECT_EQ(bar(1.5, 1.6), "....|.|.|...=");
}

TEST(LiveLine, StaysInsideTheTerminalWhateverTheNames) {
  std::vector<model::Comparison> comparisons;
  for (int i = 0; i < 9; ++i) {
    comparisons.push_back(
        comparison_of("\x1b" + std::string(80, 'x'), "wall", Verdict::inconclusive, 1, 0.9, 1.1));
    comparisons.back().gated = true;
  }
  model::ProgressView view;
  view.rounds = 1234567;
  view.elapsed_ns = 3e12;
  view.disturbance.foreign_cpu = 0.6;
  view.comparisons = comparisons;
  for (std::size_t width = 40; width <= 120; width += 7) {
    TextStyle style;
    style.width = width;
    const auto lines = split(live_line(view, style), '\n');
    EXPECT_EQ(lines.size(), 7U);
    for (const std::string& line : lines) EXPECT_LT(display_width(line), width) << line;
  }
  EXPECT_EQ(plain_progress(view, {}).find('\n'), std::string::npos);
}

TEST(LiveLine, LongCommandsAreToldApart) {
  auto c = comparison_of("./build-new/prog --size 1000 --mode fast", "wall", Verdict::inconclusive,
                         1, 0.9, 1.1);
  c.baseline = "./build-old/prog --size 1000 --mode fast";
  c.gated = true;
  model::ProgressView view;
  view.comparisons = {&c, 1};
  EXPECT_NE(live_line(view, {}).find("./build-new/prog … wall"), std::string::npos);
  EXPECT_NE(plain_progress(view, {}).find("./build-new/prog"), std::string::npos);
}

TEST(LiveLine, OnlyWhatDecidesIsFollowed) {
  const Report report = sample_report();
  model::ProgressView view;
  view.comparisons = report.comparisons;
  EXPECT_NE(plain_progress(view, {}).find("candidate wall"), std::string::npos);
  EXPECT_EQ(plain_progress(view, {}).find("peak_rss"), std::string::npos);
}

}  // namespace
}  // namespace assay::report
