// SPDX-License-Identifier: Apache-2.0
// Flags of `assay overhead` that no other command has.
#include "app/wording.hpp"
#include "cli/apply.hpp"

#include <charconv>

namespace assay::cli {
namespace {

using Options = app::OverheadOptions;

template <auto kMember>
Result<void> set_text(Draft& draft, const Given& given) {
  return put(draft.overhead.*kMember, some_text(given));
}
template <auto kMember>
Result<void> switch_on(Draft& draft, const Given&) {
  draft.overhead.*kMember = true;
  return {};
}
// A percentage that is allowed, kept as a ratio.
template <auto kMember>
Result<void> set_percent(Draft& draft, const Given& given) {
  auto value = percentage(given);
  if (!value) return std::move(value).error();
  draft.overhead.budgets.*kMember = 1 + *value;
  return {};
}
template <auto kMember>
Result<void> set_ratio(Draft& draft, const Given& given) {
  const std::string& text = given.value();
  double value = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
  if (read.ec != std::errc() || read.ptr != text.data() + text.size())
    return app::bad_usage(given.flag + " " + app::in_quotes(text) + " is no ratio",
                          "it is a number above 1", "1.05 allows 5 % more");
  draft.overhead.budgets.*kMember = value;
  return {};
}

Result<void> set_workloads(Draft& draft, const Given& given) {
  return put(draft.overhead.workloads, names(given));
}

Result<void> set_iterations(Draft& draft, const Given& given) {
  const std::string& value = given.value();
  const std::size_t equals = value.find('=');
  if (equals == std::string::npos || equals == 0)
    return app::bad_usage(given.flag + " " + app::in_quotes(value) + " names no workload",
                          "it is WORKLOAD=NUM", "for example: --iterations open_close=20000");
  auto count = whole_number({given.flag, {value.substr(equals + 1)}}, 1);
  if (!count) return std::move(count).error();
  draft.overhead.iterations.emplace_back(value.substr(0, equals), *count);
  return {};
}

template <const char* kWorkload>
Result<void> set_iterations_of(Draft& draft, const Given& given) {
  auto count = whole_number(given, 1);
  if (!count) return std::move(count).error();
  draft.overhead.iterations.emplace_back(kWorkload, *count);
  return {};
}
constexpr char kOpen[] = "open_close";
constexpr char kConnect[] = "connect_loopback";
constexpr char kRead[] = "full_read";
constexpr char kStat[] = "stat_walk";

Result<void> set_block(Draft& draft, const Given& given) {
  auto count = whole_number(given, 1);
  if (!count) return std::move(count).error();
  draft.overhead.block = *count;
  return {};
}

Result<void> set_port(Draft& draft, const Given& given) {
  auto port = whole_number(given, 1);
  if (!port) return std::move(port).error();
  if (*port > 65535)
    return app::bad_usage(given.flag + " " + given.value() + " is no port", "it is 1 to 65535",
                          "9 is what nobody listens on");
  draft.overhead.port = std::uint16_t(*port);
  return {};
}

Result<void> set_files(Draft& draft, const Given& given) {
  return put(draft.overhead.files, whole_number(given, 1));
}

// clang-format off
const Flag kRows[] = {
    {.name = "workloads", .values = "NAMES", .users = kOverhead,
     .help = "Which workloads, separated by commas (default open_close, connect_loopback, "
             "full_read, stat_walk). 'assay workload --list' has them all.",
     .apply = set_workloads},
    {.name = "iterations", .values = "NAME=NUM", .users = kOverhead, .repeat = Repeat::yes,
     .help = "Operations of a workload in a round.",
     .apply = set_iterations},
    {.name = "open-iterations", .values = "NUM", .users = kOverhead,
     .help = "The same as --iterations open_close=NUM (default 25000).",
     .apply = set_iterations_of<kOpen>},
    {.name = "connect-iterations", .values = "NUM", .users = kOverhead,
     .help = "The same of connect_loopback (default 6250).",
     .apply = set_iterations_of<kConnect>},
    {.name = "read-iterations", .values = "NUM", .users = kOverhead,
     .help = "The same of full_read (default 6250).",
     .apply = set_iterations_of<kRead>},
    {.name = "stat-iterations", .values = "NUM", .users = kOverhead,
     .help = "The same of stat_walk, of all its files each (default 6).",
     .apply = set_iterations_of<kStat>},
    {.name = "file", .values = "FILE", .users = kOverhead,
     .help = "What open_close and full_read read (default /etc/hosts).",
     .apply = set_text<&Options::file>},
    {.name = "host", .values = "ADDRESS", .users = kOverhead,
     .help = "Where connect_loopback connects to (default 127.0.0.1).",
     .apply = set_text<&Options::host>},
    {.name = "port", .values = "NUM", .users = kOverhead,
     .help = "And at which port (default 9); nothing is sent.",
     .apply = set_port},
    {.name = "files", .values = "NUM", .users = kOverhead,
     .help = "How many files stat_walk walks (default 400).",
     .apply = set_files},
    {.name = "reduced", .users = kOverhead,
     .help = "A twentieth of each workload's own count in a round, instead of an eighth, and at most "
             "30 s.",
     .apply = switch_on<&Options::reduced>},
    {.name = "agent-block", .values = "NUM", .users = kOverhead,
     .help = "Start the agent once for NUM rounds in a row instead of every round: for agents "
             "that are slow to start. Decided on blocks, of which at least 12 are needed.",
     .apply = set_block},
    {.name = "no-pin", .users = kOverhead,
     .help = "Let the scheduler place workloads and agent. Otherwise they get different CPUs.",
     .apply = switch_on<&Options::no_pin>},
    {.name = "strict", .users = kOverhead,
     .help = "Refuse a host whose governor, turbo, load and steal are not shown to be in order. "
             "Without it the run is advisory, and says so.",
     .apply = switch_on<&Options::strict>},
    {.name = "max-open-pct", .alias = "max-pct", .values = "PERCENT", .users = kOverhead,
     .help = "Budget of the mean open (default 10).",
     .apply = set_percent<&app::OverheadBudgets::open>},
    {.name = "max-workload-pct", .values = "PERCENT", .users = kOverhead,
     .help = "Budget of the mean of each workload (default 15).",
     .apply = set_percent<&app::OverheadBudgets::workload>},
    {.name = "max-open-p95-ratio", .values = "RATIO", .users = kOverhead,
     .help = "Budget of the p95 of open, with the agent to without (default 1.05).",
     .apply = set_ratio<&app::OverheadBudgets::open_p95>},
    {.name = "max-connect-p95-ratio", .values = "RATIO", .users = kOverhead,
     .help = "The same of connect (default 1.05).",
     .apply = set_ratio<&app::OverheadBudgets::connect_p95>},
    {.name = "rules", .values = "FILE", .users = kOverhead,
     .help = "More rules that the run must hold (docs/gate-rules.md).",
     .apply = set_text<&Options::rules>},
    {.name = "print-rules", .users = kOverhead,
     .help = "Print the budgets as rules for 'assay gate', and measure nothing.",
     .apply = switch_on<&Options::print_rules>},
    {.name = "soak", .values = "FILE", .users = kOverhead,
     .help = "What 'assay soak --report' kept: its rows join the table.",
     .apply = set_text<&Options::soak>},
    {.name = "artifacts", .values = "DIR", .users = kOverhead,
     .help = "Write the artifacts of the contract (docs/artifacts.md) into this folder.",
     .apply = set_text<&Options::artifacts>},
};
// clang-format on

}  // namespace

Section overhead_flags() {
  return {"Overhead", kRows};
}

}  // namespace assay::cli
