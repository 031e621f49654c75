// SPDX-License-Identifier: Apache-2.0
// Which CPUs this process may run on.
#pragma once
#include <vector>

namespace assay::sys {

// By number, growing; empty when the kernel does not tell (sched_getaffinity(2)).
std::vector<int> allowed_cpus();

}  // namespace assay::sys
