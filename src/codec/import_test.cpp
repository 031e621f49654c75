// SPDX-License-Identifier: Apache-2.0
// Reads the samples in tests/data/import, most of them written by the tools themselves.
#include "codec/import.hpp"

#include "codec/import_report.hpp"
#include "codec/import_units.hpp"
#include "model/samples.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace assay::codec {
namespace {

namespace fs = std::filesystem;

fs::path data() {
  return fs::path(ASSAY_TEST_DATA) / "import";
}

std::string content(const std::string& name) {
  std::ifstream file(data() / name, std::ios::binary);
  EXPECT_TRUE(file) << name;
  return {std::istreambuf_iterator<char>(file), {}};
}

Imported imported(const std::string& text, std::optional<Source> source = {}) {
  auto read = import_file({"x", text}, {source, {}});
  EXPECT_TRUE(read) << read.error().text();
  return read ? *std::move(read) : Imported{};
}

std::vector<ImportedRow> benchmarks(const Imported& from) {
  auto made = merged(from);
  EXPECT_TRUE(made) << made.error().text();
  return made ? *std::move(made) : std::vector<ImportedRow>{};
}

std::vector<ImportedRow> sample(const std::string& name, std::optional<Source> source = {}) {
  return benchmarks(imported(content(name), source));
}

std::vector<ImportedRow> criterion_folder() {
  std::vector<ImportFile> files;
  for (const auto& entry : fs::recursive_directory_iterator(data() / "criterion")) {
    const std::string name = fs::relative(entry.path(), data() / "criterion").string();
    if (entry.is_regular_file() && criterion_part(name))
      files.push_back({name, content("criterion/" + name)});
  }
  auto read = import_folder("criterion", files, {});
  EXPECT_TRUE(read) << read.error().text();
  return read ? benchmarks(*read) : std::vector<ImportedRow>{};
}

std::vector<std::string> names(const std::vector<ImportedRow>& rows) {
  std::vector<std::string> out;
  for (const ImportedRow& row : rows) out.push_back(row.name);
  return out;
}

const ImportedRow& row_of(const std::vector<ImportedRow>& rows, const std::string& name) {
  static const ImportedRow kNone;
  for (const ImportedRow& row : rows)
    if (row.name == name) return row;
  ADD_FAILURE() << "no benchmark " << name;
  return kNone;
}

const ImportedMetric& metric_of(const ImportedRow& row, const std::string& name) {
  static const ImportedMetric kNone;
  for (const ImportedMetric& metric : row.metrics)
    if (metric.metric.name == name) return metric;
  ADD_FAILURE() << row.name << " has no metric " << name;
  return kNone;
}

std::string refusal(const std::string& text, std::optional<Source> source = {}) {
  auto read = import_file({"x", text}, {source, {}});
  EXPECT_FALSE(read) << "was read: " << text.substr(0, 200);
  if (read) return "";
  EXPECT_EQ(read.error().fault, Fault::usage);
  return read.error().text() + " | " + read.error().hint;
}

using Values = std::vector<double>;
using Names = std::vector<std::string>;

TEST(ImportHyperfine, TimesAreSamplesInWholeNanosecondsAndCpuTimesAreMeans) {
  const auto rows = sample("hyperfine.json");
  EXPECT_EQ(names(rows), (Names{"sleep 0.001", "sleep 0.002"}));
  const ImportedMetric& wall = metric_of(rows[0], "wall");
  ASSERT_EQ(wall.samples.size(), 5U);
  for (const double value : wall.samples) {
    EXPECT_EQ(value, std::nearbyint(value));
    EXPECT_GT(value, 1e6);
  }
  EXPECT_TRUE(metric_of(rows[0], "user").samples.empty());
  EXPECT_TRUE(metric_of(rows[0], "user").summary.mean);
  EXPECT_FALSE(metric_of(rows[0], "user").summary.median);
  EXPECT_EQ(rows[1].parameters, (std::vector<std::pair<std::string, std::string>>{{"n", "2"}}));
}

TEST(ImportHyperfine, ExitCodesAndMemoryAreKept) {
  EXPECT_EQ(sample("hyperfine-failing.json")[0].exit_codes, (std::vector<std::int16_t>{1, 1, 1}));
  const auto rows = benchmarks(imported(
      R"({"results":[{"command":"a","times":[1,2],"exit_codes":[0,null],"memory_usage_byte":[7,8]}]})"));
  EXPECT_EQ(rows[0].exit_codes, (std::vector<std::int16_t>{0, -1}));
  EXPECT_EQ(metric_of(rows[0], "peak_rss").samples, (Values{7, 8}));
}

TEST(ImportHyperfine, TwoRunsOfOneCommandAreTwoBenchmarks) {
  EXPECT_EQ(names(benchmarks(imported(
                R"({"results":[{"command":"a","times":[1]},{"command":"a","times":[2]}]})"))),
            (Names{"a", "a#2"}));
}

TEST(ImportGoogle, ARowIsASampleAndCountersAreMetrics) {
  const auto rows = sample("google.json");
  EXPECT_EQ(names(rows), (Names{"BM_Copy/64", "BM_Copy/4096", "BM_Words", "BM_Broken",
                                "BM_Sum/real_time/threads:2"}));
  // The file is in us for the first two.
  const double wall = metric_of(rows[0], "wall").samples.at(0);
  EXPECT_GT(wall, 0.5);
  EXPECT_LT(wall, 1000);
  const ImportedMetric& rate = metric_of(rows[0], "bytes_per_second");
  EXPECT_EQ(rate.metric.unit, "bytes/s");
  EXPECT_EQ(rate.metric.direction, model::Direction::higher);
  EXPECT_EQ(metric_of(rows[2], "held").samples, Values{12});
  EXPECT_EQ(rows[3].failure, "there is no input");
  EXPECT_TRUE(rows[3].metrics.empty());
}

TEST(ImportGoogle, RepetitionsAreSamplesAndTheirAggregatesAreNotCountedAgain) {
  const auto rows = sample("google-repetitions.json");
  EXPECT_EQ(names(rows), names(sample("google.json")));
  for (const ImportedRow& row : rows) {
    if (row.failure.empty()) {
      EXPECT_EQ(metric_of(row, "wall").samples.size(), 3U) << row.name;
    }
  }
}

TEST(ImportGoogle, AggregatesAloneAreASummary) {
  const auto rows = sample("google-aggregates.json");
  const ImportedMetric& wall = metric_of(row_of(rows, "BM_Copy/64"), "wall");
  EXPECT_TRUE(wall.samples.empty());
  ASSERT_TRUE(wall.summary.mean && wall.summary.median && wall.summary.stddev);
  EXPECT_LT(*wall.summary.stddev, *wall.summary.mean);
  EXPECT_FALSE(wall.summary.min);
}

TEST(ImportGoogle, NotANumberIsAbsentAndFittedComplexityIsPassedOver) {
  const auto rows = benchmarks(imported(R"({"context":{},"benchmarks":[
    {"name":"a","run_name":"a","run_type":"iteration","real_time":2.5,"cpu_time":NaN,"time_unit":"ms","x":-Infinity},
    {"name":"a_BigO","run_name":"a","run_type":"aggregate","aggregate_name":"BigO","real_coefficient":1,"big_o":"N","time_unit":"ns"}]})"));
  ASSERT_EQ(names(rows), Names{"a"});
  EXPECT_EQ(rows[0].metrics.size(), 1U);
  EXPECT_EQ(metric_of(rows[0], "wall").samples, Values{2.5e6});
}

