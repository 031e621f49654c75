// SPDX-License-Identifier: Apache-2.0
// Batches of calls against the clock.
#pragma once
#include "worker/libraries.hpp"

#include <cstdint>
#include <vector>

namespace assay::worker {

double now_ns();      // CLOCK_MONOTONIC
double own_cpu_ns();  // of all threads of this process

// One arm while it is timed.
struct Lane {
  Library library;
  std::uint64_t spin_ns = 0;
  std::vector<double> slices;  // ns a call
  double cpu_ns = 0;           // of all slices
  double alloc_calls = 0;
  double alloc_bytes = 0;
};

struct Timing {
  std::uint32_t slices = 0;  // made for each arm
  std::uint64_t calls = 0;   // in a slice, the same for all arms
  double clock_ns = 0;
};

// Warms every lane, finds how many calls make a slice unless `round` says so, and fills the lanes.
// `counts` may be null.
Timing time_lanes(const Round& round, std::vector<Lane>& lanes, const AllocationCounts* counts,
                  Chance& chance, Standing& standing);

}  // namespace assay::worker
