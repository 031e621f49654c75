// SPDX-License-Identifier: Apache-2.0
#include "app/validate.hpp"

#include "app/artifact_pages.hpp"
#include "app/check_exit.hpp"
#include "app/validate_read.hpp"
#include "app/wording.hpp"
#include "codec/validate_json.hpp"
#include "report/perf_reports.hpp"
#include "report/validation_text.hpp"
#include "sys/file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <system_error>

namespace assay::app {
namespace {

namespace artifact = model::artifact;
using model::CheckOutcome;

constexpr std::string_view kDocuments[] = {artifact::kOpenBaseline,    artifact::kOpenWithAgent,
                                           artifact::kConnectBaseline, artifact::kConnectWithAgent,
                                           artifact::kWorkloadSuite,   artifact::kOpenCompare,
                                           artifact::kSloSummary};

// What single files leave open.
void say_unchecked(const ArtifactSet& set, model::Validation& found) {
  const auto say = [&](std::string what) { found.unchecked.push_back(std::move(what)); };
  for (const std::string_view name : kDocuments) {
    if (!set.has(name) || set.is_ours(name)) continue;
    say(
        fmt::format("{}: it has the reference's keys alone: no run id, interval, null arm or "
                    "histogram to check it by",
                    set.paths.at(name)));
  }
  const auto pair = [&](std::string_view base, std::string_view agent, const char* what) {
    if (set.has(base) != set.has(agent))
      say(fmt::format("the {} p95 ratio: one side was not given", what));
  };
  pair(artifact::kOpenBaseline, artifact::kOpenWithAgent, "open");
  pair(artifact::kConnectBaseline, artifact::kConnectWithAgent, "connect");
  std::string absent;
  for (const std::string_view name : kDocuments)
    if (!set.paths.contains(name)) absent += (absent.empty() ? "" : ", ") + std::string(name);
  if (!absent.empty()) say("figures against those of files that were not given: " + absent);
  say("sizes, digests and the full report: they are checked for a folder, by its MANIFEST");
}

// A budget that is looser than the contract's is the user's choice, and is said.
void say_budgets(const ArtifactSet& set, model::Validation& found) {
  const auto say = [&](const std::string& of, double budget, double usual) {
    if (budget > usual && !same_figure(budget, usual))
      found.notes.push_back(fmt::format("the budget of {} is {}, looser than the contract's {}",
                                        printable(of), budget, usual));
  };
  if (const auto* summary = set.find(artifact::kSloSummary)) {
    for (const model::SloRow& row : slo_table_of(*summary).rows)
      say(row.scenario + "/" + row.metric, row.budget,
          row.metric == model::slo::kP95          ? 5
          : row.scenario == model::slo::kOpen     ? 10
          : row.metric == model::slo::kDelta      ? 15
          : row.metric == model::slo::kFailedRows ? 0
                                                  : INFINITY);
    return;  // the others hold the same budgets
  }
  // The reference switches a budget off with 0 or less.
  const auto held = [&](std::string_view name, const std::string& at, const std::string& of,
                        double usual) {
    const auto budget = set.find(name)->number(at + "/max_allowed_pct");
    if (!budget) return;
    if (*budget <= 0 && !set.is_ours(name))
      found.notes.push_back(
          fmt::format("{} has no budget: {} switches it off", printable(of), *budget));
    else
      say(of, *budget, usual);
  };
  if (set.has(artifact::kOpenCompare)) held(artifact::kOpenCompare, "", "open_compare", 10);
  if (const auto* suite = set.find(artifact::kWorkloadSuite))
    for (std::size_t i = 0; i < suite->size("/benchmarks"); ++i) {
      const std::string at = codec::pointer_to("/benchmarks", i);
      held(artifact::kWorkloadSuite, at, "workload_" + suite->text(at + "/name").value_or(""), 15);
    }
}

model::PerfEvidence evidence_for(const ArtifactSet& set, const RatioLimits& limits,
                                 const std::vector<model::ValidationGate>& gates) {
  const auto at = [&](std::string_view name) -> const codec::JsonDocument& {
    return *set.find(name);
  };
  model::PerfEvidence out;
  out.of = provenance_of(at(artifact::kOpenBaseline));
  out.open = evidence_of(at(artifact::kOpenBaseline), at(artifact::kOpenWithAgent));
  out.connect = evidence_of(at(artifact::kConnectBaseline), at(artifact::kConnectWithAgent));
  out.open.target = limits.open_p95;
  out.connect.target = limits.connect_p95;
  for (const model::ValidationGate& gate : gates) {
    if (gate.name == "open_p95_ratio") out.open.p95_status = gate.outcome;
    if (gate.name == "connect_p95_ratio") out.connect.p95_status = gate.outcome;
  }
  out.rows = evidence_rows(at(artifact::kWorkloadSuite));
  out.gate = gate_of(out);
  return out;
}

constexpr std::string_view kEvidenceNeeds[] = {
    artifact::kOpenBaseline, artifact::kOpenWithAgent, artifact::kConnectBaseline,
    artifact::kConnectWithAgent, artifact::kWorkloadSuite};

struct Done {
  ArtifactSet set;
  model::Validation found;
};

Result<Done> look(const ValidateOptions& options) {
  Done done;
  if (options.folder) {
    done.found.folder = *options.folder;
    auto set = read_folder(*options.folder, done.found);
    if (!set) return std::move(set).error();
    done.set = *std::move(set);
  } else {
    for (const auto& [name, path] : options.files) read_single(done.set, name, path, done.found);
  }
  check_all(done.set, done.found.faults);
  done.found.gates = gates_of(done.set, options.limits);
  for (const auto& [name, document] : done.set.documents)
    if (done.found.run_id.empty() || name == artifact::kManifest)
      done.found.run_id = document.text("/run_id").value_or(done.found.run_id);
  if (!options.folder) say_unchecked(done.set, done.found);
  say_budgets(done.set, done.found);
  if (done.set.report && done.set.report->status != model::Status::complete)
    done.found.notes.push_back("the run was not finished: " +
                               std::string(model::name(done.set.report->status)));
  return done;
}

}  // namespace

void check_all(const ArtifactSet& set, Faults& faults) {
  const auto on = [&](std::string_view name) { return Checked(set, name, faults); };
  const auto sides = [&](std::string_view base, std::string_view agent) {
    if (set.has(base)) check_profile(on(base), false);
    if (set.has(agent)) check_profile(on(agent), true);
    if (set.has(base) && set.has(agent)) check_profiles(on(base), on(agent));
  };
  sides(artifact::kOpenBaseline, artifact::kOpenWithAgent);
  sides(artifact::kConnectBaseline, artifact::kConnectWithAgent);
  if (set.has(artifact::kOpenCompare)) check_cost(on(artifact::kOpenCompare), "");
  if (set.has(artifact::kWorkloadSuite)) check_suite(on(artifact::kWorkloadSuite));
  if (set.has(artifact::kSloSummary)) check_summary(on(artifact::kSloSummary));
  check_across(set, faults);
  check_report(set, faults);
  check_run(set, faults);
  check_pages(set, faults);
}

Exit exit_of(const model::Validation& found) {
  if (!found.faults.empty()) return Exit::usage;
  Exit exit = Exit::pass;
  for (const model::ValidationGate& gate : found.gates) exit = worst(exit, exit_for(gate.outcome));
  return exit;
}

Result<void> check_validate(const ValidateOptions& options) {
  if (options.folder && !options.files.empty())
    return bad_usage("validate takes a folder or single files, not both",
                     "the folder holds those files already", "leave one of them out");
  if (options.folder && options.report)
    return bad_usage("--report belongs to single files",
                     "a folder of artifacts holds " + std::string(artifact::kEvidence) + " already",
                     "leave it out");
  if (!options.folder && options.files.empty())
    return bad_usage("there is nothing to validate", "neither a folder nor a file was named",
                     "for example: assay validate perf/");
  if (options.report)
    for (const std::string_view name : kEvidenceNeeds)
      if (std::none_of(options.files.begin(), options.files.end(),
                       [&](const auto& file) { return file.first == name; }))
        return bad_usage("--report needs all five files that it is made of",
                         std::string(name) + " was not given",
                         "see 'assay validate --help', Artifacts");
  if (options.report)
    for (const auto& [name, path] : options.files) {
      std::error_code failed;
      if (path == *options.report || std::filesystem::equivalent(path, *options.report, failed))
        return bad_usage("--report would write over " + in_quotes(path),
                         std::string(name) + " is read from there", "name another file");
    }
  for (const double limit : {options.limits.open_p95, options.limits.connect_p95})
    if (!std::isfinite(limit) || limit <= 0)
      return bad_usage("a ratio that is allowed is above 0", fmt::format("it is {}", limit),
                       "1.05 allows 5 % more");
  return {};
}

Result<model::Validation> validation_of(const ValidateOptions& options) {
  auto done = look(options);
  if (!done) return std::move(done).error();
  return std::move(done->found);
}

Result<Outcome> validate(const ValidateOptions& options) {
  auto done = look(options);
  if (!done) return std::move(done).error();
  const model::Validation& found = done->found;
  Outcome outcome;
  outcome.exit = exit_of(found);
  // As the reference: a page of figures that may not be believed is not written.
  if (options.report && found.faults.empty()) {
    auto written = sys::write_file(*options.report, report::evidence_markdown(evidence_for(
                                                        done->set, options.limits, found.gates)));
    if (!written) {
      outcome.exit = worst(outcome.exit, exit_for(written.error().fault));
      outcome.error = std::move(written).error();
    }
  }
  if (options.json)
    outcome.out = codec::validation_json(found, int(outcome.exit));
  else if (!options.quiet || outcome.exit != Exit::pass)
    outcome.out = report::validation_text(found);
  return outcome;
}

}  // namespace assay::app