TEST(ImportGoogle, AggregatesThatNoSummaryHasAreNoBenchmark) {
  auto made = import_any(R"({"context":{},"benchmarks":[{"name":"a_cv","run_name":"a",
    "run_type":"aggregate","aggregate_name":"cv","real_time":1,"time_unit":"ns"}]})",
                         "x", std::nullopt);
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().fault, Fault::usage);
}

TEST(ImportGoogle, OldFilesTellAggregatesByTheName) {
  const auto rows = benchmarks(imported(R"({"context":{},"benchmarks":[
    {"name":"a","real_time":1,"cpu_time":1,"time_unit":"ns"},
    {"name":"a","real_time":3,"cpu_time":3,"time_unit":"ns"},
    {"name":"a_mean","real_time":2,"cpu_time":2,"time_unit":"ns"},
    {"name":"a_stddev","real_time":1.4,"cpu_time":1.4,"time_unit":"ns"}]})"));
  ASSERT_EQ(names(rows), Names{"a"});
  EXPECT_EQ(metric_of(rows[0], "wall").samples, (Values{1, 3}));
}

TEST(ImportGo, LinesOfANameAreSamples) {
  const auto rows = sample("go.txt");
  EXPECT_EQ(names(rows),
            (Names{"example.com/sums.BenchmarkSum/n=10", "example.com/sums.BenchmarkSum/n=1000",
                   "example.com/sums.BenchmarkJoin"}));
  for (const ImportedRow& row : rows) EXPECT_EQ(metric_of(row, "wall").samples.size(), 3U);
  EXPECT_EQ(metric_of(rows[2], "alloc_bytes").samples, (Values{48, 48, 48}));
  EXPECT_EQ(metric_of(rows[2], "allocs").metric.unit, "count");
  EXPECT_EQ(metric_of(rows[2], "words").metric.unit, "words/op");
  EXPECT_GT(metric_of(rows[0], "bytes_per_second").samples[0], 1e9);
  EXPECT_EQ(rows[0].parameters.at(0).second, "2");
}

