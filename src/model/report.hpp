// SPDX-License-Identifier: Apache-2.0
// The one document a run leaves: schema assay.report/1, docs/report-format.md. Plain values; codec
// turns them into bytes and back, report renders them.
#pragma once
#include "model/comparison.hpp"
#include "model/metric.hpp"
#include "model/samples.hpp"
#include "model/summary.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace assay::model {

inline constexpr int kReportSchema = 1;

// One fact about the machine. `comparable` facts must agree for two reports to be compared.
struct HostFact {
  std::string key;  // "cpu_model", "kernel", "cpus", "governor", ...
  std::string value;
  bool comparable = false;
};

struct Host {
  std::vector<HostFact> facts;
};

struct Tool {
  std::string version;
  std::string build;  // "Release", "Debug", ...
  std::string compiler;
};

struct InputFile {
  std::string path;
  std::string sha256;
};

// What an arm ran. Secrets are already redacted when a report holds it.
struct CommandRecord {
  std::vector<std::string> argv;  // as spawned
  std::string text;               // as the user wrote it
  bool shell = false;
  std::string cwd;
  std::vector<std::pair<std::string, std::string>> env;  // changes only
  std::string executable;                                // resolved path, empty when not found
  std::string sha256;  // of the executable; empty when it could not be read
  std::string kind;    // "elf x86-64", "script", "wasm", "other"; empty when not known
};

struct Arm {
  std::string name;
  std::string role;  // "baseline", "candidate", "control"
  CommandRecord command;
  std::vector<std::pair<std::string, std::string>> parameters;
  Samples samples;
  std::vector<Summary> summaries;  // of the metrics with a value; filled by report::summarise
};

// What disturbed a batch of rounds, as shares of the machine's capacity in that time (0..1) or
// counts. Absent (kAbsent) where the kernel does not tell.
struct Disturbance {
  double foreign_cpu = kAbsent;  // busy time that was neither the tree nor the harness
  double steal = kAbsent;
  double cpu_pressure = kAbsent;  // system-wide PSI some; recorded, never acted on
  double swap_pages = kAbsent;    // pages swapped in or out
  double throttled = kAbsent;     // share of the time the trial cgroup was throttled
};

// Columns over rounds, for all arms together.
struct Rounds {
  std::vector<double> started_ns;  // since the run's start
  Column foreign_cpu, steal, cpu_pressure, swap_pages, throttled;
  std::size_t size() const { return started_ns.size(); }
};

struct Check {
  std::string name;
  std::string outcome;  // "pass", "fail", "inconclusive", "missing"
  std::string detail;
  bool advisory = false;  // does not decide the exit code
};

enum class Severity { note, warning, error };
struct Diagnostic {
  Severity severity = Severity::note;
  std::string code;  // stable word: "neighbour", "spin-injected", "executable-changed", ...
  std::string text;  // one sentence for people, with the remedy where there is one
};

enum class Status { complete, interrupted, failed };

// How the rounds were planned; enough to repeat them.
struct PlanRecord {
  std::string kind = "sequential";  // or "fixed"
  double alpha = 0.01;
  std::optional<double> min_effect_relative;  // as asked for; none = the default
  std::optional<double> min_effect_absolute;
  std::uint64_t warmup = 0;
  std::uint64_t min_rounds = 0;
  std::uint64_t max_rounds = 0;
  double max_time_ns = 0;    // 0 = no limit
  std::string tree = "all";  // or "main"
  double linger_ns = 2e9;
  double timeout_ns = 0;
  std::vector<int> pinned_cpus;
  std::vector<std::string> gated;  // metric names
};

// What measuring itself cost, over all measured trials.
struct HarnessCost {
  std::uint64_t trials = 0;
  double elapsed_ns = 0;      // the whole run, first trial to last
  double trials_ns = 0;       // inside the trials
  double sampling_ns = 0;     // launcher's reads while a trial's clock ran
  double bookkeeping_ns = 0;  // launcher's reads between trials
};

// The scenario that a run measured (docs/manifest.md). `iterations` is null for a sequential plan.
struct ScenarioRecord {
  std::string name;
  std::string entry;     // resolved path; empty when the scenario has none
  std::string target;    // "process", ...
  std::string manifest;  // path as given; empty for an ad hoc command
  std::string manifest_sha256;
  std::vector<std::string> tags;
  std::vector<std::pair<std::string, std::string>> parameters;
  std::optional<std::uint64_t> iterations;
  std::uint64_t warmup = 0;
};

// What executed the trials: never comparable across targets.
struct BackendRecord {
  std::string name;            // "process", "library", "server", "wasm-local", "wasm-cloudflare"
  std::string engine;          // "wasm2c", "interp", "workerd", "ld.so"; empty when none
  std::string engine_version;  // as the engine itself says
  // Per trial of the judged arm, medians: malloc calls and bytes, or memory.grow and pages.
  std::optional<double> native_alloc_calls;
  std::optional<double> native_alloc_bytes;
};

// Where a stored baseline came from, when the run was compared with one.
struct BaselineRecord {
  std::string path;
  std::string run_id;
  std::string created;
  std::vector<std::string> incomparable;  // what differs, in words; empty when comparable
  bool advisory = false;                  // --allow-incomparable
};

struct Report {
  int schema = kReportSchema;
  std::string run_id;
  std::string created;  // UTC, 2026-11-21T08:28:22Z
  std::string kind;     // "compare", "time", "prove", "run", "import", "overhead"
  Tool tool;
  Host host;
  std::vector<InputFile> inputs;
  std::optional<ScenarioRecord> scenario;  // of kind "run"
  std::optional<BackendRecord> backend;
  std::optional<BaselineRecord> baseline;
  // Of the judged arm's latest trial: bytes of its response, and whether all checks of expected
  // output held (none where nothing was expected).
  std::optional<std::uint64_t> response_bytes;
  std::optional<bool> expected_match;
  std::uint64_t seed = 0;
  PlanRecord plan;
  Status status = Status::complete;
  std::string failure;  // what ended it, when status is not complete
  std::vector<MeasuredMetric> metrics;
  std::vector<Arm> arms;  // the baseline first
  Rounds rounds;
  std::vector<Comparison> comparisons;
  std::vector<Check> checks;
  std::vector<Diagnostic> diagnostics;
  std::optional<Verdict> verdict;  // worst gated one; none for `time`
  HarnessCost harness;
};

std::string_view name(Status status);
std::string_view name(Severity severity);
// Index in report.metrics, or none.
std::optional<std::size_t> metric_index(const Report& report, std::string_view metric);
const Arm* find_arm(const Report& report, std::string_view name);
// The column of a metric in an arm, or null when that arm never had it.
const Column* column(const Report& report, const Arm& arm, std::string_view metric);
// Null when that metric of the arm has no summary.
const Summary* find_summary(const Arm& arm, std::string_view metric);

}  // namespace assay::model
