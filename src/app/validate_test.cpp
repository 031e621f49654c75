// SPDX-License-Identifier: Apache-2.0
// A valid folder, spoilt in every way that we could think of: each is found, and named.
#include "app/validate.hpp"

#include "app/testing/artifact_folder.hpp"
#include "app/validate_read.hpp"
#include "model/testing/sample_overhead.hpp"
#include "sys/sha256.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <functional>
#include <limits>
#include <map>

namespace assay::app {
namespace {

namespace artifact = model::artifact;
namespace code = model::fault_code;
using model::testing::sample_overhead;
using nlohmann::ordered_json;
using testing::ArtifactFolder;

// The files of one run in memory, and a folder of what a test has made of them.
class Validate : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    const ArtifactFolder folder(sample_overhead());
    for (const std::string_view name : artifact::kContract)
      files_[std::string(name)] = folder.read(name);
    for (const auto name : {artifact::kReport, artifact::kManifest})
      files_[std::string(name)] = folder.read(name);
    auto other = sample_overhead();
    other.report.run_id = "01JOTHER00000001";
    const ArtifactFolder second(other);
    for (const auto& [name, text] : files_) other_[name] = second.read(name);
  }
  void SetUp() override {
    for (const auto& [name, text] : files_) folder_.write(name, text);
  }

  // Makes the MANIFEST fit what is in the folder, as a forger would.
  void list_again() const {
    auto manifest = ordered_json::parse(files_.at("MANIFEST"));
    for (auto& file : manifest["files"]) {
      const std::string text = folder_.read(file["name"].get<std::string>());
      file["bytes"] = text.size();
      file["sha256"] = sys::sha256(text);
    }
    folder_.write(artifact::kManifest, manifest.dump());
  }
  void edit(std::string_view name, const std::function<void(ordered_json&)>& change) const {
    auto document = ordered_json::parse(files_.at(std::string(name)));
    change(document);
    folder_.write(name, document.dump());
  }
  void set(std::string_view name, const std::string& pointer, const ordered_json& value) const {
    edit(name,
         [&](ordered_json& document) { document.at(ordered_json::json_pointer(pointer)) = value; });
  }

  model::Validation look() const {
    ValidateOptions options;
    options.folder = folder_.path();
    auto found = validation_of(options);
    EXPECT_TRUE(found) << found.error().text();
    return *found;
  }
  static std::string listed(const model::Validation& found) {
    std::string out;
    for (const auto& fault : found.faults)
      out += fault.file + " " + fault.pointer + " [" + std::string(fault.code) + "] " + fault.what +
             "\n";
    return out;
  }
  static bool tells(const model::Validation& found, std::string_view file,
                    const std::string& pointer, std::string_view of = "") {
    for (const auto& fault : found.faults)
      if (fault.file.ends_with(file) && fault.pointer == pointer &&
          (of.empty() || fault.code == of))
        return true;
    return false;
  }
  void expect(std::string_view file, const std::string& pointer, std::string_view of = "") const {
    const auto found = look();
    EXPECT_TRUE(tells(found, file, pointer, of)) << file << " " << pointer << "\n" << listed(found);
    EXPECT_EQ(exit_of(found), Exit::usage);
  }
  // A change that a forger has made, the MANIFEST fitted to it.
  void expect_forged(std::string_view file, const std::string& pointer, const ordered_json& value,
                     std::string_view of = "") const {
    SetUpAgain();
    set(file, pointer, value);
    list_again();
    expect(file, pointer, of);
  }
  void SetUpAgain() const {
    for (const auto& [name, text] : files_) folder_.write(name, text);
  }

  static inline std::map<std::string, std::string> files_, other_;
  ArtifactFolder folder_;  // empty at first
};

TEST_F(Validate, AFolderAsItWasWrittenIsValid) {
  const auto found = look();
  EXPECT_TRUE(found.faults.empty()) << listed(found);
  EXPECT_EQ(found.files.size(), artifact::kContract.size() + 2);
  EXPECT_EQ(found.run_id, "01JOVERHEAD00001");
  for (const auto& gate : found.gates)
    EXPECT_EQ(gate.outcome, model::CheckOutcome::pass) << gate.name << " " << gate.detail;
  EXPECT_EQ(exit_of(found), Exit::pass);
}