TEST(ImportGo, OnlyWhatEveryNameEndsInIsTheNumberOfProcessors) {
  EXPECT_EQ(names(benchmarks(imported("BenchmarkA/n-10 5 1 ns/op\nBenchmarkB 5 1 ns/op\n"))),
            (Names{"BenchmarkA/n-10", "BenchmarkB"}));
  EXPECT_EQ(names(benchmarks(imported("BenchmarkA-1-8 5 1 ns/op\nBenchmarkB-8 5 1 ns/op\n"))),
            (Names{"BenchmarkA-1", "BenchmarkB"}));
}

TEST(ImportGo, OtherLinesAreTalkAndHalfAResultIsAnError) {
  const auto rows = benchmarks(imported(
      "BenchmarkA-2\nBenchmarkA-2  10  2.5 ns/op  3 p99-us/op\nBenchmarking is fun 1 2 x/op\n"
      "--- FAIL: BenchmarkB-2\n    no input\nFAIL\n"));
  ASSERT_EQ(names(rows), (Names{"BenchmarkA", "BenchmarkB"}));
  EXPECT_EQ(metric_of(rows[0], "p99").samples, Values{3e3});
  EXPECT_EQ(rows[1].failure, "the benchmark failed");
  const std::string cut = refusal("BenchmarkA 10 2.5 ns/op\nBenchmarkB 10 2.5 ns/op 7\n");
  EXPECT_NE(cut.find("line 2"), std::string::npos) << cut;
}

TEST(ImportPython, DataAreSamplesElseTheStatisticsAreTheSummary) {
  const auto rows = sample("pytest.json");
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_EQ(metric_of(rows[0], "wall").samples.size(), 6U);
  EXPECT_EQ(rows[1].parameters.at(0), (std::pair<std::string, std::string>{"size", "10"}));
  const auto stats = sample("pytest-stats.json");
  EXPECT_EQ(names(stats), names(rows));
  const ImportedMetric& wall = metric_of(stats[0], "wall");
  EXPECT_TRUE(wall.samples.empty());
  EXPECT_EQ(wall.summary.count, 6U);
  EXPECT_TRUE(wall.summary.median && wall.summary.max && wall.summary.mean);
}

