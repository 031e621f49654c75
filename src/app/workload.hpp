// SPDX-License-Identifier: Apache-2.0
// `assay workload NAME`: runs one of the built-in workloads in this process.
#pragma once
#include "app/outcome.hpp"
#include "base/result.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace assay::app {

struct WorkloadOptions {
  std::string name;
  bool list = false;
  // Absent: the workload's own. What it does not heed is refused.
  std::optional<std::uint64_t> iterations, warmup, repeats, burn_in, files, port;
  std::optional<std::string> file, host;
  std::optional<double> rate, duration_ns;
  bool with_agent = false;         // told in the result, and nothing else
  bool json = false;               // else lines of key=value
  std::optional<std::string> out;  // a file, instead of standard output
  int interrupt_fd = -1;
};

Result<Outcome> workload(const WorkloadOptions& options);

}  // namespace assay::app
