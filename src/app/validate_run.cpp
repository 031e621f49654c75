// SPDX-License-Identifier: Apache-2.0
// Whether all files are of one run, the full report among them, and the pages of Markdown as the
// JSON makes them.
#include "app/artifact_pages.hpp"
#include "app/validate_checks.hpp"
#include "base/text.hpp"
#include "model/overhead.hpp"
#include "report/perf_reports.hpp"
#include "stats/summary.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace assay::app {
namespace {

namespace artifact = model::artifact;
namespace code = model::fault_code;
using codec::JsonDocument;
using codec::pointer_to;
using Number = Checked::Number;

// "- run: `ID`" in the head of a page.
std::string run_of_page(const std::string& page) {
  constexpr std::string_view kBegins = "\n- run: `";
  const auto at = page.find(kBegins);
  if (at == page.npos) return "";
  const auto from = at + kBegins.size();
  const auto to = page.find('`', from);
  return to == page.npos ? "" : page.substr(from, to - from);
}

constexpr std::string_view kPages[] = {artifact::kSloReport, artifact::kEvidence};

// `arm`: with_agent, or control: the baseline against itself.
const model::Comparison* compared(const model::Report& report, std::string_view arm,
                                  const std::string& metric) {
  for (const model::Comparison& c : report.comparisons)
    if (c.metric == metric && (arm == "control" ? c.control_check : c.arm == arm)) return &c;
  return nullptr;
}

struct Ends {
  Number lower, upper;
};
Ends ends_of(const model::Comparison& c) {
  Ends ends;
  if (!c.estimate) return ends;  // no shift fits: there is no interval either
  if (c.interval.lower > 0) ends.lower = c.interval.lower;
  if (std::isfinite(c.interval.upper)) ends.upper = c.interval.upper;
  return ends;
}

Number percent(const Number& ratio) {
  return ratio ? Number((*ratio - 1) * 100) : std::nullopt;
}

std::string_view figure_of(std::string_view key) {
  if (key == "us_per_op") return "mean";
  if (key == "p50_us") return "p50";
  if (key == "p95_us") return "p95";
  return key == "p99_us" ? "p99" : "p99.9";
}

// Medians over rounds and ratios of one profile, from the report's samples and comparisons.
void check_profile_of(const model::Report& report, const Checked& profile, std::string_view arm,
                      std::string_view workload) {
  const model::Arm* held = model::find_arm(report, arm);
  if (held == nullptr) return;  // told once, by check_report
  for (const char* key : {"us_per_op", "p50_us", "p95_us", "p99_us", "p99_9_us"}) {
    const std::string metric = model::workload_metric(workload, figure_of(key));
    const model::Column* column = model::column(report, *held, metric);
    const auto median = column != nullptr ? stats::median(column->present()) : std::nullopt;
    profile.follows(std::string("/measured/") + key, median ? Number(*median / 1000) : std::nullopt,
                    "the report's samples");
    const model::Comparison* c = compared(report, arm, metric);
    if (arm == "baseline" || std::string_view(key) == "p99_9_us") continue;
    const std::string at = std::string("/ratio/") + key;
    const Ends ends = c != nullptr ? ends_of(*c) : Ends{};
    profile.follows(at + "/ratio", c != nullptr ? c->estimate : Number(),
                    "the report's comparison");
    profile.interval_follows(at + "/interval", ends.lower, ends.upper, "the report's comparison");
  }
}

void check_row_of(const model::Report& report, const Checked& document, const std::string& at,
                  std::string_view workload) {
  const std::string metric = model::workload_metric(workload, "mean");
  if (const auto* c = compared(report, "with_agent", metric)) {
    const Ends ends = ends_of(*c);
    document.follows(at + "/ratio", c->estimate, "the report's comparison");
    document.interval_follows(at + "/interval_pct", percent(ends.lower), percent(ends.upper),
                              "the report's comparison");
  } else {
    document.fault(at, code::kMismatch, "is of a workload that report.json does not compare");
  }
  if (const auto* c = compared(report, "control", metric)) {
    const Ends ends = ends_of(*c);
    document.follows(at + "/null/ratio", c->estimate, "the report's comparison of the control");
    document.interval_follows(at + "/null/interval_pct", percent(ends.lower), percent(ends.upper),
                              "the report's comparison of the control");
  }
}

void check_null_p95(const model::Report& report, const Checked& summary, std::string_view scenario,
                    std::string_view workload) {
  const auto* c = compared(report, "control", model::workload_metric(workload, "p95"));
  for (std::size_t i = 0; c != nullptr && i < summary->size("/rows"); ++i) {
    const std::string at = pointer_to("/rows", i);
    if (summary->text(at + "/scenario") != scenario ||
        summary->text(at + "/metric") != model::slo::kP95)
      continue;
    const Ends ends = ends_of(*c);
    summary.follows(at + "/null_result", percent(c->estimate),
                    "the report's comparison of the control");
    summary.interval_follows(at + "/null_interval", percent(ends.lower), percent(ends.upper),
                             "the report's comparison of the control");
  }
}

// No way to estimate a ratio leads out of what the samples span.
void check_span(const model::Report& report, const model::Comparison& c, const std::string& file,
                const std::string& at, Faults& faults) {
  const auto span = [&](const std::string& name) -> std::optional<std::pair<double, double>> {
    const model::Arm* arm = model::find_arm(report, name);
    const auto* column = arm != nullptr ? model::column(report, *arm, c.metric) : nullptr;
    const auto values = column != nullptr ? column->present() : std::vector<double>();
    if (values.empty()) return std::nullopt;
    const auto [least, most] = std::minmax_element(values.begin(), values.end());
    return std::pair(*least, *most);
  };
  const auto base = span(c.baseline);
  const auto mine = span(c.arm);
  if (!c.estimate || !base || !mine || base->first <= 0) return;
  const double least = mine->first / base->second;
  const double most = mine->second / base->first;
  if ((*c.estimate < least && !same_figure(*c.estimate, least)) ||
      (*c.estimate > most && !same_figure(*c.estimate, most)))
    faults.push_back({file, at, 0, code::kDerived,
                      fmt::format("is {}, but the samples of {} allow {} to {}", *c.estimate,
                                  printable(c.metric), least, most)});
}

// The report's own checks are the rows of the table.
void check_statuses(const model::Report& report, const Checked& summary) {
  for (std::size_t i = 0; i < summary->size("/rows"); ++i) {
    const std::string at = pointer_to("/rows", i);
    const auto scenario = summary->text(at + "/scenario");
    const auto metric = summary->text(at + "/metric");
    const auto status = model::outcome_named(summary->text(at + "/status").value_or(""));
    if (!scenario || !metric || !status) continue;
    const std::string named = *scenario + "/" + *metric;
    for (const model::Check& check : report.checks)
      if (check.name == named && check.outcome != model::name(*status))
        summary.fault(at + "/status", code::kStatus,
                      fmt::format("is {}, and {} in report.json", model::status_word(*status),
                                  printable(check.outcome)));
      else if (const auto detail = summary->text(at + "/detail");
               check.name == named && detail && *detail != check.detail)
        summary.fault(at + "/detail", code::kMismatch,
                      "is not what report.json says, '" + printable(check.detail) + "'");
  }
}

// The report says with a remark that it is advisory, the artifacts with their mode.
void check_mode(const model::Report& report, const Checked& summary) {
  const bool advisory =
      std::any_of(report.diagnostics.begin(), report.diagnostics.end(),
                  [](const model::Diagnostic& each) { return each.code == model::kAdvisory; });
  if (const auto mode = summary->text("/mode"); mode && (*mode == "advisory") != advisory)
    summary.fault("/mode", code::kMismatch,
                  fmt::format("is {}, and report.json says {}", printable(*mode),
                              advisory ? "that it is advisory" : "nothing of that"));
}

void compare_page(const std::string& file, const std::string& page, const std::string& made,
                  Faults& faults) {
  if (page == made) return;
  constexpr std::size_t kMost = 20;  // more of them say nothing new
  const auto ours = split(made, '\n');
  const auto theirs = split(page, '\n');
  std::size_t told = 0;
  for (std::size_t i = 0; i < std::max(ours.size(), theirs.size()); ++i) {
    if (i < ours.size() && i < theirs.size() && ours[i] == theirs[i]) continue;
    std::string what = i >= theirs.size() ? "ends before '" + printable(ours[i]) + "'"
                       : i >= ours.size() ? "has more than the JSON artifacts give"
                                          : "differs from what the JSON artifacts give, '" +
                                                printable(ours[i]).substr(0, 200) + "'";
    faults.push_back({file, "", i + 1, code::kDerived, std::move(what)});
    if (ours.size() != theirs.size() || ++told == kMost) return;  // what follows is shifted
  }
}

}  // namespace

