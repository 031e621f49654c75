// SPDX-License-Identifier: Apache-2.0
#include "report/ci.hpp"

#include "base/units.hpp"
#include "report/github.hpp"
#include "report/junit.hpp"
#include "report/markdown_page.hpp"
#include "report/pull_request.hpp"
#include "report/tap.hpp"
#include "report/words.hpp"

#include <fmt/format.h>

#include <array>
#include <map>
#include <utility>

namespace assay::report {
namespace {

using model::CheckOutcome;
using model::GateCheck;
using model::Report;

constexpr std::array<std::pair<CiFormat, std::string_view>, 5> kFormats = {
    {{CiFormat::markdown, "markdown"},
     {CiFormat::junit, "junit"},
     {CiFormat::github, "github"},
     {CiFormat::github_summary, "github-summary"},
     {CiFormat::tap, "tap"}}};

// The same name twice within a suite would hide a case from what keys them by name.
void number_repeats(CiSuite& suite) {
  std::map<std::string, std::size_t> seen;
  for (CiCase& one : suite.cases)
    if (const std::size_t times = ++seen[one.name]; times > 1)
      one.name += fmt::format(" ({})", times);
}

CiCase run_case(const Report& report) {
  CiCase out{.name = "run", .detail = {}};
  switch (report.status) {
    case model::Status::complete:
      out.detail = fmt::format("{} rounds in {}", report.rounds.size(),
                               elapsed_text(report.harness.elapsed_ns));
      break;
    case model::Status::interrupted:
      out.outcome = CheckOutcome::inconclusive;
      out.detail = "interrupted: " + report.failure;
      break;
    case model::Status::failed:
      out.outcome = CheckOutcome::fail;
      out.error = true;
      out.detail = report.failure;
      break;
  }
  return out;
}

CheckOutcome outcome_of(model::Verdict verdict) {
  switch (verdict) {
    case model::Verdict::regression:
      return CheckOutcome::fail;
    case model::Verdict::inconclusive:
      return CheckOutcome::inconclusive;
    case model::Verdict::improvement:
    case model::Verdict::equivalent:
      break;
  }
  return CheckOutcome::pass;
}

CiCase comparison_case(const Report& report, const model::Comparison& c) {
  const model::Metric metric = metric_of(report, c.metric);
  CiCase out{
      .name = fmt::format("{}{} of {}{}", c.metric, c.statistic.empty() ? "" : " " + c.statistic,
                          c.arm, c.control_check ? " (control)" : ""),
      .outcome = outcome_of(c.verdict),
      .detail = sentence(c, metric)};
  out.figure = fmt::format("{} ({})", change_text(c, metric.unit), interval_text(c, metric.unit));
  if (const std::string advice = remedy(c, report); !advice.empty()) out.detail += "; " + advice;
  if (report.baseline && report.baseline->advisory) {
    out.decides = false;
    out.remark = "advisory: the baseline is not comparable";
  }
  return out;
}

CiCase check_case(const model::Check& check) {
  CheckOutcome outcome = CheckOutcome::missing;
  for (const auto each : {CheckOutcome::pass, CheckOutcome::fail, CheckOutcome::inconclusive})
    if (check.outcome == model::name(each)) outcome = each;
  return {.name = check.name,
          .outcome = outcome,
          .decides = !check.advisory,
          .remark = check.advisory ? "advisory" : "",
          .detail = check.detail};
}

CiSuite suite_of(const Report& report) {
  CiSuite suite;
  suite.name = report.scenario ? report.scenario->name : report.kind;
  suite.created = report.created;
  suite.seconds = report.harness.elapsed_ns / 1e9;
  suite.cases.push_back(run_case(report));
  for (const auto& c : report.comparisons)
    if (c.gated) suite.cases.push_back(comparison_case(report, c));
  for (const auto& check : report.checks) suite.cases.push_back(check_case(check));
  if (report.scenario)
    for (CiCase& one : suite.cases) one.file = report.scenario->manifest;
  number_repeats(suite);
  suite.table = markdown_table(report);
  suite.details = markdown_details(report);
  return suite;
}

std::string figure_of(const GateCheck& check) {
  if (!check.value) return "";
  const auto shown = [&](double value) {
    if (check.unit == "ratio") return fmt::format("{:.4g}", value);
    return check.unit == "share" ? format_share(value) : format_quantity(value, check.unit);
  };
  if (check.unit != "ratio" && check.unit != "share" && check.lower && check.upper)
    return fmt::format("{} ({})", shown(*check.value),
                       range_text(*check.lower, *check.upper, check.unit));
  if (!check.lower && !check.upper) return shown(*check.value);
  return fmt::format("{} ({} … {})", shown(*check.value), check.lower ? shown(*check.lower) : "−∞",
                     check.upper ? shown(*check.upper) : "∞");
}

CiCase gate_case(const model::GateResult& result, const GateCheck& check) {
  CiCase out{.name = check.rule, .outcome = check.outcome, .detail = check.detail};
  if (!check.metric.empty()) {
    out.name +=
        fmt::format(": {}{}", check.metric, check.statistic.empty() ? "" : " " + check.statistic);
    if (!check.arm.empty()) out.name += " of " + check.arm;
  }
  out.error = check.code == model::code::kRunFailed;
  out.decides = check.decides();
  if (check.mute)
    out.remark = fmt::format("muted until {}: {}", check.mute->until, check.mute->reason);
  else if (check.advisory)
    out.remark = "advisory";
  out.figure = figure_of(check);
  out.file = result.rules;
  out.line = check.line;
  return out;
}

}  // namespace

CiDocument ci_document(std::span<const Report> reports) {
  CiDocument out;
  out.title = reports.size() == 1 ? "assay " + reports.front().kind : "assay";
  for (const Report& report : reports) out.suites.push_back(suite_of(report));
  return out;
}

CiDocument ci_document(const model::GateResult& result) {
  CiDocument out;
  out.title = "assay gate";
  std::map<std::string, std::size_t> index;
  for (const GateCheck& check : result.checks) {
    const std::string name = check.scenario.empty() ? "gate" : check.scenario;
    const auto [at, fresh] = index.try_emplace(name, out.suites.size());
    if (fresh) out.suites.push_back({.name = name});
    out.suites[at->second].cases.push_back(gate_case(result, check));
  }
  for (CiSuite& suite : out.suites) number_repeats(suite);
  if (result.strictness == model::Strictness::advisory)
    out.remarks.push_back("advisory: this gate reports, and fails nothing");
  for (const model::GateMute& mute : result.mutes)
    out.remarks.push_back(fmt::format("{} is muted until {}{}: {}", mute.rule, mute.mute.until,
                                      mute.expired ? ", which is past" : "", mute.mute.reason));
  return out;
}

std::string_view name(CiFormat format) {
  for (const auto& [each, word] : kFormats)
    if (each == format) return word;
  return "";
}

std::optional<CiFormat> ci_format_named(std::string_view name) {
  for (const auto& [format, word] : kFormats)
    if (word == name) return format;
  return std::nullopt;
}

std::string render(CiFormat format, const CiDocument& document) {
  switch (format) {
    case CiFormat::junit:
      return to_junit(document);
    case CiFormat::github:
      return to_github(document);
    case CiFormat::github_summary:
      return to_github_summary(document);
    case CiFormat::tap:
      return to_tap(document);
    case CiFormat::markdown:
      break;
  }
  return to_pull_request(document);
}

CheckOutcome overall(const CiDocument& document) {
  CheckOutcome worst = CheckOutcome::pass;
  for (const CiSuite& suite : document.suites)
    for (const CiCase& one : suite.cases)
      if (one.decides) worst = model::worst(worst, one.outcome);
  return worst;
}

std::string headline(const CiDocument& document) {
  std::size_t total = 0, failed = 0, missing = 0, inconclusive = 0, quiet = 0;
  for (const CiSuite& suite : document.suites)
    for (const CiCase& one : suite.cases) {
      ++total;
      if (one.outcome == CheckOutcome::pass) continue;
      ++(!one.decides                           ? quiet
         : one.outcome == CheckOutcome::fail    ? failed
         : one.outcome == CheckOutcome::missing ? missing
                                                : inconclusive);
    }
  std::string out = std::string(model::name(overall(document))) + ": ";
  std::string parts;
  const auto add = [&](std::size_t count, std::string_view what) {
    if (count > 0) parts += fmt::format("{}{} {}", parts.empty() ? "" : ", ", count, what);
  };
  add(failed, "failed");
  add(missing, "missing");
  add(inconclusive, "inconclusive");
  add(quiet, "muted or advisory");
  if (parts.empty()) return out + fmt::format("all {} checks hold", total);
  // Never only "pass" over what did not hold.
  if (overall(document) == CheckOutcome::pass)
    return fmt::format("pass, but {} of {} checks did not hold and {} muted or advisory", quiet,
                       total, quiet == 1 ? "is" : "are");
  return out + fmt::format("{} of {} checks", parts, total);
}

}  // namespace assay::report
