// SPDX-License-Identifier: Apache-2.0
// The artifacts of an overhead run (docs/artifacts.md): their names, and the plain values that its
// two pages of Markdown are made of. The pages are made from the JSON artifacts and nothing else,
// so that a reader can make them again and compare.
#pragma once
#include "model/overhead.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assay::model {

namespace artifact {
inline constexpr std::string_view kOpenCompare = "open_compare.json";
inline constexpr std::string_view kOpenBaseline = "open_baseline.json";
inline constexpr std::string_view kOpenWithAgent = "open_with_agent.json";
inline constexpr std::string_view kConnectBaseline = "connect_baseline.json";
inline constexpr std::string_view kConnectWithAgent = "connect_with_agent.json";
inline constexpr std::string_view kWorkloadSuite = "workload_suite.json";
inline constexpr std::string_view kSloReport = "perf-slo-report.md";
inline constexpr std::string_view kSloSummary = "perf-slo-summary.json";
inline constexpr std::string_view kEvidence = "perf-evidence-report.md";
inline constexpr std::string_view kKernel = "kernel-info.txt";
inline constexpr std::string_view kOsRelease = "os-release.txt";
inline constexpr std::string_view kCpu = "cpu-info.txt";
inline constexpr std::string_view kFsType = "fs-type.txt";
// The contract's 13, in its order.
inline constexpr std::array kContract = {
    kOpenCompare,   kOpenBaseline, kOpenWithAgent, kConnectBaseline, kConnectWithAgent,
    kWorkloadSuite, kSloReport,    kSloSummary,    kEvidence,        kKernel,
    kOsRelease,     kCpu,          kFsType};
// Ours: the full report, and the list of all files, written last.
inline constexpr std::string_view kReport = "report.json";
inline constexpr std::string_view kManifest = "MANIFEST";
}  // namespace artifact

// The workloads that the contract's suite must hold, in its order.
inline constexpr std::array<std::string_view, 4> kContractWorkloads = {
    "open_close", "connect_loopback", "full_read", "stat_walk"};

// The contract's in its order, then the others as they came.
std::vector<std::string> in_contract_order(std::vector<std::string> workloads);

// Scenario and metric of the rows of the SLO table that must be there.
namespace slo {
inline constexpr std::string_view kOpen = "audit_mode_open";
inline constexpr std::string_view kConnect = "audit_mode_connect";
inline constexpr std::string_view kSuite = "workload_suite";
inline constexpr std::string_view kSoak = "soak_runtime";
inline constexpr std::string_view kDelta = "delta_pct";
inline constexpr std::string_view kP95 = "p95_overhead_pct";
inline constexpr std::string_view kFailedRows = "failed_rows";
std::string workload_scenario(std::string_view workload);  // "workload_open_close"
}  // namespace slo

// Null where the table has no such row.
const SloRow* find_row(const SloTable& table, std::string_view scenario, std::string_view metric);
// "PASS", "FAIL", "INCONCLUSIVE", "MISSING": how the table spells them.
std::string_view status_word(CheckOutcome outcome);
std::optional<CheckOutcome> outcome_named(std::string_view name);  // either spelling

// One file of the MANIFEST.
struct ArtifactEntry {
  std::string name;
  std::uint64_t bytes = 0;
  std::string sha256;
};

// Whose figures they are, and whether they are more than advice.
struct Provenance {
  std::string run_id;  // empty: the reference's plain files
  std::string agent;   // as it was asked for, secrets taken out
  bool strict = false;
  std::vector<std::string> advisory;
};

// A ratio with its interval; what is not known, or not bounded, is absent.
struct BoundedRatio {
  std::optional<double> ratio, lower, upper;
};

// What perf-evidence-report.md shows. `target`: the ratio that p95 may have.
struct EvidenceProfile {
  std::optional<double> baseline_us, with_agent_us, p50_us, p95_us,
      p99_us;  // the last of the agent
  BoundedRatio mean, p95, null_p95;
  std::optional<double> target;
  CheckOutcome p95_status = CheckOutcome::missing;
};
struct EvidenceRow {
  std::string name;
  std::optional<double> baseline_us, with_agent_us, delta_pct, lower_pct, upper_pct;
  std::optional<double> null_pct, budget_pct;
  CheckOutcome status = CheckOutcome::missing;
};
struct PerfEvidence {
  Provenance of;
  EvidenceProfile open, connect;
  std::vector<EvidenceRow> rows;
  CheckOutcome gate = CheckOutcome::missing;  // the worst of the p95 gates and the rows
};

}  // namespace assay::model
