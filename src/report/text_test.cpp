// SPDX-License-Identifier: Apache-2.0
#include "report/text.hpp"

#include "base/text.hpp"
#include "base/utf8.hpp"
#include "model/testing/sample_report.hpp"
#include "report/summarise.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace assay::report {
namespace {

using model::Report;
using model::Verdict;
using model::testing::arm_of;
using model::testing::comparison_of;
using model::testing::sample_report;

std::string text_of(const Report& report, std::size_t width = 100) {
  TextStyle style;
  style.width = width;
  return to_text(report, style);
}

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

std::string line_with(const std::string& text, std::string_view part) {
  for (const std::string& line : split(text, '\n'))
    if (has(line, part)) return line;
  return "";
}

std::string without_colour(const std::string& text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\x1b')
      i = text.find('m', i);
    else
      out += text[i];
  }
  return out;
}

// Long command lines for names, hostile bytes, wide characters, a control, every kind of verdict.
Report crowded_report() {
  Report report = sample_report();
  report.arms[0].name = "./build-old/prog --size 1000 --mode fast 日本語の名前 input.txt";
  report.arms[1].name = "./build-new/prog --size 1000 --mode fast 日本語の名前 input.txt";
  report.arms.push_back(arm_of("\x1b[31mred\n\xff" + std::string(90, 'x'), "candidate", 12e6, 46));
  report.arms.push_back(arm_of("control", "control", 10e6, 46));
  const double estimates[] = {1.031, 2.5, 1.0002};
  const Verdict verdicts[] = {Verdict::inconclusive, Verdict::regression, Verdict::equivalent};
  report.comparisons.clear();
  for (std::size_t i = 0; i < 3; ++i) {
    const double e = estimates[i];
    auto c = comparison_of(report.arms[i + 1].name, "wall", verdicts[i], e, e * 0.99, e * 1.01);
    c.baseline = report.arms[0].name;
    c.gated = true;
    c.control_check = i == 2;
    report.comparisons.push_back(c);
  }
  report.diagnostics.push_back(
      {model::Severity::warning, "x", "a\x1b[2Jb " + std::string(300, 'y')});
  return report;
}

TEST(Text, TheFirstLineIsTheAnswer) {
  const std::string text = text_of(sample_report());
  EXPECT_TRUE(
      text.starts_with("candidate is 3.1 % slower than baseline (2.4 … 3.9 %), 46 rounds, "
                       "1.2 s; a neighbour used 6"))
      << text.substr(0, 120);
}

TEST(Text, EachArmOfAMetricHasARowAndOnlyComparedOnesAChange) {
  const std::string text = text_of(sample_report());
  EXPECT_FALSE(has(line_with(text, "  wall "), "%"));
  EXPECT_TRUE(has(line_with(text, "+3.0 %"), "more"));
  EXPECT_TRUE(has(line_with(text, "−0.2 … +0.3 %"), "equivalent"));
}

TEST(Text, WhatDecidesComesFirstAndIsNamed) {
  Report report = sample_report();
  report.plan.gated = {"peak_rss"};
  std::swap(report.comparisons[0].gated, report.comparisons[2].gated);
  const std::string text = text_of(report);
  EXPECT_TRUE(text.starts_with("candidate is equivalent to baseline in peak_rss within ±1 %"));
  EXPECT_LT(text.find("\n  peak_rss"), text.find("\n  wall"));
  EXPECT_TRUE(has(text, "peak_rss alone; the other metrics are shown for information"));
}

TEST(Text, TheControlIsTheNoiseFloorAndNeverTheAnswer) {
  Report report = sample_report();
  report.arms.push_back(arm_of("control", "control", 10e6, 46));
  auto c = comparison_of("control", "wall", Verdict::equivalent, 1.0, 0.997, 1.003);
  c.gated = true;
  c.control_check = true;
  report.comparisons.insert(report.comparisons.begin(), c);
  const std::string text = text_of(report);
  EXPECT_TRUE(text.starts_with("candidate is 3.1 % slower"));
  EXPECT_TRUE(has(line_with(text, "Noise floor"), "−0.3 … +0.3 % in wall: the baseline against"));
}

TEST(Text, BesideEquivalentStandsWhatCouldHaveGoneUnseen) {
  EXPECT_FALSE(has(text_of(sample_report()), "Not excluded"));
  Report report = sample_report();
  report.comparisons[0].verdict = Verdict::equivalent;
  EXPECT_TRUE(has(line_with(text_of(report), "Not excluded"), "9.5 % of the runs of candidate"));
}

