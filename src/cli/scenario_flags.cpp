// SPDX-License-Identifier: Apache-2.0
// Flags of `assay run`: which scenarios, what they are compared with, and what CI reads.
#include "cli/apply.hpp"

namespace assay::cli {
namespace {

template <auto kMember, auto kRead>
Result<void> set_run(Draft& draft, const Given& given) {
  return put(draft.run.*kMember, kRead(given));
}
template <auto kMember, auto kRead>
Result<void> set_baseline(Draft& draft, const Given& given) {
  return put(draft.run.baseline.*kMember, kRead(given));
}
template <auto kMember>
Result<void> turn_on_run(Draft& draft, const Given&) {
  draft.run.*kMember = true;
  return {};
}
template <auto kMember>
Result<void> turn_on_baseline(Draft& draft, const Given&) {
  draft.run.baseline.*kMember = true;
  return {};
}

Result<void> add_tags(Draft& draft, const Given& given) {
  auto tags = names(given);
  if (!tags) return std::move(tags).error();
  draft.run.tags.insert(draft.run.tags.end(), tags->begin(), tags->end());
  return {};
}

constexpr Choice<model::Target> kTargets[] = {{"process", model::Target::process},
                                              {"library", model::Target::library},
                                              {"server", model::Target::server},
                                              {"wasm-local", model::Target::wasm_local},
                                              {"wasm-cloudflare", model::Target::wasm_cloudflare}};

// clang-format off
const Flag kScenario[] = {
    {.name = "list", .users = kRun,
     .help = "List the scenarios with their targets, arms and tags; run nothing.",
     .apply = turn_on_run<&app::RunOptions::list>},
    {.name = "dry-run", .users = kRun,
     .help = "Print what would be spawned, ready for a shell; run nothing.",
     .apply = turn_on_run<&app::RunOptions::dry_run>},
    {.name = "filter", .values = "REGEX", .users = kRun,
     .help = "Only scenarios in whose name REGEX is found.",
     .apply = set_run<&app::RunOptions::filter, some_text>},
    {.name = "tag", .values = "TAGS", .users = kRun, .repeat = Repeat::yes,
     .help = "Only scenarios with any of these tags, with commas.",
     .apply = add_tags},
    {.name = "target", .values = "TARGET", .users = kRun,
     .help = "Execute by this target: process, library, server, wasm-local or wasm-cloudflare.",
     .apply = set_run<&app::RunOptions::target, one_of<kTargets>>},
    {.name = "iterations", .values = "NUM", .users = kRun,
     .help = "Measure exactly NUM rounds, whatever the manifest says; the same as --runs.",
     .apply = set<&app::CompareOptions::rounds, from<1>>},
};

const Flag kBaseline[] = {
    {.name = "baseline-command", .values = "CMD", .users = kRun,
     .help = "Run CMD as the baseline, live and paired, beside scenarios with one arm. --rev does "
             "it with a git revision.",
     .apply = set_run<&app::RunOptions::baseline_command, some_text>},
    {.name = "fail-on-regression", .users = kRun,
     .help = "Make it a gate: exit 1 on a regression, 3 if inconclusive. Without it both are only "
             "told. The same as --check.",
     .apply = turn_on_baseline<&app::BaselineOptions::fail_on_regression>},
    {.name = "compare", .values = "FILE", .users = kRun,
     .help = "Compare with stored reports; less sure than a live baseline.",
     .apply = set_baseline<&app::BaselineOptions::compare, some_text>},
    {.name = "baseline-dir", .values = "DIR", .users = kRun,
     .help = "Compare with DIR/OS-ARCH-TARGET.json.",
     .apply = set_baseline<&app::BaselineOptions::folder, some_text>},
    {.name = "save-baseline", .values = "FILE", .users = kRun,
     .help = "Keep the reports as a baseline; what failed is left out.",
     .apply = set_baseline<&app::BaselineOptions::save, some_text>},
    {.name = "require-baseline", .users = kRun,
     .help = "A scenario without a stored baseline is exit 4.",
     .apply = turn_on_baseline<&app::BaselineOptions::require>},
    {.name = "allow-incomparable", .users = kRun,
     .help = "Compare with a baseline of another machine or plan, too; it is advisory then.",
     .apply = turn_on_baseline<&app::BaselineOptions::allow_incomparable>},
};

const Flag kCi[] = {
    {.name = "verdict-file", .values = "FILE", .users = kRun,
     .help = "How each scenario ended and the exit code as JSON, since pipes and make lose it.",
     .apply = set_run<&app::RunOptions::verdict_file, some_text>},
};
// clang-format on

}  // namespace

Section scenario_flags() {
  return {"Scenarios", kScenario};
}
Section ci_flags() {
  return {"Continuous integration", kCi};
}
Section baseline_flags() {
  return {"Baselines", kBaseline};
}

}  // namespace assay::cli
