// SPDX-License-Identifier: Apache-2.0
// What one run of a built-in workload found (docs/workload.md): the time of each operation, whole.
// workload makes it, codec writes and reads it, app merges those of many rounds.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace assay::model {

// Exact: how often each duration occurred, in whole nanoseconds, by growing duration. Timestamps
// are as taken: the clock's cost is still in them.
using ValueCounts = std::vector<std::pair<std::uint64_t, std::uint64_t>>;

struct OpProfile {
  std::string workload;          // "open_close"
  std::string run_id;            // of the run that it belongs to; empty when it is on its own
  std::uint64_t iterations = 0;  // of one repeat, as asked
  std::uint64_t operations = 0;  // counted over all repeats; stat_walk: iterations x files each
  std::uint64_t warmup = 0;      // untimed operations before each repeat
  std::uint64_t repeats = 1;     // that count
  std::uint64_t burn_in = 0;     // repeats before them that do not
  double seconds = 0;            // spent in the counted operations, clock and all
  double mean_ns = 0;            // that / operations, less the clock's cost
  double clock_ns = 0;           // cost of one timestamp; taken off every figure here
  std::optional<double> p50_ns, p95_ns, p99_ns, p999_ns;  // absent where n(1-p) < 10
  ValueCounts histogram;
  // What it worked on; absent where it means nothing.
  std::optional<std::string> file;
  std::optional<std::string> host;
  std::optional<std::uint16_t> port;
  std::optional<std::string> protocol;  // "udp", "tcp"
  std::optional<std::uint64_t> files;   // stat_walk: how many it walks
  bool with_agent = false;
  // Of a paced run: operations a second that were asked for, and how long it took. `iterations` is
  // then what that comes to, `operations` what was done.
  std::optional<double> rate, elapsed_seconds;
};

}  // namespace assay::model
