// SPDX-License-Identifier: Apache-2.0
// Flags of `assay soak`: the load, the counters, the budgets.
#include "app/wording.hpp"
#include "base/units.hpp"
#include "cli/apply.hpp"

namespace assay::cli {
namespace {

using Options = app::SoakOptions;

template <auto kMember, auto kRead>
Result<void> set_soak(Draft& draft, const Given& given) {
  return put(draft.soak.*kMember, kRead(given));
}

template <model::CounterRole kRole>
Result<void> add_counter(Draft& draft, const Given& given) {
  auto source = some_text(given);
  if (!source) return std::move(source).error();
  draft.soak.counters.push_back({kRole, *std::move(source)});
  return {};
}

Result<void> add_workloads(Draft& draft, const Given& given) {
  auto more = names(given);
  if (!more) return std::move(more).error();
  auto& into = draft.soak.workloads;
  into.insert(into.end(), more->begin(), more->end());
  return {};
}

Result<double> above_zero(const Given& given) {
  const auto number = parse_double(given.value());
  if (number && *number > 0 && *number <= 1e9) return *number;
  return app::bad_usage(given.flag + " cannot be " + app::in_quotes(given.value()),
                        "it is no number above 0", "write operations a second: 1000");
}

Result<double> size(const Given& given) {
  if (const auto bytes = parse_bytes(given.value())) return *bytes;
  return app::bad_usage(given.flag + " cannot be " + app::in_quotes(given.value()), "it is no size",
                        "write it as 64MiB");
}

// "none", or what `kRead` takes.
template <auto kRead>
Result<app::Limit> limit(const Given& given) {
  if (given.value() == "none") return app::Limit{};
  auto value = kRead(given);
  if (!value) return std::move(value).error();
  return app::Limit{*value};
}

// "1MiB" and "1MiB/h" are the same.
Result<double> size_an_hour(const Given& given) {
  Given bare = given;
  std::string& text = bare.values.front();
  if (text.ends_with("/h")) text.resize(text.size() - 2);
  auto bytes = size(bare);
  if (bytes && *bytes > 0) return bytes;
  return app::bad_usage(
      given.flag + " cannot be " + app::in_quotes(given.value()),
      bytes ? "memory that never moves is known to a page only" : "it is no size an hour",
      "write it as 1MiB/h");
}

// A share above 0: none can be shown to be below 0.
Result<double> ratio(const Given& given) {
  auto share = percentage(given);
  if (share && *share > 0 && *share <= 1) return share;
  return app::bad_usage(given.flag + " cannot be " + app::in_quotes(given.value()),
                        "the share that is lost has to be below it", "write 0.1%, or none");
}

Result<double> event_count(const Given& given) {
  auto number = whole_number(given, 0);
  if (!number) return std::move(number).error();
  return double(*number);
}

// clang-format off
const Flag kSoakRows[] = {
    {.name = "delivered", .values = "SOURCE", .users = kSoak, .repeat = Repeat::yes,
     .help = "A counter of events that were not lost: [NAME=]WHERE#HOW, as "
             "'file:/run/x.json#/seen', 'http://127.0.0.1:9100/metrics#events_total' or "
             "'command:agent stats#~seen: ([0-9]+)'. Several are summed (docs/soak.md).",
     .apply = add_counter<model::CounterRole::delivered>},
    {.name = "drops", .values = "SOURCE", .users = kSoak, .repeat = Repeat::yes,
     .help = "A counter of events that were lost, likewise.",
     .apply = add_counter<model::CounterRole::drops>},
    {.name = "counter", .values = "NAME=SOURCE", .users = kSoak, .repeat = Repeat::yes,
     .help = "Another counter to keep, which must not go backwards either.",
     .apply = add_counter<model::CounterRole::counter>},
    {.name = "gauge", .values = "NAME=SOURCE", .users = kSoak, .repeat = Repeat::yes,
     .help = "A figure to keep that may rise and fall.",
     .apply = add_counter<model::CounterRole::gauge>},
    {.name = "workers", .values = "NUM", .users = kSoak,
     .help = "How many programs drive operations at once (4).",
     .apply = set_soak<&Options::workers, from<1>>},
    {.name = "workload", .values = "NAMES", .users = kSoak, .repeat = Repeat::yes,
     .help = "What they run, in turn: open_close (the default), connect_loopback, ...; 'assay "
             "workload --list'.",
     .apply = add_workloads},
    {.name = "rate", .values = "NUM", .users = kSoak,
     .help = "Operations a second of all workers together (1000).",
     .apply = set_soak<&Options::rate, above_zero>},
    {.name = "file", .values = "FILE", .users = kSoak,
     .help = "What open_close and full_read read (/etc/hosts).",
     .apply = set_soak<&Options::file, some_text>},
    {.name = "worker-command", .values = "CMD", .users = kSoak,
     .help = "Run CMD as each worker instead. It has to last for the whole soak.",
     .apply = set_soak<&Options::worker_command, some_text>},
    {.name = "duration", .values = "TIME", .users = kSoak,
     .help = "How long to count (5min).",
     .apply = set_soak<&Options::duration_ns, some_ns>},
    {.name = "warmup", .values = "TIME", .users = kSoak,
     .help = "How long to load the agent before anything is counted (0).",
     .apply = set_soak<&Options::warmup_ns, any_ns>},
    {.name = "poll", .values = "TIME", .users = kSoak,
     .help = "How often to read counters and memory (5s).",
     .apply = set_soak<&Options::poll_ns, some_ns>},
    {.name = "max-drop-ratio", .values = "PCT", .users = kSoak,
     .help = "The share of events lost has to be shown to be below it (0.1%), or none.",
     .apply = set_soak<&Options::drop_ratio, limit<ratio>>},
    {.name = "min-events", .values = "NUM", .users = kSoak,
     .help = "Fewer events fail: the agent sees too little to be judged (100).",
     .apply = set_soak<&Options::events, event_count>},
    {.name = "max-rss-growth", .values = "SIZE", .users = kSoak,
     .help = "How far the agent's resident memory may rise above that at the start (64MiB), or "
             "none.",
     .apply = set_soak<&Options::growth_bytes, limit<size>>},
    {.name = "max-rss-slope", .values = "SIZE", .users = kSoak,
     .help = "How fast it may grow in the long run: 1MiB/h. Without it the slope is told only.",
     .apply = set_soak<&Options::slope_bytes, limit<size_an_hour>>},
    {.name = "min-free-disk", .values = "SIZE", .users = kSoak,
     .help = "End the soak when less is left on the disk of the working folder.",
     .apply = set_soak<&Options::free_bytes, size>},
    {.name = "summary", .values = "FILE", .users = kSoak,
     .help = "The figures under the names of soak_summary.json, beside those of --report.",
     .apply = set_soak<&Options::summary, some_text>},
};
// clang-format on

}  // namespace

Section soak_flags() {
  return {"Soak", kSoakRows};
}

}  // namespace assay::cli
