// SPDX-License-Identifier: Apache-2.0
#include "report/prove_text.hpp"

#include "report/table.hpp"
#include "report/text.hpp"

#include <algorithm>
#include <string_view>

namespace assay::report {
namespace {

struct Answer {
  std::string text;
  Ink ink;
};

Answer answer(const model::Report& report) {
  const auto any = [&](std::string_view outcome) {
    return std::any_of(report.checks.begin(), report.checks.end(),
                       [&](const model::Check& check) { return check.outcome == outcome; });
  };
  if (report.status != model::Status::complete)
    return {"it ended early (" + report.failure + "); what was found so far:", Ink::unsure};
  if (any("fail"))
    return {"not to be believed here: a claim is excluded by what was seen", Ink::bad};
  if (report.checks.empty() || any("inconclusive") || any("missing"))
    return {
        "cannot be told yet: a bound is still too wide; --live, --replays or --max-time "
        "give it more to go by",
        Ink::unsure};
  return {"to be believed here: identical runs are not called different, and the slowdown is found",
          Ink::good};
}

Ink ink_of(const std::string& outcome) {
  return outcome == "pass" ? Ink::good : outcome == "fail" ? Ink::bad : Ink::unsure;
}

}  // namespace

std::string prove_text(const model::Report& report, const TextStyle& style) {
  const Answer said = answer(report);
  std::string out = wrapped(shown(said.text, style), width_of(style), 2);
  out = paint(out, said.ink, style) + "\n\n";

  Table table({{"outcome", Align::left}, {"claim", Align::left}, {"seen", Align::left}}, style);
  for (const model::Check& check : report.checks)
    table.add({{check.outcome, ink_of(check.outcome)},
               {shown(check.name, style)},
               {shown(check.detail, style)}});
  out += table.text();

  // The claims stand above; notes() tells what else there is to know of the run.
  model::Report rest;
  rest.kind = report.kind;
  rest.metrics = report.metrics;
  rest.diagnostics = report.diagnostics;
  rest.harness = report.harness;
  if (const std::string remarks = notes(rest, style); !remarks.empty()) out += '\n' + remarks;
  return out;
}

}  // namespace assay::report
