// SPDX-License-Identifier: Apache-2.0
// What `assay soak` found, as plain values: assay.soak/1 (docs/soak.md). app makes it, codec writes
// it and reads it back, report renders it.
#pragma once
#include "model/gate_result.hpp"
#include "model/report.hpp"
#include "model/samples.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assay::model {

// What a counter of the agent is for. Counters of all roles but `gauge` only ever grow.
enum class CounterRole {
  drops,      // events that were lost
  delivered,  // events that were not
  counter,    // recorded, and held to growing
  gauge       // recorded
};
std::string_view name(CounterRole role);

// Why a counter has no value at a poll: stable words for scripts.
enum class CounterTrouble {
  none,
  unreachable,  // its file, address or command does not answer
  missing,      // it answers, but the counter is not there
  unparsable,   // it is there, but is no number
  not_finite,   // NaN or infinite
  negative,     // of what counts
  backwards     // less than at an earlier poll: has the agent started again?
};
std::string_view name(CounterTrouble trouble);  // "counter-missing", ...

struct SoakCounter {
  std::string name;
  CounterRole role = CounterRole::counter;
  std::string source;  // as given
  Column values;       // as read, a poll each; kAbsent where there was none
};

// Columns over the polls; counters have theirs. The first is the start: what was counted before it
// belongs to nobody here.
struct SoakPolls {
  std::vector<double> t_ns;  // since the first poll
  Column resident_bytes;     // of the agent's tree
  Column agent_cpu_ns;       // of the agent since it was started
  Column cost_ns;            // what reading all of it took
  std::size_t size() const { return t_ns.size(); }
};

// Events since the first poll. `ratio` is drops/(drops + delivered); its bounds are exact ones,
// each at 99 %, widened by how much the intervals between polls differ: losses come in bursts.
struct SoakEvents {
  double delivered = 0;
  double drops = 0;
  std::optional<double> rate;  // delivered a second
  std::optional<double> ratio, lower, upper;
  double dispersion = 1;             // variance between intervals over that of independent losses
  std::optional<double> peak_ratio;  // the worst interval between two polls
  std::optional<double> peak_since_start;  // the worst ratio since the start, at any poll
  double total() const { return delivered + drops; }
};

// Bytes an hour; docs/soak.md says how it is found.
struct SoakSlope {
  std::string finding;  // "leak", "no leak", "inconclusive", "too short"
  std::string doubt;    // "", "straddles", "step", "slowing", "small", "starting"
  std::size_t points = 0;
  std::size_t cycles = 0;
  bool by_cycle = false;
  std::optional<double> slope, lower, upper, second_half;
  double budget = 0;
};

struct SoakMemory {
  std::optional<double> initial, last, highest;  // bytes
  std::optional<double> growth() const {
    if (!initial || !highest) return std::nullopt;
    return *highest - *initial;
  }
  SoakSlope slope;
};

// One budget, or one condition of a sound soak, and whether it held.
struct SoakCheck {
  std::string name;  // "drop-ratio", "min-events", "rss-growth", "rss-slope", "counters", ...
  CheckOutcome outcome = CheckOutcome::missing;
  std::string code;    // stable word: "holds", "broken", "undecided", "counter-missing", ...
  std::string detail;  // a sentence for people
  std::string unit;    // of the figures: "share", "bytes", "bytes/h", "events"; may be empty
  std::optional<double> value, lower, upper, limit;
  bool advisory = false;  // told, and decides nothing
};

struct SoakLimits {
  std::optional<double> drop_ratio;    // share, to be below
  double events = 0;                   // at least so many, lost ones included
  std::optional<double> growth_bytes;  // at most
  std::optional<double> slope_bytes;   // an hour, to be below; none: told only
  std::optional<double> free_bytes;    // of the disk of the working folder, at least
};

struct SoakWorkers {
  std::uint64_t count = 0;
  std::vector<std::string> commands;  // different ones, as spawned
  std::optional<double> rate;         // operations a second asked of all together
};

struct SoakResult {
  std::string run_id;
  std::string created;  // UTC
  Tool tool;
  Host host;
  Status status = Status::complete;
  std::string failure;  // what ended it, when it is not complete
  std::string agent;    // its command or hooks, as given
  double startup_ns = 0;
  std::string agent_log;  // the end of what it wrote; kept when it ended badly
  SoakWorkers workers;
  double duration_ns = 0;  // planned, without the warm-up
  double elapsed_ns = 0;   // first poll to last
  double warmup_ns = 0;
  double poll_ns = 0;
  SoakLimits limits;
  SoakPolls polls;
  std::vector<SoakCounter> counters;
  SoakEvents events;
  SoakMemory memory;
  std::vector<SoakCheck> checks;
  CheckOutcome verdict = CheckOutcome::missing;  // the worst that decides
  double harness_cpu_ns = 0;                     // assay's own, from first poll to last
  std::vector<Diagnostic> diagnostics;
};

const SoakCheck* find_check(const SoakResult& result, std::string_view name);

}  // namespace assay::model