void check_run(const ArtifactSet& set, Faults& faults) {
  // The id that most files have: the others are the strangers.
  std::map<std::string, std::size_t> ids;
  const auto each_id = [&](auto&& take) {
    for (const auto& [name, document] : set.documents)
      if (const auto id = document.text("/run_id")) take(name, "/run_id", *id);
    for (const std::string_view name : kPages)
      if (const auto page = set.texts.find(name); page != set.texts.end())
        if (const std::string id = run_of_page(page->second); !id.empty()) take(name, "", id);
    if (set.report) take(artifact::kReport, "/run_id", set.report->run_id);
  };
  each_id([&](std::string_view, const char*, const std::string& id) { ++ids[id]; });
  if (ids.empty()) return;
  std::string most = std::max_element(ids.begin(), ids.end(), [](const auto& a, const auto& b) {
                       return a.second < b.second;
                     })->first;
  // The MANIFEST says which run the folder is of.
  if (const JsonDocument* manifest = set.find(artifact::kManifest))
    if (const auto id = manifest->text("/run_id"); id && ids[*id] > 1) most = *id;
  each_id([&](std::string_view name, const char* pointer, const std::string& id) {
    if (id != most)
      faults.push_back(
          {set.paths.at(name), pointer, 0, code::kMixedRuns,
           fmt::format("is of run {}, and the others are of {}", printable(id), printable(most))});
  });

  const JsonDocument* summary = set.find(artifact::kSloSummary);
  if (summary == nullptr || !summary->has("/schema")) return;
  for (const auto& [name, document] : set.documents) {
    const auto mode = document.text("/mode");
    const Checked checked(set, name, faults);
    if (mode && summary->text("/mode") && *mode != *summary->text("/mode"))
      checked.fault(
          "/mode", code::kMismatch,
          fmt::format("is {}, and {} in {}", printable(*mode), printable(*summary->text("/mode")),
                      set.paths.at(artifact::kSloSummary)));
    if (document.has("/advisory") && document.texts("/advisory") != summary->texts("/advisory"))
      checked.fault("/advisory", code::kMismatch,
                    "differs from that of " + set.paths.at(artifact::kSloSummary));
    const auto agent = document.text("/agent");
    if (agent && summary->text("/agent") && *agent != *summary->text("/agent"))
      checked.fault(
          "/agent", code::kMismatch,
          fmt::format("is {}, and {} in {}", printable(*agent), printable(*summary->text("/agent")),
                      set.paths.at(artifact::kSloSummary)));
    if (mode == "strict" && document.size("/advisory") > 0)
      checked.fault("/mode", code::kStatus, "is strict, but there are reasons why it is advisory");
  }
}