TEST(ImportPython, PyperfValuesOfAllRunsAndTheMemoryOncePerRun) {
  const auto rows = sample("pyperf.json");
  EXPECT_EQ(names(rows), (Names{"[1]*1000", "heap"}));
  EXPECT_EQ(metric_of(rows[0], "wall").samples, (Values{2087, 2112, 2111, 2129, 2117, 2096}));
  Values peaks = metric_of(rows[0], "peak_rss").samples;
  EXPECT_TRUE(model::is_absent(peaks.at(1)));
  std::erase_if(peaks, model::is_absent);
  EXPECT_EQ(peaks, (Values{14811136, 14839808}));
  EXPECT_EQ(metric_of(rows[1], "memory").metric.unit, "bytes");
}

TEST(ImportJmh, RawDataOfAllForksAndTheModeWhereThereAreSeveral) {
  const auto rows = sample("jmh.json");
  EXPECT_EQ(names(rows),
            (Names{"org.example.Words.split[size=10]:avgt",
                   "org.example.Words.split[size=10]:thrpt", "org.example.Words.join"}));
  EXPECT_EQ(metric_of(rows[0], "wall").samples, (Values{1250, 1500, 1750, 1500}));
  EXPECT_EQ(metric_of(rows[0], "gc.alloc.rate").metric.unit, "bytes/s");
  EXPECT_EQ(metric_of(rows[0], "gc.alloc.rate").metric.direction, model::Direction::lower);
  EXPECT_EQ(metric_of(rows[0], "gc.alloc.rate.norm").samples.at(0), 48);
  EXPECT_TRUE(model::is_absent(metric_of(rows[0], "gc.count").samples.at(1)));
  EXPECT_EQ(metric_of(rows[1], "ops_per_second").samples.at(0), 650e3);
  EXPECT_EQ(metric_of(rows[1], "ops_per_second").metric.direction, model::Direction::higher);
  const model::Summary& sampled = metric_of(rows[2], "wall").summary;
  EXPECT_EQ(sampled.count, 1000U);
  EXPECT_EQ(sampled.p99, 310.0);
  EXPECT_EQ(sampled.max, 9000.0);
}

TEST(ImportCatch2, BenchmarksAreNamedByTheirCaseAndHaveAMeanOnly) {
  const auto rows = sample("catch2.xml");
  EXPECT_EQ(names(rows), (Names{"sorting/sort 200 <ints>", "sorting/stable_sort & co"}));
  const model::Summary& s = metric_of(rows[0], "wall").summary;
  EXPECT_EQ(s.count, 10U);
  EXPECT_TRUE(s.mean && s.stddev);
  EXPECT_FALSE(s.median);
}

