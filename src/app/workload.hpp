// SPDX-License-Identifier: Apache-2.0
// `assay workload NAME`: runs one of the built-in workloads in this process.
#pragma once
#include "app/outcome.hpp"
#include "base/result.hpp"

#include <optional>
#include <string>

namespace assay::app {

struct WorkloadOptions {
  std::string name;
};

Result<Outcome> workload(const WorkloadOptions& options, const Surroundings& surroundings);

}  // namespace assay::app
