// SPDX-License-Identifier: Apache-2.0
#include "app/artifacts.hpp"

#include "app/artifact_pages.hpp"
#include "app/wording.hpp"
#include "codec/artifacts_json.hpp"
#include "model/artifacts.hpp"
#include "report/perf_reports.hpp"
#include "stats/value_counts.hpp"
#include "sys/file.hpp"
#include "sys/machine_text.hpp"
#include "sys/sha256.hpp"

#include <algorithm>
#include <filesystem>
#include <map>
#include <string_view>
#include <system_error>
#include <utility>

namespace assay::app {
namespace {

namespace artifact = model::artifact;
namespace fs = std::filesystem;
using codec::JsonDocument;

using Texts = std::map<std::string_view, std::string>;

std::string line(std::string text) {
  if (!text.ends_with('\n')) text += '\n';
  return text;
}

const model::WorkloadCost* cost_of(const model::OverheadResult& result, std::string_view workload) {
  const auto found = std::find_if(result.workloads.begin(), result.workloads.end(),
                                  [&](const auto& cost) { return cost.workload == workload; });
  return found == result.workloads.end() ? nullptr : &*found;
}

std::string profile_text(const model::OverheadResult& result, const model::ArmProfile& arm) {
  const auto percentile = [&](double p) -> std::optional<double> {
    const auto raw = stats::tail_percentile(arm.profile.histogram, p);
    return raw ? std::optional(std::max(0.0, *raw - arm.profile.clock_ns)) : std::nullopt;
  };
  const model::ArmProfile::Figures merged{0, percentile(0.5), percentile(0.95), percentile(0.99),
                                          percentile(0.999)};
  return codec::arm_profile_json(result, arm, merged);
}

// The pages are made of the documents, as `assay validate` will make them again.
Result<void> put_pages(Texts& texts) {
  std::map<std::string_view, JsonDocument> documents;
  for (const auto& [name, text] : texts) {
    if (!name.ends_with(".json")) continue;
    auto read = JsonDocument::read(text);
    if (!read.document || !read.faults.empty())
      return Error{Fault::internal, "an artifact came out unreadable", std::string(name), ""};
    documents.emplace(name, *std::move(read.document));
  }
  const JsonDocument& summary = documents.at(artifact::kSloSummary);
  texts[artifact::kSloReport] =
      report::slo_report_markdown(slo_table_of(summary), provenance_of(summary));
  texts[artifact::kEvidence] = report::evidence_markdown(perf_evidence(
      {documents.at(artifact::kOpenBaseline), documents.at(artifact::kOpenWithAgent),
       documents.at(artifact::kConnectBaseline), documents.at(artifact::kConnectWithAgent),
       documents.at(artifact::kWorkloadSuite), summary}));
  return {};
}

Result<void> complete(const model::OverheadResult& result) {
  std::string lacking;
  for (const std::string_view workload : model::kContractWorkloads)
    if (cost_of(result, workload) == nullptr)
      lacking += (lacking.empty() ? "" : ", ") + std::string(workload);
  if (lacking.empty()) return {};
  return bad_usage("the artifacts cannot be written", "the run has no result of " + lacking,
                   "run the contract's workloads, all four, or leave --artifacts out");
}

}  // namespace

Result<MachineFacts> machine_facts(const std::string& file) {
  auto type = sys::file_system_type(file);
  if (!type) return std::move(type).error();
  auto release = sys::read_file("/etc/os-release", 1 << 20);
  auto cpu = sys::cpu_text();
  if (!cpu) return std::move(cpu).error();
  // A system without the file says so; the contract wants one of the name.
  return MachineFacts{sys::kernel_text(),
                      release ? *std::move(release) : "# this system has no /etc/os-release\n",
                      *std::move(cpu), *std::move(type)};
}

Result<void> make_artifacts_folder(const std::string& folder) {
  std::error_code failed;
  fs::create_directories(folder, failed);
  if (failed) return sys::file_error("make the folder", folder, failed.value());
  return {};
}

Result<void> write_artifacts(const model::OverheadResult& result, const std::string& report_json,
                             const std::string& folder, const MachineFacts& facts) {
  if (auto ok = complete(result); !ok) return ok;
  const model::WorkloadCost& open = *cost_of(result, "open_close");
  const model::WorkloadCost& connect = *cost_of(result, "connect_loopback");
  Texts texts;
  texts[artifact::kOpenCompare] = codec::open_compare_json(result);
  texts[artifact::kOpenBaseline] = profile_text(result, open.baseline);
  texts[artifact::kOpenWithAgent] = profile_text(result, open.with_agent);
  texts[artifact::kConnectBaseline] = profile_text(result, connect.baseline);
  texts[artifact::kConnectWithAgent] = profile_text(result, connect.with_agent);
  texts[artifact::kWorkloadSuite] = codec::workload_suite_json(result);
  texts[artifact::kSloSummary] = codec::slo_summary_json(result);
  if (auto ok = put_pages(texts); !ok) return ok;
  texts[artifact::kKernel] = line(facts.kernel);
  texts[artifact::kOsRelease] = line(facts.os_release);
  texts[artifact::kCpu] = line(facts.cpu);
  texts[artifact::kFsType] = line(facts.fs_type);
  texts[artifact::kReport] = report_json;

  if (auto ok = make_artifacts_folder(folder); !ok) return ok;
  std::error_code failed;
  const auto path = [&](std::string_view name) { return (fs::path(folder) / name).string(); };
  fs::remove(path(artifact::kManifest), failed);
  if (failed) return sys::file_error("replace", path(artifact::kManifest), failed.value());

  std::vector<model::ArtifactEntry> entries;
  const auto put = [&](std::string_view name) -> Result<void> {
    const std::string& text = texts.at(name);
    // What a link of this name points to is somebody else's.
    if (fs::is_symlink(path(name), failed)) fs::remove(path(name), failed);
    if (auto ok = sys::write_file(path(name), text); !ok) return ok;
    entries.push_back({std::string(name), text.size(), sys::sha256(text)});
    return {};
  };
  for (const std::string_view name : artifact::kContract)
    if (auto ok = put(name); !ok) return ok;
  if (auto ok = put(artifact::kReport); !ok) return ok;
  return sys::write_file(
      path(artifact::kManifest),
      codec::artifact_manifest_json(result.report.run_id, result.report.created, entries));
}

}  // namespace assay::app
