// SPDX-License-Identifier: Apache-2.0
// Flags of `assay gate`.
#include "cli/apply.hpp"

namespace assay::cli {
namespace {

using Options = app::GateOptions;

template <auto kMember>
Result<void> set_text(Draft& draft, const Given& given) {
  return put(draft.gate.*kMember, some_text(given));
}
template <auto kMember>
Result<void> switch_on(Draft& draft, const Given&) {
  draft.gate.*kMember = true;
  return {};
}

// clang-format off
const Flag kGateRows[] = {
    {.name = "rules", .values = "FILE", .users = kGate,
     .help = "The rules (docs/gate-rules.md).",
     .apply = set_text<&Options::rules>},
    {.name = "baseline", .values = "FILE", .users = kGate,
     .help = "Reports that regression rules compare with, instead of those that the rules name.",
     .apply = set_text<&Options::baseline>},
    {.name = "verdict-file", .values = "FILE", .users = kGate,
     .help = "Keep what was found as JSON, the exit code included, since pipes and make lose it.",
     .apply = set_text<&Options::verdict_file>},
    {.name = "advisory", .users = kGate,
     .help = "Say what was found, and exit with 0 whatever it is.",
     .apply = switch_on<&Options::advisory>},
    {.name = "refresh", .users = kGate,
     .help = "Show, then write, what the reports would make of the limits and the baseline. "
             "Refused when the run did not pass.",
     .apply = switch_on<&Options::refresh>},
    {.name = "reason", .values = "TEXT", .users = kGate,
     .help = "Why a refresh is right although the run did not pass; kept in the rules.",
     .apply = set_text<&Options::reason>},
    {.name = "dry-run", .users = kGate,
     .help = "With --refresh: show, and write nothing.",
     .apply = switch_on<&Options::dry_run>},
    {.name = "hosted", .values = "FILE", .users = kGate,
     .help = "With --strict, instead of rules and reports: what a hosted runner found, a result of "
             "--json, a perf-slo-summary.json or a report.",
     .apply = set_text<&Options::hosted>},
    {.name = "strict", .values = "FILE", .users = kGate,
     .help = "What the strict host found, likewise. Says what both together mean; the exit code is "
             "the strict host's.",
     .apply = set_text<&Options::strict>},
};
// clang-format on

}  // namespace

Section gate_flags() {
  return {"Gate", kGateRows};
}

}  // namespace assay::cli
