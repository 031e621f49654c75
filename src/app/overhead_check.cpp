// SPDX-License-Identifier: Apache-2.0
// What contradicts what among the options of `assay overhead`.
#include "app/agent.hpp"
#include "app/options.hpp"
#include "app/overhead.hpp"
#include "app/overhead_suite.hpp"
#include "app/wording.hpp"
#include "model/artifacts.hpp"
#include "workload/workload.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace assay::app {
namespace {

constexpr std::size_t kMostBlock = 1000;
constexpr std::uint64_t kFewestSuperblocks = 12;
constexpr std::uint64_t kFewestForP95 = 200;  // n(1-p) >= 10: model/op_profile.hpp

Result<void> known(const std::string& workload) {
  std::vector<std::string> names;
  for (const auto& each : workload::all()) names.emplace_back(each.name);
  if (std::find(names.begin(), names.end(), workload) != names.end()) return {};
  const std::string near = did_you_mean(workload, names);
  return bad_usage("there is no workload " + in_quotes(workload), "there are " + join(names, ", "),
                   near.empty() ? "'assay workload --list' says what they do" : near);
}

Result<void> check_workloads(const OverheadOptions& options) {
  const auto chosen = options.workloads.empty() ? default_workloads() : options.workloads;
  for (const std::string& each : chosen)
    if (auto ok = known(each); !ok) return ok;
  for (auto a = chosen.begin(); a != chosen.end(); ++a)
    if (std::find(a + 1, chosen.end(), *a) != chosen.end())
      return bad_usage("workload " + in_quotes(*a) + " is named twice", "", "name each once");
  for (const auto& [name, count] : options.iterations) {
    if (auto ok = known(name); !ok) return ok;
    if (std::find(chosen.begin(), chosen.end(), name) == chosen.end())
      return bad_usage("--iterations of " + in_quotes(name) + " mean nothing",
                       "that workload is not run", "add it to --workloads");
    if (count == 0)
      return bad_usage("0 iterations of " + in_quotes(name), "nothing would be measured",
                       "give 1 or more");
    if (count < kFewestForP95 && (name == "open_close" || name == "connect_loopback"))
      return bad_usage(fmt::format("{} iterations of {}", count, in_quotes(name)),
                       "its p95 has a budget, and there is none of so few operations",
                       fmt::format("give {} or more", kFewestForP95));
  }
  return {};
}

Result<void> check_budget(std::string_view name, double ratio) {
  if (std::isfinite(ratio) && ratio > 1 && ratio <= 1000) return {};
  if (ratio <= 1)
    return bad_usage(fmt::format("the budget for {} is a ratio of {}", name, ratio),
                     "one that allows nothing can never be shown to hold",
                     "allow something: 1.05 is 5 % more");
  return bad_usage(fmt::format("the budget for {} is a ratio of {}", name, ratio),
                   "it is above 1 and at most 1000", "1.05 allows 5 % more");
}

}  // namespace

Result<void> check_overhead(const OverheadOptions& options) {
  if (auto ok = check_agent(options.agent); !ok) return ok;
  if (auto ok = check_workloads(options); !ok) return ok;
  const auto& budgets = options.budgets;
  for (const auto& [name, ratio] :
       {std::pair{"open", budgets.open}, std::pair{"the p95 of open", budgets.open_p95},
        std::pair{"the p95 of connect", budgets.connect_p95},
        std::pair{"workloads", budgets.workload}})
    if (auto ok = check_budget(name, ratio); !ok) return ok;
  if (options.block == 0 || options.block > kMostBlock)
    return bad_usage(fmt::format("--agent-block {}", options.block),
                     fmt::format("a block is 1 to {} sub-rounds", kMostBlock),
                     "1 starts the agent every round");
  if (options.block > 1 && options.max_rounds && *options.max_rounds < kFewestSuperblocks)
    return bad_usage(
        fmt::format("{} superblocks decide nothing", *options.max_rounds),
        fmt::format("with --agent-block at least {} are needed at alpha 0.01", kFewestSuperblocks),
        fmt::format("--max-runs {}, or no --agent-block", kFewestSuperblocks));
  if (options.no_pin && !options.execution.pinned_cpus.empty())
    return bad_usage("--no-pin and --pin contradict each other", "", "drop one of them");
  if (options.artifacts) {
    const auto chosen = options.workloads.empty() ? default_workloads() : options.workloads;
    for (const auto& each : model::kContractWorkloads)
      if (std::find(chosen.begin(), chosen.end(), each) == chosen.end())
        return bad_usage(fmt::format("--artifacts needs {}", each), "the contract has a row for it",
                         "add it to --workloads");
  }
  if (options.json && options.report)
    return bad_usage("--json and --report contradict each other", "the report goes to one place",
                     "drop one of them");
  if (options.report)
    if (auto ok = check_folder_of("--report", *options.report); !ok) return ok;
  return {};
}

}  // namespace assay::app