TEST_F(Validate, EveryMissingFileIsToldAtOnce) {
  for (const std::string_view name : artifact::kContract) folder_.remove(name);
  folder_.remove(artifact::kReport);
  folder_.remove(artifact::kManifest);
  const auto found = look();
  for (const std::string_view name : artifact::kContract)
    EXPECT_TRUE(tells(found, name, "", code::kMissingFile)) << name;
  EXPECT_EQ(found.faults.size(), artifact::kContract.size() + 2) << listed(found);
}

TEST_F(Validate, AnyFigureThatIsOnePercentOffIsFoundThoughTheManifestFits) {
  std::size_t tried = 0;
  for (const auto name : {artifact::kOpenCompare, artifact::kOpenBaseline, artifact::kOpenWithAgent,
                          artifact::kConnectBaseline, artifact::kConnectWithAgent,
                          artifact::kWorkloadSuite, artifact::kSloSummary}) {
    const auto flat = ordered_json::parse(files_.at(std::string(name))).flatten();
    for (const auto& [pointer, value] : flat.items()) {
      if (!value.is_number() || value == 0) continue;
      // Of a histogram a few stand for all: each is in the same sums.
      if (pointer.starts_with("/histogram") && pointer.find("/7/") == pointer.npos) continue;
      // Of these the run alone knows: how it was set up, what the clock costs when it is not
      // subtracted from anything shown.
      if (pointer == "/warmup" || pointer == "/port") continue;
      ordered_json changed = value;
      if (value.is_number_integer())
        changed = value.get<long>() + std::max(1L, value.get<long>() / 100);
      else
        changed = value.get<double>() * 1.01;
      SetUpAgain();
      set(name, pointer, changed);
      list_again();
      const auto found = look();
      const bool named = std::any_of(found.faults.begin(), found.faults.end(), [&](const auto& f) {
        return f.file.ends_with(name) || f.what.find(name) != std::string::npos;
      });
      // What p95 may cost stands in the summary and on the evidence page, and nowhere else.
      const bool shown = pointer == "/rows/6/budget" || pointer == "/rows/7/budget";
      EXPECT_TRUE(named || (shown && !found.faults.empty())) << name << " " << pointer << "\n"
                                                             << listed(found);
      ++tried;
    }
  }
  EXPECT_GT(tried, 150U);
}

TEST_F(Validate, ANumberIsNeitherTrueNorText) {
  for (const auto& bad : {ordered_json(true), ordered_json("2.7"), ordered_json::array()}) {
    expect_forged(artifact::kOpenCompare, "/delta_pct", bad, code::kSchema);
    expect_forged(artifact::kOpenBaseline, "/p95_us", bad, code::kSchema);
    expect_forged(artifact::kConnectBaseline, "/port", bad, code::kSchema);
    expect_forged(artifact::kOpenBaseline, "/iterations", bad, code::kSchema);
    expect_forged(artifact::kWorkloadSuite, "/benchmarks/2/ratio", bad, code::kSchema);
    expect_forged(artifact::kSloSummary, "/rows/3/budget", bad, code::kSchema);
  }
  expect_forged(artifact::kOpenBaseline, "/with_agent", 0, code::kSchema);
  expect_forged(artifact::kOpenCompare, "/pass", 1, code::kSchema);
  expect_forged(artifact::kSloSummary, "/rows/0/status", "pass", code::kSchema);
}

TEST_F(Validate, EveryKeyThatIsTakenAwayIsMissed) {
  for (const auto name :
       {artifact::kOpenCompare, artifact::kOpenBaseline, artifact::kConnectWithAgent,
        artifact::kWorkloadSuite, artifact::kSloSummary, artifact::kManifest}) {
    const auto whole = ordered_json::parse(files_.at(std::string(name)));
    for (const auto& [key, value] : whole.items()) {
      SetUpAgain();
      edit(name, [&, taken = key](ordered_json& document) { document.erase(taken); });
      const auto found = look();
      EXPECT_TRUE(tells(found, name, "/" + key, code::kSchema)) << name << " " << key;
    }
  }
}