TEST(Text, InconclusiveSaysWhatToDo) {
  Report report = sample_report();
  report.comparisons[0].verdict = Verdict::inconclusive;
  report.comparisons[0].interval = {0.999, 1.02};
  const std::string text = text_of(report);
  EXPECT_TRUE(text.starts_with("inconclusive: candidate against baseline"));
  EXPECT_TRUE(has(text, "--max-time"));
  report.comparisons[0].reason = "the two distributions differ in shape";
  EXPECT_TRUE(has(text_of(report), "differ in shape"));
  report.status = model::Status::interrupted;
  EXPECT_TRUE(has(text_of(report), "--continue"));
}

TEST(Text, APartialResultSaysSoFirst) {
  Report report = sample_report();
  report.status = model::Status::interrupted;
  report.failure = "interrupted by SIGINT";
  EXPECT_TRUE(text_of(report).starts_with("interrupted: interrupted by SIGINT"));
}

TEST(Text, AbsentMetricsHaveNoRowAndTheirReasonStandsInTheFullStyle) {
  Report report = sample_report();
  TextStyle full;
  full.full = true;
  EXPECT_FALSE(has(text_of(report), "instructions"));
  EXPECT_TRUE(has(to_text(report, full), "instructions (this machine has no hardware"));
  EXPECT_FALSE(has(to_text(report, full), "\n  instructions"));
  EXPECT_TRUE(has(to_text(report, full), "\n  minor_faults"));
}

TEST(Text, AMetricThatRepeatsAnotherHasARowOnlyWhenItSaysSomethingElse) {
  Report report = sample_report();
  report.metrics.push_back(model::testing::measured("user", "rusage"));
  for (auto& arm : report.arms) {
    arm.samples.values.resize(6);
    for (std::size_t i = 0; i < 46; ++i) arm.samples.values[5].push(7e6);
  }
  report.comparisons.push_back(
      comparison_of("candidate", "user", Verdict::regression, 1.03, 1.02, 1.04));
  EXPECT_FALSE(has(text_of(report), "\n  user"));
  report.comparisons.back().verdict = Verdict::improvement;
  EXPECT_TRUE(has(text_of(report), "\n  user"));
}

TEST(Text, ATimeReportHasNoVerdicts) {
  Report report = sample_report();
  report.kind = "time";
  report.comparisons.clear();
  report.arms.pop_back();
  const std::string text = text_of(report);
  EXPECT_TRUE(text.starts_with("baseline takes 10.01 ms (9.98 … 10.07 ms), 46 trials, 1.2 s"));
  EXPECT_FALSE(has(text, "verdict"));
  EXPECT_FALSE(has(text, "p90"));  // 46 trials are too few
  EXPECT_TRUE(has(text, "mean ± sd"));
}

TEST(Text, AnEmptyReportIsNoAccident) {
  EXPECT_EQ(to_text(Report{}, {}), "");
  Report report = sample_report();
  for (auto& arm : report.arms) arm.samples = {};
  EXPECT_TRUE(has(text_of(report), "candidate is 3.1 % slower"));
}

TEST(Text, NoLineIsLongerThanTheTerminal) {
  for (const bool unicode : {true, false})
    for (const bool full : {true, false})
      for (std::size_t width = 40; width <= 130; width += 3) {
        const TextStyle style{false, unicode, width, full};
        for (const std::string& line : split(to_text(crowded_report(), style), '\n'))
          EXPECT_LE(display_width(line), width) << line;
      }
}

TEST(Text, HostileNamesDriveNoTerminal) {
  for (const char c : to_text(crowded_report(), {}))
    EXPECT_TRUE(std::uint8_t(c) >= 0x20 || c == '\n') << int(c);
}

TEST(Text, WithoutUnicodeEverythingIsAscii) {
  const TextStyle style{true, false, 80, true};
  for (const char c : to_text(crowded_report(), style)) EXPECT_LT(std::uint8_t(c), 0x80);
}

TEST(Text, ColourChangesNothingButColour) {
  TextStyle coloured;
  coloured.color = true;
  const std::string text = to_text(crowded_report(), coloured);
  EXPECT_TRUE(has(text, "\x1b["));
  EXPECT_EQ(without_colour(text), to_text(crowded_report(), {}));
}

TEST(Text, LongNamesAreToldApart) {
  const std::string text = text_of(crowded_report(), 80);
  EXPECT_TRUE(has(text, "build-old"));
  EXPECT_TRUE(has(text, "build-new"));
}

TEST(Text, StoredSummariesAndSamplesGiveTheSameText) {
  Report report = sample_report();
  const std::string from_samples = text_of(report);
  summarise(report);
  EXPECT_EQ(text_of(report), from_samples);
}

}  // namespace
}  // namespace assay::report