void check_pages(const ArtifactSet& set, Faults& faults) {
  const JsonDocument* summary = set.find(artifact::kSloSummary);
  if (summary == nullptr) return;
  const auto page = [&](std::string_view name) {
    const auto found = set.texts.find(name);
    return found == set.texts.end() ? nullptr : &found->second;
  };
  if (const std::string* text = page(artifact::kSloReport))
    compare_page(set.paths.at(artifact::kSloReport), *text,
                 report::slo_report_markdown(slo_table_of(*summary), provenance_of(*summary)),
                 faults);
  const JsonDocument* open = set.find(artifact::kOpenBaseline);
  const JsonDocument* open_agent = set.find(artifact::kOpenWithAgent);
  const JsonDocument* connect = set.find(artifact::kConnectBaseline);
  const JsonDocument* connect_agent = set.find(artifact::kConnectWithAgent);
  const JsonDocument* suite = set.find(artifact::kWorkloadSuite);
  const std::string* text = page(artifact::kEvidence);
  if (text == nullptr || open == nullptr || open_agent == nullptr || connect == nullptr ||
      connect_agent == nullptr || suite == nullptr)
    return;
  compare_page(set.paths.at(artifact::kEvidence), *text,
               report::evidence_markdown(
                   perf_evidence({*open, *open_agent, *connect, *connect_agent, *suite, *summary})),
               faults);
}

