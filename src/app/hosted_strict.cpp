// SPDX-License-Identifier: Apache-2.0
#include "app/hosted_strict.hpp"

#include "app/artifact_pages.hpp"
#include "app/check_exit.hpp"
#include "app/outputs.hpp"
#include "app/validate_read.hpp"
#include "app/wording.hpp"
#include "codec/hosted_strict_json.hpp"
#include "codec/json_schema.hpp"
#include "codec/report_lines.hpp"
#include "model/overhead.hpp"
#include "report/hosted_strict_text.hpp"
#include "sys/file.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <system_error>
#include <utility>

namespace assay::app {
namespace {

using codec::JsonDocument;
using model::CheckOutcome;
using model::GateSide;
using model::HostedCase;

Error refused(const std::string& file, const std::string& why) {
  return bad_usage(printable(file) + " cannot be judged", why,
                   "name a result of 'assay gate --json', a perf-slo-summary.json or a report");
}

Result<GateSide> from_gate(const JsonDocument& document, GateSide side) {
  const auto schema = codec::JsonSchema::read(codec::published_schema("gate"));
  if (!schema) return schema.error();
  if (const auto faults = schema->check(document); !faults.empty())
    return refused(side.file, faults.front().pointer + " " + faults.front().what);
  side.kind = "gate";
  side.outcome =
      model::outcome_named(document.text("/verdict").value_or("")).value_or(CheckOutcome::missing);
  side.advisory = document.text("/strictness") == "advisory";
  side.detail = fmt::format("{} checks", document.size("/checks"));
  return side;
}

Result<GateSide> from_summary(std::string text, GateSide side) {
  constexpr auto kName = model::artifact::kSloSummary;
  ArtifactSet set;
  Faults faults;
  set.paths[kName] = side.file;
  take_document(set, kName, std::move(text), Format::any, faults);
  if (set.has(kName)) check_summary(Checked(set, kName, faults));
  if (!faults.empty())
    return refused(side.file, fmt::format("{} {}", faults.front().pointer, faults.front().what));
  side.kind = "slo-summary";
  side.outcome = slo_table_of(*set.find(kName)).verdict;
  side.advisory = set.find(kName)->text("/mode") == "advisory";
  side.detail = fmt::format("{} rows", set.find(kName)->size("/rows"));
  return side;
}

CheckOutcome outcome_of(const model::Report& report) {
  if (report.status != model::Status::complete) return CheckOutcome::missing;
  std::optional<CheckOutcome> worst;
  const auto take = [&](CheckOutcome outcome) {
    worst = worst ? model::worst(*worst, outcome) : outcome;
  };
  for (const model::Check& check : report.checks)
    if (!check.advisory) take(model::outcome_named(check.outcome).value_or(CheckOutcome::missing));
  // The checks of an overhead run are its budgets, and a cost within them is no failure.
  if (report.verdict && report.kind != "overhead") switch (*report.verdict) {
      case model::Verdict::regression:
        take(CheckOutcome::fail);
        break;
      case model::Verdict::inconclusive:
        take(CheckOutcome::inconclusive);
        break;
      case model::Verdict::improvement:
      case model::Verdict::equivalent:
        take(CheckOutcome::pass);
        break;
    }
  const bool judged = report.verdict || report.kind == "overhead";
  return worst && judged ? *worst : CheckOutcome::missing;
}

Result<GateSide> from_reports(const std::string& text, GateSide side) {
  std::optional<CheckOutcome> worst;
  std::size_t reports = 0;
  auto read = codec::each_report(text, [&](model::Report&& report, std::size_t) -> Result<void> {
    ++reports;
    const CheckOutcome outcome = outcome_of(report);
    for (const model::Diagnostic& each : report.diagnostics)
      if (each.code == model::kAdvisory) side.advisory = true;
    worst = worst ? model::worst(*worst, outcome) : outcome;
    return {};
  });
  if (!read) return in_file(std::move(read).error(), side.file);
  side.kind = "report";
  side.outcome = worst.value_or(CheckOutcome::missing);
  side.detail = fmt::format("{} reports", reports);
  if (side.outcome == CheckOutcome::missing)
    side.detail += ", of which one holds no verdict or did not finish";
  return side;
}

std::string undecided(const model::HostedStrict& judged) {
  const auto open = [](const GateSide& side) {
    return side.outcome == CheckOutcome::inconclusive || side.outcome == CheckOutcome::missing;
  };
  std::string out;
  if (open(judged.strict)) {
    out = judged.strict.outcome == CheckOutcome::missing
              ? "the strict host has no result: nothing was decided"
              : "the strict host has not decided";
    out += judged.hosted.outcome == CheckOutcome::fail
               ? ", and the hosted alert is not answered; measure again on the strict host"
               : "; measure again there, longer, before promotion";
  } else {
    out = fmt::format("the hosted runner is {}, which decides nothing; the strict host says {}",
                      model::name(judged.hosted.outcome), model::name(judged.strict.outcome));
    out += judged.strict.outcome == CheckOutcome::fail ? ": a regression, mitigate before promotion"
                                                       : ": no release blocker";
  }
  return out;
}

}  // namespace

model::HostedStrict judge_hosted(GateSide hosted, GateSide strict) {
  model::HostedStrict judged;
  // A host that was not shown to qualify cannot clear anything; what it finds broken stays so.
  if (strict.advisory && strict.outcome == CheckOutcome::pass) {
    strict.outcome = CheckOutcome::inconclusive;
    strict.detail += "; it passed, but only as advice: this is no strict host";
  }
  judged.hosted = std::move(hosted);
  judged.strict = std::move(strict);
  const auto decided = [](const GateSide& side) {
    return side.outcome == CheckOutcome::pass || side.outcome == CheckOutcome::fail;
  };
  if (!decided(judged.hosted) || !decided(judged.strict)) {
    judged.meaning = undecided(judged);
    return judged;
  }
  const bool alert = judged.hosted.outcome == CheckOutcome::fail;
  const bool pass = judged.strict.outcome == CheckOutcome::pass;
  if (alert && pass) {
    judged.which = HostedCase::alert_pass;
    judged.meaning = "noise, or drift that is not critical: no release blocker";
  } else if (alert) {
    judged.which = HostedCase::alert_fail;
    judged.meaning = "a real regression: mitigate it before promotion";
  } else if (pass) {
    judged.which = HostedCase::none_pass;
    judged.meaning = "no regression";
  } else {
    judged.which = HostedCase::none_fail;
    judged.meaning =
        "the strict host decides: a regression that the hosted runner is too coarse to see; "
        "mitigate it before promotion";
  }
  return judged;
}

Exit exit_of(const model::HostedStrict& judged) {
  return exit_for(judged.strict.outcome);
}

Result<GateSide> gate_side(const std::string& file) {
  auto text = sys::read_file(file);
  if (!text) return std::move(text).error();
  GateSide side;
  side.file = file;
  const auto read = JsonDocument::read(*text);
  if (!read.document) return from_reports(*text, std::move(side));  // many, a line each, or none
  if (!read.faults.empty())
    return refused(file, read.faults.front().pointer + " " + read.faults.front().what);
  const std::string schema = read.document->text("/schema").value_or("");
  if (schema == "assay.gate/1") return from_gate(*read.document, std::move(side));
  if (schema == "assay.slo-summary/1" || (schema.empty() && read.document->has("/gate_pass")))
    return from_summary(*std::move(text), std::move(side));
  if (schema.starts_with("assay.report/")) return from_reports(*text, std::move(side));
  return refused(file, schema.empty() ? "it names no schema"
                                      : "it is " + in_quotes(schema) + ", which holds no verdict");
}

Result<Outcome> hosted_strict(const std::string& hosted, const std::string& strict, bool json) {
  std::error_code failed;
  if (hosted == strict || std::filesystem::equivalent(hosted, strict, failed))
    return bad_usage("--hosted and --strict name the same file",
                     in_quotes(strict) + " cannot say what an alert of its own means",
                     "name one result of each host");
  auto one = gate_side(hosted);
  if (!one) return std::move(one).error();
  auto other = gate_side(strict);
  if (!other) return std::move(other).error();
  const auto judged = judge_hosted(*std::move(one), *std::move(other));
  Outcome outcome;
  outcome.exit = exit_of(judged);
  outcome.out = json ? codec::hosted_strict_json(judged, int(outcome.exit))
                     : report::hosted_strict_text(judged);
  return outcome;
}

}  // namespace assay::app