TEST_F(Validate, LabelsAndSidesMustFit) {
  expect_forged(artifact::kOpenBaseline, "/with_agent", true, code::kLabel);
  expect_forged(artifact::kConnectWithAgent, "/with_agent", false, code::kLabel);
  expect_forged(artifact::kOpenWithAgent, "/file", "/etc/passwd", code::kMismatch);
  expect_forged(artifact::kConnectWithAgent, "/host", "10.0.0.1", code::kMismatch);
  expect_forged(artifact::kConnectWithAgent, "/port", 10, code::kMismatch);
  expect_forged(artifact::kConnectWithAgent, "/protocol", "tcp", code::kMismatch);
  expect_forged(artifact::kOpenWithAgent, "/iterations", 999, code::kMismatch);
  expect_forged(artifact::kOpenWithAgent, "/workload", "full_read", code::kMismatch);
  // The two files swapped.
  SetUpAgain();
  folder_.write(artifact::kOpenBaseline, files_.at("open_with_agent.json"));
  folder_.write(artifact::kOpenWithAgent, files_.at("open_baseline.json"));
  list_again();
  expect(artifact::kOpenBaseline, "/with_agent", code::kLabel);
  expect(artifact::kOpenWithAgent, "/with_agent", code::kLabel);
}

TEST_F(Validate, PercentilesMustGrow) {
  set(artifact::kOpenBaseline, "/p50_us", 9.0);
  expect(artifact::kOpenBaseline, "/p95_us", code::kOrder);
}

TEST_F(Validate, ABaselineOfNothingIsAFaultAndNoRatio) {
  expect_forged(artifact::kOpenBaseline, "/p95_us", 0, code::kDerived);
  expect_forged(artifact::kOpenCompare, "/baseline_us_per_op", 0, code::kSchema);
  expect_forged(artifact::kOpenCompare, "/baseline_us_per_op", -1, code::kSchema);
}

TEST_F(Validate, StatusFollowsFromIntervalAndBudget) {
  expect_forged(artifact::kOpenCompare, "/pass", false, code::kStatus);
  expect_forged(artifact::kOpenCompare, "/status", "fail", code::kStatus);
  set(artifact::kOpenCompare, "/max_allowed_pct", 2.0);
  expect(artifact::kOpenCompare, "/status", code::kStatus);
  expect_forged(artifact::kSloSummary, "/rows/0/status", "FAIL", code::kStatus);
  expect_forged(artifact::kSloSummary, "/rows/2/budget", 0.1);
  expect_forged(artifact::kSloSummary, "/gate_pass", false, code::kStatus);
  expect_forged(artifact::kSloSummary, "/verdict", "INCONCLUSIVE", code::kStatus);
  expect_forged(artifact::kSloSummary, "/rows/5/result", 1);
  set(artifact::kSloSummary, "/input_errors", ordered_json::array({"no file"}));
  expect(artifact::kSloSummary, "/gate_pass", code::kStatus);
}

TEST_F(Validate, RowsOfTheContractMustBeThereInOrder) {
  edit(artifact::kWorkloadSuite, [](ordered_json& d) { d["benchmarks"].erase(2); });
  expect(artifact::kWorkloadSuite, "/benchmarks", code::kSchema);
  SetUpAgain();
  edit(artifact::kSloSummary, [](ordered_json& d) { d["rows"].erase(7); });
  expect(artifact::kSloSummary, "/rows", code::kSchema);
  SetUpAgain();
  edit(artifact::kSloSummary, [](ordered_json& d) { std::swap(d["rows"][1], d["rows"][2]); });
  expect(artifact::kSloSummary, "/rows/1", code::kOrder);
  SetUpAgain();
  edit(artifact::kSloSummary, [](ordered_json& d) { d["rows"].push_back(d["rows"][3]); });
  expect(artifact::kSloSummary, "/rows/8", code::kSchema);
}

TEST_F(Validate, WhatIsSaidBesidesTheRowsCountsAndNoRowIsMaligned) {
  const auto add = [&](const char* key, const char* line, const char* verdict) {
    SetUpAgain();
    edit(artifact::kSloSummary, [&](ordered_json& d) {
      d[key].push_back(line);
      d["verdict"] = verdict;
      d["gate_pass"] = std::string(verdict) == "PASS";
    });
    const auto found = look();
    std::string told;
    for (const auto& fault : found.faults)
      if (fault.file.ends_with(artifact::kSloSummary)) told += fault.pointer + " ";
    return told;
  };
  EXPECT_EQ(add("violations", "agent_rss: 80 MiB is above 64 MiB", "FAIL"), "");
  EXPECT_EQ(add("inconclusive", "--strict: steal was 3 %", "INCONCLUSIVE"), "");
  EXPECT_EQ(add("violations", "agent_rss: 80 MiB is above 64 MiB", "PASS"), "/verdict /gate_pass ");
  EXPECT_EQ(add("inconclusive", "--strict: steal was 3 %", "PASS"), "/verdict /gate_pass ");
  EXPECT_EQ(add("violations", "audit_mode_open.delta_pct=12 exceeded budget 10", "FAIL"),
            "/violations ");
}

