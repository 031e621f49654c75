// SPDX-License-Identifier: Apache-2.0
// Trials as processes: each arm is a command, run by the launcher (a small binary of its own) and
// measured over its whole process tree. Used by one thread.
#pragma once
#include "base/result.hpp"
#include "model/ports.hpp"
#include "target/metric_from.hpp"
#include "target/observed_runner.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace assay::target {

// Where a command's standard output or standard error goes.
enum class Output {
  discard,  // /dev/null
  inherit,  // the harness's own
  file,     // a file, truncated before each trial
  keep,     // held in memory, last part only, to quote when the command fails (standard error)
  capture   // a pipe that the harness drains (standard output)
};

// A command ready to be spawned. The caller has looked it up on PATH (sys::find_executable) and
// has decided whether a shell is needed.
struct Command {
  std::vector<std::string> argv;  // argv[0] as the user wrote it
  std::string executable;         // the path given to execve
  std::vector<std::string> env;   // the whole environment, "NAME=value"
  std::string cwd;                // empty: the harness's own
  std::string input;              // path of standard input; empty: /dev/null
  Output output = Output::discard;
  std::string output_path;       // for Output::file
  Output errors = Output::keep;  // discard, inherit or keep
};

struct ProcessArm {
  Command command;
  std::optional<Command> prepare;   // before every trial, warm-ups included
  std::optional<Command> conclude;  // after every trial
};

// Exit codes of a measured program that count as success.
struct AcceptedCodes {
  bool any = false;  // a death by signal included
  std::vector<int> codes{0};
};

enum class Tree {
  all,  // a trial ends when its last process has gone
  main  // a trial ends with the main process; what is left is killed, unmeasured
};

enum class HardwareCounters { automatic, on, off };

struct ProcessOptions {
  std::string launcher;          // path of assay-launcher
  std::vector<ProcessArm> arms;  // TrialRequest::arm is an index into it
  double timeout_ns = 0;         // 0: none
  double linger_ns = 2e9;        // how long work may outlive the main process (Tree::all)
  Tree tree = Tree::all;
  std::vector<int> pinned_cpus;  // empty: any
  AcceptedCodes accepted;
  std::vector<MetricFrom> metrics_from;    // read from captured standard output
  std::string scratch = "/tmp";            // folder for the FIFO of ASSAY_EVENTS
  bool events = false;                     // give the programs ASSAY_EVENTS
  std::vector<std::string> extra_cgroups;  // directories whose CPU time is added to `cpu`
  std::string allocations;                 // path of libassay-alloc.so; empty: not counted
  HardwareCounters hardware_counters = HardwareCounters::automatic;
  std::uint64_t seed = 0;  // of HYPERFINE_RANDOMIZED_ENVIRONMENT_OFFSET
  int interrupt_fd = -1;   // readable: stop; its bytes are left where they are
  // What disturbed the machine since the previous call, given the CPU time that trials, hooks and
  // launchers used in between. Called once after the last trial of a batch.
  std::function<model::Disturbance(double tree_cpu_ns)> disturbance;
  // Leave out a tier although the machine has it.
  bool without_cgroups = false;
  bool without_cgroup_v2 = false;
  bool without_perf = false;
  bool without_taskstats = false;
};

class ProcessRunner final : public ObservedRunner {
 public:
  // Starts the launcher and finds out which tiers this machine allows.
  static Result<std::unique_ptr<ProcessRunner>> start(ProcessOptions options);
  // Kills what is left of trials and hooks, and removes the cgroups.
  ~ProcessRunner() override;
  ProcessRunner(const ProcessRunner&) = delete;
  ProcessRunner& operator=(const ProcessRunner&) = delete;

  const std::vector<model::MeasuredMetric>& metrics() const override;
  Result<model::BatchOutcome> run(std::span<const model::TrialRequest> batch) override;
  model::HarnessCost cost() const override;

  // Runs a setup or cleanup command to the end of its main process. Daemons that it starts live on
  // until the runner is destroyed, and are part of no trial. Never times out. `cancel`: an
  // interruption ends it, also one that has come before; a cleanup runs all the same with `ignore`.
  enum class OnInterrupt { cancel, ignore };
  Result<model::TrialOutcome> run_hook(const Command& command,
                                       OnInterrupt on_interrupt = OnInterrupt::cancel);

  const Captured& captured() const override;
  model::BackendRecord backend() const override;
  // Lines on ASSAY_EVENTS that were no events, over all trials so far.
  std::uint64_t malformed_events() const;
  std::vector<model::Diagnostic> remarks() const override;

 private:
  struct State;
  explicit ProcessRunner(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace assay::target
