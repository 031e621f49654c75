// SPDX-License-Identifier: Apache-2.0
// What the preloaded interposer (libassay-alloc.so) counted, in memory shared with every process
// that it was loaded into.
#pragma once
#include "worker/protocol.hpp"

#include <string>
#include <vector>

namespace assay::target {

// Puts the interposer in front of LD_PRELOAD and the file's path into ASSAY_ALLOC_COUNTS.
void count_allocations(std::vector<std::string>& env, const std::string& interposer,
                       const std::string& counts);

struct Allocations {
  double calls = 0;
  double bytes = 0;
  double attached = 0;  // programs that were counted
  double bypassed = 0;  // of these, that brought a malloc of their own
  Allocations operator-(const Allocations& before) const {
    return {calls - before.calls, bytes - before.bytes, attached - before.attached,
            bypassed - before.bypassed};
  }
};
// Sums since the file was made; two readings make a difference.
Allocations read_allocations(const worker::AllocationCounts& counts);

// Whether the difference of two readings says something: a program that was not counted has no 0.
bool allocations_seen(const Allocations& counted);
// Why not, for MeasuredMetric::absent.
std::string why_no_allocations(const Allocations& counted);

}  // namespace assay::target
