// SPDX-License-Identifier: Apache-2.0
#include "store/baseline_file.hpp"

#include "codec/report_json.hpp"
#include "model/testing/sample_report.hpp"
#include "sys/self.hpp"

#include <gtest/gtest.h>

#include <string>

namespace assay::store {
namespace {

model::Report report_of(const std::string& scenario, const std::string& target = "process") {
  model::Report report = model::testing::sample_report();
  report.run_id = scenario + "/" + target;
  report.scenario.emplace().name = scenario;
  report.scenario->target = target;
  return report;
}

std::string line_of(const model::Report& report) {
  std::string out;
  const codec::Sink sink = [&](std::string_view part) -> Result<void> {
    out += part;
    return {};
  };
  EXPECT_TRUE(codec::write_report_line(report, sink));
  return out;
}

class BaselineFileTest : public testing::Test {
 protected:
  std::string path(const std::string& name) const { return folder_->path() + "/" + name; }
  Result<BaselineFile> read(const std::string& text) const {
    EXPECT_TRUE(sys::write_file(path("b.json"), text));
    return BaselineFile::read(path("b.json"));
  }
  std::string refusal(const std::string& text) const {
    const auto file = read(text);
    EXPECT_FALSE(file);
    if (file) return "";
    EXPECT_EQ(file.error().fault, Fault::usage);
    return file.error().text();
  }

 private:
  Result<sys::TemporaryFolder> folder_ = sys::TemporaryFolder::create();
};

TEST_F(BaselineFileTest, WhatWasSavedIsFoundByScenarioAndTarget) {
  auto writer = BaselineWriter::open(path("many.json"), BaselineWriter::Form::lines);
  ASSERT_TRUE(writer);
  for (const auto& report :
       {report_of("fib"), report_of("sort", "library"), report_of("sort", "process")})
    ASSERT_TRUE(writer->add(report));
  EXPECT_FALSE(sys::exists(path("many.json"))) << "nothing is there before commit";
  ASSERT_TRUE(writer->commit());
  EXPECT_EQ(writer->written(), 3U);

  const auto file = BaselineFile::read(path("many.json"));
  ASSERT_TRUE(file) << file.error().text();
  EXPECT_EQ((*file->find("sort", "process"))->run_id, "sort/process");
  EXPECT_EQ((*file->find("sort", "library"))->run_id, "sort/library");
  // Measured in another target: found, so that the comparison can say what differs.
  EXPECT_EQ((*file->find("fib", "server"))->run_id, "fib/process");
  const auto none = file->find("absent", "process");
  ASSERT_TRUE(none);
  EXPECT_FALSE(none->has_value());
}

TEST_F(BaselineFileTest, OneReportIsPretty) {
  auto writer = BaselineWriter::open(path("one.json"), BaselineWriter::Form::single);
  ASSERT_TRUE(writer && writer->add(report_of("fib")) && writer->commit());
  EXPECT_TRUE(sys::read_file(path("one.json"))->starts_with("{\n"));
  const auto file = BaselineFile::read(path("one.json"));
  ASSERT_TRUE(file);
  EXPECT_EQ((*file->find("fib", "process"))->run_id, "fib/process");
}

TEST_F(BaselineFileTest, TheOnlyReportOfAnotherScenarioIsAnErrorThatNamesBoth) {
  const auto file = read(line_of(report_of("fib")));
  ASSERT_TRUE(file);
  const auto found = file->find("sort", "process");
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().what, path("b.json") + " is a baseline of 'fib', not of 'sort'");
  const auto unnamed = read(line_of(model::testing::sample_report()));
  ASSERT_TRUE(unnamed);
  EXPECT_NE(unnamed->find("sort", "process").error().text().find("of no scenario"),
            std::string::npos);
}

TEST_F(BaselineFileTest, AFileThatIsNotThereIsAMissingBaseline) {
  const auto file = BaselineFile::read(path("none.json"));
  ASSERT_FALSE(file);
  EXPECT_EQ(file.error().fault, Fault::baseline);
  EXPECT_NE(file.error().hint.find("--save-baseline"), std::string::npos);
  EXPECT_EQ(BaselineFile::read(path(".")).error().fault, Fault::usage);
}

TEST_F(BaselineFileTest, WhatIsWrongIsNamedByFileAndLine) {
  const std::string good = line_of(report_of("fib"));
  const std::string other = line_of(report_of("sort"));
  EXPECT_TRUE(refusal(good + other.substr(0, 300)).starts_with(path("b.json") + ":2: "));
  EXPECT_TRUE(refusal(good + "\n" + good)
                  .starts_with(path("b.json") + ":3: a second report of scenario 'fib': the first "
                                                "is on line 1"));
  std::string newer = other;
  newer.replace(newer.find("assay.report/1"), 14, "assay.report/2");
  EXPECT_NE(refusal(good + newer)
                .find(":2: this is not a report that assay can read: schema: "
                      "written by a newer assay: assay.report/2"),
            std::string::npos);
  EXPECT_FALSE(refusal("").empty());
  EXPECT_FALSE(refusal("{\"kind\":\"diff\"}\n").empty());
}

// What is wrong inside a report is found when that report is asked for.
TEST_F(BaselineFileTest, ABadMemberIsNamedByFileAndLine) {
  std::string bad = line_of(report_of("sort"));
  bad.replace(bad.find("\"complete\""), 10, "\"finished\"");
  const auto file = read(line_of(report_of("fib")) + bad);
  ASSERT_TRUE(file);
  EXPECT_TRUE(file->find("fib", "process"));
  EXPECT_TRUE(file->find("sort", "process").error().text().starts_with(path("b.json") + ":2: "));
}

TEST_F(BaselineFileTest, AFailedWriterLeavesTheOldOne) {
  ASSERT_TRUE(sys::write_file(path("kept.json"), "old"));
  {
    auto writer = BaselineWriter::open(path("kept.json"), BaselineWriter::Form::lines);
    ASSERT_TRUE(writer && writer->add(report_of("fib")));
  }
  EXPECT_EQ(*sys::read_file(path("kept.json")), "old");
  EXPECT_FALSE(BaselineWriter::open(path("no/such.json"), BaselineWriter::Form::lines));
}

TEST(BaselinePath, IsMadeOfSafeWords) {
  EXPECT_EQ(baseline_path("dir", "linux", "x86_64", "process"), "dir/linux-x86_64-process.json");
  EXPECT_EQ(baseline_path("", "Linux", "a/../b", "wasm-local"), "./linux-a-..-b-wasm-local.json");
  EXPECT_EQ(baseline_path("d", "", "x", "y"), "d/unknown-x-y.json");
}

}  // namespace
}  // namespace assay::store
