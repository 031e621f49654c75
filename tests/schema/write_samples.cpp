// SPDX-License-Identifier: Apache-2.0
// Writes what the published schemas must accept: write_samples FOLDER. A run of
// each kind, complete, interrupted, empty and with hostile text.
#include "codec/diff_json.hpp"
#include "codec/gate_json.hpp"
#include "codec/op_profile_json.hpp"
#include "codec/report_json.hpp"
#include "codec/run_verdict_json.hpp"
#include "codec/soak_json.hpp"
#include "codec/verdict_json.hpp"
#include "model/testing/sample_profile.hpp"
#include "model/testing/sample_report.hpp"
#include "model/testing/sample_soak.hpp"
#include "report/summarise.hpp"

#include <cstdio>
#include <fstream>
#include <limits>
#include <string>

namespace {

using assay::model::Report;
using assay::model::testing::sample_report;

bool write(const std::string& folder, const std::string& name, Report report) {
  assay::report::summarise(report);
  std::ofstream file(folder + "/report-" + name + ".json", std::ios::binary);
  const auto written =
      assay::codec::write_report(report, [&](std::string_view bytes) -> assay::Result<void> {
        file << bytes;
        return {};
      });
  std::ofstream verdict(folder + "/verdict-" + name + ".json", std::ios::binary);
  verdict << assay::codec::verdict_json(report);
  file.flush();
  verdict.flush();
  if (!written) std::fprintf(stderr, "%s: %s\n", name.c_str(), written.error().text().c_str());
  return written && file && verdict;
}

Report interrupted() {
  Report report = sample_report();
  report.status = assay::model::Status::interrupted;
  report.failure = "SIGINT";
  report.verdict.reset();
  report.comparisons.clear();
  return report;
}

Report timed() {
  Report report = interrupted();
  report.status = assay::model::Status::complete;
  report.kind = "time";
  report.arms.pop_back();
  return report;
}

Report hostile() {
  Report report = sample_report();
  report.arms[1].name = "\"\\\x1b[31m\n\xff</script>";
  report.arms[1].command.env = {{"A\xc0", "\x01"}, {"", ""}};
  report.metrics[3].metric.name = "round";
  report.comparisons[0].arm = report.arms[1].name;
  return report;
}

// Every kind of row, and a scenario that the baseline does not hold.
bool write_diffs(const std::string& folder) {
  assay::model::Diff missing;
  missing.scenario = "missing";
  missing.outcome = "missing";
  assay::model::Diff full;
  full.scenario = "a\"\n\xff";
  full.outcome = "fail";
  full.path = "b.json";
  full.incomparable = {"iterations: then 10, now 30"};
  full.failures = {"response_bytes: baseline=3 current=4"};
  full.notes = {"manifest: then a, now b"};
  for (const char* statistic : {"p50", "p95", "max"}) {
    auto& row = full.rows.emplace_back();
    row.metric = *assay::model::find_builtin("wall");
    row.statistic = statistic;
    row.tolerance = 0.2;
  }
  full.rows[0].baseline = 10e6;
  full.rows[0].current = 12e6;
  full.rows[0].interval = {1.1, 1.3};
  full.rows[0].method = "bootstrap";
  full.rows[1].reason = "too few";
  std::ofstream first(folder + "/diff-missing.json", std::ios::binary);
  first << assay::codec::diff_line(missing);
  std::ofstream second(folder + "/diff-full.json", std::ios::binary);
  second << assay::codec::diff_line(full);
  first.flush();
  second.flush();
  return first && second;
}

bool write_text(const std::string& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary);
  file << text;
  file.flush();
  return bool(file);
}

