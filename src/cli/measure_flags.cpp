// SPDX-License-Identifier: Apache-2.0
// Flags that say how long to measure, what is decided, and by what rule.
#include "cli/apply.hpp"

namespace assay::cli {
namespace {

using Options = app::CompareOptions;

constexpr unsigned kRuns = kCompare | kTime | kProve;
constexpr unsigned kArms = kCompare | kTime;

// clang-format off
const Flag kPlan[] = {
    {.letter = 'w', .name = "warmup", .values = "NUM", .users = kRuns | kRun,
     .help = "Run each command NUM times first, unrecorded.",
     .apply = set<&Options::warmup, from<0>>},
    {.letter = 'm', .name = "min-runs", .values = "NUM", .users = kArms | kRun | kOverhead,
     .help = "Measure NUM rounds at least, even if the answer is known before.",
     .apply = set<&Options::min_rounds, from<1>>},
    {.letter = 'M', .name = "max-runs", .values = "NUM", .users = kArms | kRun | kOverhead,
     .help = "Measure NUM rounds at most; what is open then is inconclusive.",
     .apply = set<&Options::max_rounds, from<1>>},
    {.letter = 'r', .name = "runs", .alias = "rounds", .values = "NUM", .users = kArms | kRun,
     .help = "Measure exactly NUM rounds (also --rounds) and judge once, at the end. By default "
             "it stops as soon as everything is decided.",
     .apply = set<&Options::rounds, from<1>>},
    {.name = "max-time", .values = "TIME", .users = kRuns | kRun | kOverhead,
     .help = "Stop after TIME: 30, 500ms, 2min.",
     .apply = set<&Options::max_time_ns, some_ns>},
    {.name = "seed", .values = "NUM", .users = kRuns | kRun | kOverhead,
     .help = "Replay the order of an earlier run; every report names its seed.",
     .apply = set<&Options::seed, from<0>>},
    {.name = "continue", .values = "REPORT", .users = kCompare,
     .help = "Add rounds to an earlier report of the same commands.",
     .apply = set<&Options::continued, some_text>},
};

const Flag kDecision[] = {
    {.name = "metric", .values = "NAMES", .users = kCompare | kProve | kRun, .repeat = Repeat::yes,
     .help = "Metrics that are decided on, with commas (default wall). 'assay help metrics' lists "
             "them.",
     .apply = add_all<&Options::metrics, names>},
    {.name = "min-effect", .values = "SIZE", .users = kCompare | kProve | kRun,
     .help = "The smallest change that matters: in percent (0.5), in the metric's unit (50us, "
             "64KiB, 3count), or both (1%,50us). Default 1%.",
     .apply = set<&Options::min_effect, min_effect>},
    {.name = "alpha", .values = "P", .users = kCompare | kProve | kRun | kOverhead,
     .help = "How often a verdict may be wrong (default 0.01).",
     .apply = set<&Options::alpha, error_rate>},
    {.name = "control", .users = kCompare | kRun,
     .help = "Run the baseline as a second arm too. If the two differ, the run is inconclusive.",
     .apply = turn_on<&Options::control>},
    {.name = "check", .users = kCompare | kRun,
     .help = "Make the verdict the exit code: 1 on a regression, 3 if inconclusive.",
     .apply = turn_on<&Options::check>},
};

const Flag kOwnMetrics[] = {
    {.name = "metric-from", .values = "NAME=HOW", .users = kArms | kRun, .repeat = Repeat::yes,
     .help = "A metric that the program prints: HOW is a regular expression, whose first group is "
             "the number, or a /json/pointer.",
     .apply = add<&Options::metric_from, some_text>},
    {.name = "events", .users = kArms | kRun,
     .help = "Offer ASSAY_EVENTS to the program, and measure what it writes there.",
     .apply = turn_on<&Options::events>},
};

const Flag kProof[] = {
    {.name = "live", .values = "NUM", .users = kProve,
     .help = "Record NUM live rounds.",
     .apply = set_draft<&Draft::live, from<1>>},
    {.name = "replays", .values = "NUM", .users = kProve,
     .help = "Replay them NUM times, with fresh coin flips.",
     .apply = set_draft<&Draft::replays, from<1>>},
    {.name = "effect", .values = "PERCENT", .users = kProve,
     .help = "The slowdown to inject and to find.",
     .apply = set_draft<&Draft::effect, percentage>},
};
// clang-format on

}  // namespace

Section plan_flags() {
  return {"Rounds", kPlan};
}
Section decision_flags() {
  return {"Decision", kDecision};
}
Section own_metric_flags() {
  return {"Metrics of the program's own", kOwnMetrics};
}
Section prove_flags() {
  return {"Proof", kProof};
}

}  // namespace assay::cli