TEST_F(Validate, AFileOfAnotherRunIsFoundByItsId) {
  for (const auto& [name, text] : other_) {
    if (name.ends_with(".txt") || name == artifact::kManifest) continue;
    SetUpAgain();
    folder_.write(name, text);
    list_again();
    const auto found = look();
    const std::string pointer = name.ends_with(".md") ? "" : "/run_id";
    EXPECT_TRUE(tells(found, name, pointer, code::kMixedRuns)) << name << "\n" << listed(found);
    for (const auto& fault : found.faults) {
      EXPECT_TRUE(fault.code != code::kMixedRuns || fault.file.ends_with(name)) << fault.file;
    }
  }
  // The MANIFEST of another run.
  SetUpAgain();
  folder_.write(artifact::kManifest, other_.at("MANIFEST"));
  expect(artifact::kManifest, "/run_id", code::kMixedRuns);
}

TEST_F(Validate, WhatTheManifestDoesNotListIsFound) {
  for (const std::string_view name : artifact::kContract) {
    SetUpAgain();
    folder_.write(name, folder_.read(name) + (name.ends_with(".json") ? " " : "\n"));
    const auto found = look();
    EXPECT_FALSE(found.faults.empty()) << name;
    bool digest = false;
    for (const auto& fault : found.faults) digest |= fault.code == code::kDigest;
    EXPECT_TRUE(digest) << name;
  }
  SetUpAgain();
  edit(artifact::kManifest, [](ordered_json& d) { d["files"].erase(4); });
  expect(artifact::kManifest, "/files", code::kDigest);
  SetUpAgain();
  set(artifact::kManifest, "/files/3/name", "../../etc/passwd");
  expect(artifact::kManifest, "/files/3/name");
  SetUpAgain();
  edit(artifact::kManifest, [](ordered_json& d) { d["files"].push_back(d["files"][0]); });
  expect(artifact::kManifest, "/files/14/name", code::kDigest);
}

TEST_F(Validate, APageThatSaysOtherThanTheFiguresIsFoundByLine) {
  for (const auto name : {artifact::kSloReport, artifact::kEvidence}) {
    SetUpAgain();
    std::string page = folder_.read(name);
    const auto at = page.find("2.1000");
    ASSERT_NE(at, page.npos) << name;
    page.replace(at, 6, "1.1000");
    folder_.write(name, page);
    list_again();
    const auto found = look();
    ASSERT_EQ(found.faults.size(), 1U) << listed(found);
    EXPECT_TRUE(found.faults[0].file.ends_with(name));
    EXPECT_EQ(found.faults[0].line,
              std::size_t(std::count(page.begin(), page.begin() + std::ptrdiff_t(at), '\n') + 1));
  }
  SetUpAgain();
  std::string page = folder_.read(artifact::kSloReport);
  folder_.write(artifact::kSloReport, page.replace(page.find("**ADVISORY"), 20, ""));
  list_again();
  expect(artifact::kSloReport, "", code::kDerived);
}

TEST_F(Validate, TheReportIsHeldAgainstTheRest) {
  edit(artifact::kReport, [](ordered_json& d) {
    for (auto& c : d["comparisons"])
      if (c["arm"] == "with_agent" && c["metric"] == "full_read.mean") c["estimate"] = 1.001;
  });
  list_again();
  expect(artifact::kWorkloadSuite, "/benchmarks/2/ratio", code::kDerived);
  SetUpAgain();
  edit(artifact::kReport, [](ordered_json& d) {
    for (auto& value : d["arms"]["with_agent"]["samples"]["open_close.p95_ns"])
      value = value.get<double>() * 0.98;
  });
  list_again();
  expect(artifact::kOpenWithAgent, "/measured/p95_us", code::kDerived);
  // What nothing else depends on: the span of the samples is left.
  SetUpAgain();
  edit(artifact::kReport, [](ordered_json& d) {
    for (std::size_t i = 0; i < d["comparisons"].size(); ++i)
      if (d["comparisons"][i]["arm"] == "with_agent") {
        d["comparisons"][i]["estimate"] = 0.5;
        break;
      }
  });
  list_again();
  const auto spanned = look();
  EXPECT_TRUE(std::any_of(spanned.faults.begin(), spanned.faults.end(), [](const auto& fault) {
    return fault.file.ends_with(artifact::kReport) && fault.pointer.ends_with("/estimate") &&
           fault.code == code::kDerived;
  })) << listed(spanned);
  expect_forged(artifact::kReport, "/kind", "compare", code::kMismatch);
  SetUpAgain();
  edit(artifact::kReport, [](ordered_json& d) { d["arms"].erase("control"); });
  list_again();
  expect(artifact::kReport, "", code::kSchema);
}

