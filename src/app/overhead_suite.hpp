// SPDX-License-Identifier: Apache-2.0
// From the options of `assay overhead` to the processes of its suite: arms, commands, CPUs, and a
// short pilot that tells how long a round takes.
#pragma once
#include "app/overhead.hpp"
#include "app/suite_runner.hpp"
#include "base/result.hpp"
#include "model/report.hpp"
#include "sys/self.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace assay::app {

std::vector<std::string> default_workloads();

// A workload's own count is run in so many rounds. Many short rounds tell more than few long ones:
// a neighbour that comes for a moment spoils one of them, and not the p95 of all.
inline constexpr std::uint64_t kRoundsOfDefault = 8;

struct SuiteAsk {
  const OverheadOptions& options;
  const Surroundings& around;
  const std::vector<std::string>& workloads;
  int interrupt_fd = -1;
  std::uint64_t seed = 0;
  std::function<void(const std::string&)> step;
};

struct Pilot {
  double round_ns = 0;               // of all arms, with the suite's iterations, estimated
  double agent_ns = 0;               // of that, the agent's starts and stops
  std::vector<double> operation_ns;  // by workload: the three arms' seconds an iteration
};

struct Shrunk {
  double smallest_share = 1;  // of its iterations that a workload is left with
  double round_ns = 0;        // as then estimated; longer than asked for when it cannot be had
};

// What will run; may be started more than once.
struct Suite {
  SuiteOptions options;                   // its commands filled in by start() and pilot()
  std::vector<model::Arm> arms;           // baseline, control, with_agent
  std::vector<std::uint64_t> iterations;  // by workload
  std::vector<int> cpus;                  // that the workloads are pinned to
  std::optional<target::AgentSpec> agent;
  std::string agent_text;
  // TMPDIR of what makes files: an interrupted workload is killed, and takes nothing away itself.
  std::unique_ptr<sys::TemporaryFolder> scratch;
  // The command of one workload in one arm.
  std::function<target::Command(std::size_t arm, std::size_t workload, std::uint64_t iterations)>
      command;

  Result<std::unique_ptr<SuiteRunner>> start() const;
  Result<Pilot> pilot() const;
  // Takes iterations off all workloads alike, so that a round takes about `round_ns`; none gets
  // fewer than are worth a process.
  Shrunk shrink(const Pilot& pilot, double round_ns);
};

// Faults: usage, program (a command that is not found).
Result<Suite> make_suite(const SuiteAsk& ask);

}  // namespace assay::app