void check_report(const ArtifactSet& set, Faults& faults) {
  if (!set.report) return;
  const model::Report& report = *set.report;
  const std::string& path = set.paths.at(artifact::kReport);
  if (report.kind != "overhead")
    faults.push_back(
        {path, "/kind", 0, code::kMismatch,
         "is " + printable(report.kind) + ", and these are artifacts of an overhead run"});
  for (const char* arm : {"baseline", "control", "with_agent"})
    if (model::find_arm(report, arm) == nullptr)
      faults.push_back({path, std::string("/arms/") + arm, 0, code::kSchema, "is missing"});
  for (std::size_t i = 0; i < report.comparisons.size(); ++i)
    if (const auto& c = report.comparisons[i]; c.scale == model::Scale::ratio)
      check_span(report, c, path, pointer_to(pointer_to("/comparisons", i), "estimate"), faults);
  struct Side {
    std::string_view file, arm, workload;
  };
  for (const Side& side : {Side{artifact::kOpenBaseline, "baseline", "open_close"},
                           Side{artifact::kOpenWithAgent, "with_agent", "open_close"},
                           Side{artifact::kConnectBaseline, "baseline", "connect_loopback"},
                           Side{artifact::kConnectWithAgent, "with_agent", "connect_loopback"}})
    if (set.is_ours(side.file))
      check_profile_of(report, Checked(set, side.file, faults), side.arm, side.workload);
  if (set.is_ours(artifact::kOpenCompare))
    check_row_of(report, Checked(set, artifact::kOpenCompare, faults), "", "open_close");
  if (set.is_ours(artifact::kWorkloadSuite)) {
    const Checked suite(set, artifact::kWorkloadSuite, faults);
    for (std::size_t i = 0; i < suite->size("/benchmarks"); ++i) {
      const std::string at = pointer_to("/benchmarks", i);
      if (const auto name = suite->text(at + "/name")) check_row_of(report, suite, at, *name);
    }
  }
  if (set.is_ours(artifact::kSloSummary)) {
    const Checked summary(set, artifact::kSloSummary, faults);
    check_statuses(report, summary);
    check_mode(report, summary);
    check_null_p95(report, summary, model::slo::kOpen, "open_close");
    check_null_p95(report, summary, model::slo::kConnect, "connect_loopback");
  }
  if (const JsonDocument* manifest = set.find(artifact::kManifest))
    if (const auto created = manifest->text("/created"); created && *created != report.created)
      Checked(set, artifact::kManifest, faults)
          .fault("/created", code::kMismatch,
                 fmt::format("is {}, and {} in report.json", printable(*created), report.created));
  // The machine of the report is the one of kernel-info.txt.
  const auto kernel = std::find_if(report.host.facts.begin(), report.host.facts.end(),
                                   [](const auto& fact) { return fact.key == "kernel"; });
  const auto text = set.texts.find(artifact::kKernel);
  if (kernel != report.host.facts.end() && text != set.texts.end() &&
      text->second.find(kernel->value) == std::string::npos)
    faults.push_back({set.paths.at(artifact::kKernel), "", 1, code::kMismatch,
                      "does not name the kernel of report.json, " + printable(kernel->value)});
}

}  // namespace assay::app