TEST(ImportCatch2, VersionThreeSectionsAndFailures) {
  const auto rows = benchmarks(imported(
      R"(<?xml version="1.0"?><Catch2TestRun name="t" catch2-version="3.1.0"><TestCase name="a">
      <Section name="b"><BenchmarkResults name="c" samples="5"><failed message="boom &#38; bust"/></BenchmarkResults>
      </Section></TestCase></Catch2TestRun>)"));
  ASSERT_EQ(names(rows), Names{"a/b/c"});
  EXPECT_EQ(rows[0].failure, "boom & bust");
}

TEST(ImportCatch2, NothingExpandsAndCutTextIsNamedByLine) {
  const auto rows = benchmarks(imported(
      R"(<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><Catch name="t"><TestCase name="&b;">
      <BenchmarkResults name="c"><mean value="1"/></BenchmarkResults></TestCase></Catch>)"));
  EXPECT_EQ(names(rows), Names{"&b;/c"});
  const std::string cut = refusal(content("catch2.xml").substr(0, 700));
  EXPECT_NE(cut.find("line "), std::string::npos) << cut;
  EXPECT_NE(refusal("<Catch name='t'/>").find("no benchmark"), std::string::npos);
}

TEST(ImportCriterion, SamplesAreTimesOverIterationsOfTheNewRun) {
  const auto rows = criterion_folder();
  EXPECT_EQ(names(rows), (Names{"fib 20", "parse/small"}));
  EXPECT_EQ(metric_of(rows[1], "wall").samples.at(0), 512.5);
  EXPECT_EQ(metric_of(rows[1], "wall").samples.size(), 10U);
  EXPECT_EQ(rows[1].parameters.back(),
            (std::pair<std::string, std::string>{"throughput.Bytes", "4096"}));
  const model::Summary& s = metric_of(rows[0], "wall").summary;
  EXPECT_EQ(s.mean, 26029.5);
  EXPECT_EQ(s.median, 25733.0);
  EXPECT_EQ(s.count, 0U);  // not said
}

TEST(ImportCriterion, RawCsvAloneWillDo) {
  const auto rows = sample("criterion-raw.csv");
  EXPECT_EQ(names(rows), (Names{"parse/small", "odd, group/12"}));
  EXPECT_EQ(metric_of(rows[0], "wall").samples, (Values{512.5, 510}));
  EXPECT_NE(refusal("group,function,value,sample_measured_value,unit,iteration_count\n"
                    "a,,,5,cycles,10\n")
                .find("line 2: 'cycles'"),
            std::string::npos);
}

TEST(ImportFlat, BmfMeasuresHaveTheUnitsThatBencherDefines) {
  const auto rows = sample("bmf.json");
  EXPECT_EQ(names(rows), (Names{"parse/small", "/bin/sh -c ./build.sh", "parse p99", "program"}));
  EXPECT_EQ(metric_of(rows[0], "wall").samples, Values{88});
  EXPECT_EQ(metric_of(rows[0], "ops_per_second").metric.unit, "ops/s");
  EXPECT_EQ(metric_of(rows[1], "build_time").samples, Values{87e9});
  EXPECT_EQ(metric_of(rows[3], "file_size").metric.unit, "bytes");
  EXPECT_EQ(metric_of(rows[3], "lines").metric.unit, "");
  EXPECT_EQ(rows[2].aggregate, "p99");
}

TEST(ImportFlat, CustomUnitsAreConvertedAndTheFileSaysWhatIsBetter) {
  const auto smaller = sample("custom-smaller.json", Source::custom_smaller);
  EXPECT_EQ(metric_of(smaller[0], "wall").samples, Values{12.5e6});
  EXPECT_EQ(metric_of(smaller[2], "size").samples, Values{300 * 1024});
  EXPECT_EQ(metric_of(smaller[3], "percent").samples, Values{50});
  EXPECT_EQ(smaller[1].aggregate, "p99");
  const auto bigger = sample("custom-bigger.json", Source::custom_bigger);
  EXPECT_EQ(metric_of(bigger[0], "rate").metric.unit, "req/s");
  EXPECT_EQ(metric_of(bigger[1], "size").samples, Values{150e6});
  for (const ImportedRow& row : bigger)
    EXPECT_EQ(row.metrics[0].metric.direction, model::Direction::higher);
}

TEST(ImportFlat, AnUnknownUnitIsAnErrorUnlessItIsDeclared) {
  const std::string text = R"([{"name":"a","unit":"furlongs","value":3}])";
  const std::string why = refusal(text, Source::custom_smaller);
  for (const char* part : {"0.unit", "'furlongs'", "ns, us, ms, s", "--own-unit furlongs"})
    EXPECT_NE(why.find(part), std::string::npos) << why;
  auto read = import_file({"x", text}, {Source::custom_smaller, {"furlongs"}});
  ASSERT_TRUE(read);
  EXPECT_EQ(read->rows[0].metrics[0].metric.unit, "furlongs");
}

TEST(ImportSniff, EachSampleIsToldByItsContent) {
  const std::vector<std::pair<std::string, Source>> kSamples = {
      {"hyperfine.json", Source::hyperfine},
      {"google.json", Source::google_benchmark},
      {"google-aggregates.json", Source::google_benchmark},
      {"go.txt", Source::go},
      {"pytest.json", Source::pytest_benchmark},
      {"pytest-stats.json", Source::pytest_benchmark},
      {"pyperf.json", Source::pyperf},
      {"jmh.json", Source::jmh},
      {"catch2.xml", Source::catch2},
      {"criterion-raw.csv", Source::criterion},
      {"bmf.json", Source::bmf}};
  for (const auto& [file, source] : kSamples)
    EXPECT_EQ(imported(content(file)).source, source) << file;
}

TEST(ImportSniff, WhatFitsTwoNamesBothAndWhatFitsNoneNamesAll) {
  const std::string both = refusal(content("custom-smaller.json"));
  EXPECT_NE(both.find("custom-smaller, custom-bigger"), std::string::npos) << both;
  EXPECT_NE(both.find("--from custom-smaller"), std::string::npos) << both;
  for (const std::string text : {"{}", "[]", "[1]", "hello", "<html/>", R"({"a":{"b":1}})"})
    EXPECT_NE(refusal(text).find("hyperfine, google-benchmark"), std::string::npos) << text;
  EXPECT_NE(refusal(" \n").find("empty"), std::string::npos);
  EXPECT_NE(refusal(R"({"schema":"assay.report/1"})").find("report of assay"), std::string::npos);
}

TEST(Import, FaultsNameThePlace) {
  EXPECT_NE(refusal("{\"results\": [\n  {\"command\" 1}]}").find("line 2, column 14"),
            std::string::npos);
  EXPECT_NE(refusal(content("google.json").substr(0, 1500)).find("cut short"), std::string::npos);
  EXPECT_NE(refusal(R"({"results":[{"command":"a","times":[1,"x"]}]})").find("results.0.times.1"),
            std::string::npos);
  EXPECT_NE(refusal(R"({"context":{},"benchmarks":[{"name":"a","real_time":1,"time_unit":"h"}]})")
                .find("benchmarks.0.time_unit: 'h'"),
            std::string::npos);
  EXPECT_NE(refusal(R"([{"benchmark":"a","primaryMetric":{"score":1,"scoreUnit":"parsecs/op"}}])")
                .find("'parsecs/op'"),
            std::string::npos);
}

TEST(Import, EverySampleCutAnywhereIsReadOrRefusedButNeverWorse) {
  for (const char* file :
       {"hyperfine.json", "google-aggregates.json", "go.txt", "pytest.json", "pyperf.json",
        "jmh.json", "catch2.xml", "criterion-raw.csv", "bmf.json"}) {
    const std::string whole = content(file);
    const auto source = imported(whole).source;
    for (std::size_t size = 0; size < whole.size(); size += 1 + whole.size() / 400) {
      (void)import_any(whole.substr(0, size), file, source);
      (void)import_any(whole.substr(0, size), file, std::nullopt);
    }
  }
}

TEST(Import, DeepNestingIsRefused) {
  EXPECT_FALSE(refusal(std::string(100000, '[')).empty());
  EXPECT_FALSE(refusal(std::string(100000, '{')).empty());
  std::string xml = "<Catch>";
  for (int i = 0; i < 50000; ++i) xml += "<a>";
  EXPECT_FALSE(refusal(xml).empty());
  for (int i = 0; i < 50000; ++i) xml += "</a>";
  EXPECT_NE(refusal(xml + "</Catch>").find("deep"), std::string::npos);
}

}  // namespace
}  // namespace assay::codec