TEST_F(Validate, ANumberBeyondAllCountsIsNoneAndHidesNothing) {
  for (const char* part : {"0", "1"}) {
    const std::string at = std::string("/histogram/counts/3/") + part;
    expect_forged(artifact::kOpenWithAgent, at, 1e308, code::kSchema);
  }
  SetUpAgain();
  set(artifact::kManifest, "/files/2/bytes", 1e308);
  expect(artifact::kManifest, "/files/2/bytes", code::kDigest);
}

TEST_F(Validate, WhatTheReportSaysOfModeUnitAndDetailHolds) {
  // A forger who makes a strict run of an advisory one everywhere but in the report.
  for (const auto& [name, text] : files_) {
    if (name == artifact::kReport || !name.ends_with(".json")) continue;
    edit(name, [](ordered_json& d) {
      d["mode"] = "strict";
      d["advisory"] = ordered_json::array();
    });
  }
  list_again();
  expect(artifact::kSloSummary, "/mode", code::kMismatch);
  expect_forged(artifact::kSloSummary, "/rows/0/unit", "MB", code::kMismatch);
  expect_forged(artifact::kSloSummary, "/rows/5/unit", "%", code::kMismatch);
  expect_forged(artifact::kSloSummary, "/rows/0/detail", "all is well", code::kMismatch);
}

TEST_F(Validate, WhatIsNoJsonIsToldWithItsPlace) {
  const std::string good = files_.at("open_compare.json");
  const auto put = [&](const std::string& text) { folder_.write(artifact::kOpenCompare, text); };
  put(good.substr(0, good.size() / 2));
  expect(artifact::kOpenCompare, "", code::kNotJson);
  for (const char* word : {"NaN", "Infinity", "-Infinity", "1e999", "0x10", ".5", "// x"}) {
    std::string text = good;
    const auto at = text.find("\"max_allowed_pct\": 10");
    put(text.replace(at, 21, std::string("\"max_allowed_pct\": ") + word));
    expect(artifact::kOpenCompare, "", code::kNotJson);
  }
  put("{\"a\": \"\xff\"}");
  expect(artifact::kOpenCompare, "", code::kNotJson);
  put(std::string(100000, '['));
  expect(artifact::kOpenCompare, "", code::kNotJson);
  put("[]");
  expect(artifact::kOpenCompare, "", code::kSchema);
  put("");
  expect(artifact::kOpenCompare, "", code::kUnreadable);
}

TEST_F(Validate, AKeyThatComesTwiceIsAFaultWhicheverComesLast) {
  std::string text = files_.at("open_compare.json");
  text.insert(text.find("\"delta_pct\""), "\"delta_pct\": 1, ");
  folder_.write(artifact::kOpenCompare, text);
  expect(artifact::kOpenCompare, "/delta_pct", code::kNotJson);
  SetUpAgain();
  text = files_.at("perf-slo-summary.json");
  text.insert(text.find("\"budget\""), "\"budget\": 99, ");
  folder_.write(artifact::kSloSummary, text);
  expect(artifact::kSloSummary, "/rows/0/budget", code::kNotJson);
}

TEST_F(Validate, NothingOutsideOfTheFolderIsReadAndNothingWithoutEnd) {
  folder_.link(artifact::kOpenCompare, "/etc/passwd");
  folder_.link(artifact::kCpu, "/dev/zero");
  folder_.remove(artifact::kKernel);
  folder_.make_folder(artifact::kKernel);
  folder_.make_fifo(artifact::kOsRelease);
  folder_.remove(artifact::kFsType);
  folder_.write_hole(artifact::kFsType, kPageBytes + 1);
  const auto found = look();
  for (const auto name : {artifact::kOpenCompare, artifact::kCpu, artifact::kKernel,
                          artifact::kOsRelease, artifact::kFsType})
    EXPECT_TRUE(tells(found, name, "", code::kUnreadable)) << name << "\n" << listed(found);
}

