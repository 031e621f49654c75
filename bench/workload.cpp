// SPDX-License-Identifier: Apache-2.0
// What timing every operation costs: the open_close loop of `assay workload` and the same loop with
// no timing in it, in turn, in one process: bench-workload [PAIRS [OPERATIONS]]. Prints one JSON
// object. The bare loop is the bench's own; the product has none.
#include "stats/summary.hpp"
#include "workload/opens.hpp"
#include "workload/timing.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <vector>

namespace {

using namespace assay::workload;

// Both take all that happens between their first operation and their last, looks and counting too.
double timed_ns(OpenClose& operation, std::uint64_t n, Recorder& recorder) {
  const std::uint64_t start = SteadyClock::now();
  if (lap<SteadyClock>(operation, n, recorder, Stop(-1)).how != Ending::How::done) std::exit(5);
  return double(SteadyClock::now() - start);
}

double bare_ns(OpenClose& operation, std::uint64_t n) {
  const std::uint64_t start = SteadyClock::now();
  for (std::uint64_t i = 0; i < n; ++i)
    if (operation().failed()) std::exit(5);
  return double(SteadyClock::now() - start);
}

}  // namespace

int main(int argc, char** argv) {
  const long pairs = argc > 1 ? std::atol(argv[1]) : 2000;
  const long operations = argc > 2 ? std::atol(argv[2]) : 500;
  if (pairs < 20 || operations < 1) return 64;
  OpenClose operation{"/etc/hosts"};
  Recorder recorder;
  const double clock_ns = clock_cost(recorder);
  const auto n = std::uint64_t(operations);
  bare_ns(operation, 2000);
  std::vector<double> ratios, bare, extra;
  for (long i = 0; i < pairs; ++i) {
    // Whoever is first alternates.
    double with = 0;
    if (i % 2 == 0) with = timed_ns(operation, n, recorder);
    const double without = bare_ns(operation, n);
    if (i % 2 != 0) with = timed_ns(operation, n, recorder);
    ratios.push_back(without / with);
    bare.push_back(without / double(n));
    extra.push_back((with - without) / double(n));
  }
  using assay::stats::median;
  const auto interval = assay::stats::median_interval(ratios, 0.01);
  if (!interval) return 64;
  std::printf(
      "{\"pairs\": %ld, \"operations\": %ld, \"throughput_ratio\": %.5f, \"lower\": %.5f, "
      "\"upper\": %.5f, \"bare_ns\": %.1f, \"extra_ns\": %.2f, \"clock_ns\": %.2f}\n",
      pairs, operations, *median(ratios), interval->lower, interval->upper, *median(bare),
      *median(extra), clock_ns);
  return 0;
}
