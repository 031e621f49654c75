// SPDX-License-Identifier: Apache-2.0
// The programs that drive operations beside an agent: all at once, each in a tree of its own.
#pragma once
#include "app/outcome.hpp"
#include "app/soak.hpp"
#include "base/result.hpp"
#include "sys/daemon.hpp"
#include "target/process_runner.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace assay::app {

struct WorkerPlan {
  std::vector<target::Command> commands;  // worker i runs the i-th, counted round
  std::vector<std::string> texts;         // the same for people
};

// Faults: usage (no such workload), program (a command that is not there), internal.
Result<WorkerPlan> plan_workers(const SoakOptions& options, const Surroundings& surroundings);

class SoakWorkers {
 public:
  // Faults: internal. What was started is stopped then.
  static Result<SoakWorkers> start(const WorkerPlan& plan, std::uint64_t count,
                                   const std::string& launcher);
  SoakWorkers(SoakWorkers&&) = default;
  SoakWorkers& operator=(SoakWorkers&&) = default;

  // Waits for `ns`, or until a worker has ended or `interrupt_fd` is readable.
  void wait(double ns, int interrupt_fd) const;
  // "worker 2 (assay workload ...) exited with code 3" and its last lines; none while all run.
  std::optional<Error> died();
  // SIGTERM to all, SIGKILL to what is left after a while; all are gone when it returns.
  void stop();

 private:
  SoakWorkers() = default;
  std::vector<std::unique_ptr<sys::Daemon>> daemons_;
  std::vector<std::string> texts_;
};

}  // namespace assay::app