TEST_F(Validate, OtherFilesAreNamedAndLeftAlone) {
  folder_.write("notes\x1b.txt", "x");
  const auto found = look();
  EXPECT_TRUE(found.faults.empty());
  ASSERT_EQ(found.notes.size(), 1U);
  EXPECT_NE(found.notes[0].find("notes\\x1b.txt"), std::string::npos);
}

TEST_F(Validate, SeveralFaultsAreToldTogether) {
  set(artifact::kOpenCompare, "/delta_pct", true);
  set(artifact::kOpenWithAgent, "/file", "/etc/passwd");
  folder_.remove(artifact::kCpu);
  const auto found = look();
  EXPECT_TRUE(tells(found, artifact::kOpenCompare, "/delta_pct", code::kSchema));
  EXPECT_TRUE(tells(found, artifact::kOpenWithAgent, "/file", code::kMismatch));
  EXPECT_TRUE(tells(found, artifact::kCpu, "", code::kMissingFile));
  EXPECT_TRUE(tells(found, artifact::kManifest, "/files/0/sha256", code::kDigest)) << listed(found);
}

TEST(ValidateGates, ARunWithARatioThatDoesNotExistIsValidAndUndecided) {
  auto result = sample_overhead();
  const auto drop = [](auto& c) {
    c.estimate.reset();
    c.interval = {0, std::numeric_limits<double>::infinity()};
  };
  for (auto& c : result.report.comparisons)
    if (c.metric == "open_close.mean") drop(c);
  for (auto* arm : {&result.workloads[0].control, &result.workloads[0].with_agent})
    arm->mean = {std::nullopt, {0, std::numeric_limits<double>::infinity()}};
  result.slo.inconclusive.clear();
  for (std::size_t i : {0U, 1U}) {
    auto& row = result.slo.rows[i];
    row.status = model::CheckOutcome::inconclusive;
    for (auto* figure :
         {&row.result, &row.lower, &row.upper, &row.null_result, &row.null_lower, &row.null_upper})
      figure->reset();
    result.report.checks[i].outcome = "inconclusive";
    result.slo.inconclusive.push_back(row.scenario + "." + row.metric + ": no shift fits");
  }
  result.slo.rows[5].status = model::CheckOutcome::inconclusive;
  result.report.checks[5].outcome = "inconclusive";
  result.slo.inconclusive.push_back("workload_suite.failed_rows: not all are decided");
  result.slo.verdict = model::CheckOutcome::inconclusive;
  const ArtifactFolder folder(result);
  ValidateOptions options;
  options.folder = folder.path();
  const auto found = validation_of(options);
  ASSERT_TRUE(found);
  for (const auto& fault : found->faults)
    ADD_FAILURE() << fault.file << " " << fault.pointer << " " << fault.what;
  EXPECT_EQ(exit_of(*found), Exit::inconclusive);
}

TEST(ValidateGates, ABrokenBudgetIsExitOneAndAnUndecidedOneThree) {
  const auto ends_with = [](double open, double read) {
    const ArtifactFolder folder(sample_overhead({{"open_close", 2700, open},
                                                 {"connect_loopback", 3100, 1.012},
                                                 {"full_read", 4000, read},
                                                 {"stat_walk", 900, 1.005}}));
    ValidateOptions options;
    options.folder = folder.path();
    const auto found = validation_of(options);
    EXPECT_TRUE(found && found->faults.empty()) << (found ? found->faults.at(0).what : "");
    return exit_of(*found);
  };
  EXPECT_EQ(ends_with(1.02, 1.03), Exit::pass);
  EXPECT_EQ(ends_with(1.02, 1.2), Exit::failed);
  EXPECT_EQ(ends_with(1.07, 1.03), Exit::failed);        // p95, by the same ratio
  EXPECT_EQ(ends_with(1.05, 1.03), Exit::inconclusive);  // the interval straddles 1.05
  EXPECT_EQ(ends_with(1.02, 1.15), Exit::inconclusive);
}

}  // namespace
}  // namespace assay::app
