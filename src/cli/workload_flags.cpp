// SPDX-License-Identifier: Apache-2.0
// Flags of `assay workload`.
#include "app/wording.hpp"
#include "cli/apply.hpp"

namespace assay::cli {
namespace {

using Options = app::WorkloadOptions;

template <auto kMember, auto kRead>
Result<void> set_workload(Draft& draft, const Given& given) {
  return put(draft.workload.*kMember, kRead(given));
}
template <auto kMember>
Result<void> switch_on(Draft& draft, const Given&) {
  draft.workload.*kMember = true;
  return {};
}

Result<double> operations_a_second(const Given& given) {
  const auto rate = parse_double(given.value());
  if (rate && *rate > 0 && *rate <= 1e6) return *rate;
  return app::bad_usage(given.flag + " cannot be " + app::in_quotes(given.value()),
                        "it is no number above 0, or above a million",
                        "write operations a second: 1000");
}

constexpr Choice<bool> kFormats[] = {{"text", false}, {"json", true}};

// clang-format off
const Flag kWorkloadRows[] = {
    {.name = "list", .users = kWorkload,
     .help = "List the workloads and how many iterations each does by default.",
     .apply = switch_on<&Options::list>},
    {.name = "iterations", .values = "NUM", .users = kWorkload,
     .help = "So many operations (stat_walk: so many walks).",
     .apply = set_workload<&Options::iterations, from<1>>},
    {.letter = 'w', .name = "warmup", .values = "NUM", .users = kWorkload,
     .help = "So many operations first that do not count (1024; exec_true 16).",
     .apply = set_workload<&Options::warmup, from<0>>},
    {.name = "repeats", .values = "NUM", .users = kWorkload,
     .help = "Do it all so many times and take them together (1).",
     .apply = set_workload<&Options::repeats, from<1>>},
    {.name = "burn-in", .values = "NUM", .users = kWorkload,
     .help = "So many repeats first that do not count (0).",
     .apply = set_workload<&Options::burn_in, from<0>>},
    {.name = "file", .values = "FILE", .users = kWorkload,
     .help = "What open_close and full_read read (/etc/hosts). A regular file.",
     .apply = set_workload<&Options::file, some_text>},
    {.name = "host", .values = "HOST", .users = kWorkload,
     .help = "Where connect_loopback connects to (127.0.0.1).",
     .apply = set_workload<&Options::host, some_text>},
    {.name = "port", .values = "PORT", .users = kWorkload,
     .help = "Which port (9).",
     .apply = set_workload<&Options::port, from<1>>},
    {.name = "files", .values = "NUM", .users = kWorkload,
     .help = "How many files stat_walk walks at most (400).",
     .apply = set_workload<&Options::files, from<1>>},
    {.name = "rate", .values = "NUM", .users = kWorkload,
     .help = "So many operations a second, at intended times, instead of as fast as can be.",
     .apply = set_workload<&Options::rate, operations_a_second>},
    {.name = "duration", .values = "TIME", .users = kWorkload,
     .help = "With --rate: for so long.",
     .apply = set_workload<&Options::duration_ns, some_ns>},
    {.name = "with-agent", .users = kWorkload,
     .help = "Say in the result that an agent was running. It is not checked.",
     .apply = switch_on<&Options::with_agent>},
    {.name = "format", .values = "FORMAT", .users = kWorkload,
     .help = "text (the default: lines of key=value) or json (docs/workload.md).",
     .apply = set_workload<&Options::json, one_of<kFormats>>},
    {.name = "out", .values = "FILE", .users = kWorkload,
     .help = "Write the result there, whole or not at all, instead of to standard output.",
     .apply = set_workload<&Options::out, some_text>},
};
// clang-format on

}  // namespace

Section workload_flags() {
  return {"Workload", kWorkloadRows};
}

}  // namespace assay::cli