// A check of every kind: with and without figures, muted, of no rule.
bool write_gates(const std::string& folder) {
  using assay::model::CheckOutcome;
  assay::model::GateResult result;
  result.rules = "r\"\n\xff.toml";
  result.date = "2026-11-21";
  result.reports = 2;
  result.unmatched = {"slo of nobody"};
  result.verdict = CheckOutcome::fail;
  const assay::model::Mute mute{"2027-01-31", "see #12"};
  result.mutes = {{"noisy", mute, false}};
  auto& full = result.checks.emplace_back();
  full = {.rule = "wall",
          .mode = assay::model::RuleMode::budget,
          .scenario = "a\"\n\xff",
          .metric = "wall",
          .arm = "candidate",
          .statistic = "p95",
          .source = "r.ndjson:1"};
  full.outcome = CheckOutcome::fail;
  full.code = assay::model::code::kBroken;
  full.unit = "ns";
  full.value = 12e6;
  full.lower = 11e6;
  full.upper = std::numeric_limits<double>::infinity();
  full.limit = 10e6;
  full.mute = mute;
  auto& bare = result.checks.emplace_back();
  bare.rule = "run";
  bare.code = assay::model::code::kRunFailed;
  std::string text;
  const auto written =
      assay::codec::write_gate(result, 1, [&](std::string_view bytes) -> assay::Result<void> {
        text += bytes;
        return {};
      });
  return written && write_text(folder + "/gate-full.json", text);
}

bool write_run_verdicts(const std::string& folder) {
  assay::model::RunSummary summary;
  summary.created = "2026-11-21T08:28:22Z";
  summary.exit = 64;
  for (const char* outcome :
       {"pass", "fail", "inconclusive", "baseline", "advisory", "error", "interrupted", "not-run"})
    summary.scenarios.push_back({"a\"\n\xff", "process", outcome, 0, "why", "01J",
                                 assay::model::Verdict::regression, true});
  summary.scenarios.push_back({"broken.toml", "", "error", 64, "no TOML", "", {}, false});
  return write_text(folder + "/run-verdict-full.json", assay::codec::run_verdict_json(summary));
}

// With everything, with hostile text, and as few members as there can be.
bool write_profiles(const std::string& folder) {
  using assay::codec::write_op_profile;
  assay::model::OpProfile hostile = assay::model::testing::sample_profile();
  hostile.file = "\"\\\x1b[31m\n\xff</script>";
  assay::model::OpProfile bare;
  bare.workload = "mmap_fault";
  return write_text(folder + "/op-profile-full.json",
                    write_op_profile(assay::model::testing::sample_profile())) &&
         write_text(folder + "/op-profile-hostile.json", write_op_profile(hostile)) &&
         write_text(folder + "/op-profile-bare.json", write_op_profile(bare));
}

// One that passed, and one with all that can be absent or hostile.
bool write_soaks(const std::string& folder) {
  const auto text_of = [](const assay::model::SoakResult& result, int exit) {
    std::string text;
    const auto written =
        assay::codec::write_soak(result, exit, [&](std::string_view bytes) -> assay::Result<void> {
          text += bytes;
          return {};
        });
    return written ? text : std::string();
  };
  auto cut = assay::model::testing::sample_soak();
  cut.status = assay::model::Status::interrupted;
  cut.verdict = assay::model::CheckOutcome::missing;
  cut.failure = cut.agent = cut.agent_log = "a\"\n\xff";
  cut.polls = {};
  cut.counters.clear();
  cut.events = {};
  cut.memory = {};
  cut.workers.rate.reset();
  cut.limits = {};
  cut.diagnostics = {{assay::model::Severity::warning, "word", "text"}};
  return write_text(folder + "/soak-passed.json",
                    text_of(assay::model::testing::sample_soak(), 0)) &&
         write_text(folder + "/soak-cut.json", text_of(cut, 130));
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return 64;
  Report empty;
  empty.created = "2026-11-21T08:28:22Z";
  empty.kind = "compare";
  const bool good =
      write(argv[1], "compare", sample_report()) && write(argv[1], "interrupted", interrupted()) &&
      write(argv[1], "time", timed()) && write(argv[1], "hostile", hostile()) &&
      write(argv[1], "empty", std::move(empty)) && write_diffs(argv[1]) && write_gates(argv[1]) &&
      write_run_verdicts(argv[1]) && write_soaks(argv[1]) && write_profiles(argv[1]);
  return good ? 0 : 1;
}
