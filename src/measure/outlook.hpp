// SPDX-License-Identifier: Apache-2.0
// What a run can be expected to see and how long it will still take: for people, never for
// deciding.
#pragma once
#include "measure/judge.hpp"
#include "measure/plan.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace assay::measure {

// "13 rounds at least (0.3 s); a 2 % change in about 0.6 s where rounds vary by 1 %", by the rule
// of the first gated pair.
std::string outlook(const Plan& plan, std::size_t arms, const std::vector<Pair>& pairs,
                    double round_ns);

// Nanoseconds until the run will probably end, kAbsent when nothing can be said.
double time_left(const Plan& plan, const std::vector<Pair>& pairs, std::uint64_t rounds_done,
                 double round_ns, double elapsed_ns);

}  // namespace assay::measure
