// SPDX-License-Identifier: Apache-2.0
// Trials as calls of functions in shared objects (docs/targets.md): each arm is an object with a C
// entry point (include/assay/bench.h). One worker process is one round: it loads a private copy of
// every arm's object in the round's order, calls them in interleaved batches, and ends. Used by one
// thread.
#pragma once
#include "base/result.hpp"
#include "model/ports.hpp"
#include "target/observed_runner.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace assay::target {

struct LibraryArm {
  std::string path;  // of the object; relative to the harness's own folder
  std::string symbol = "assay_bench";
  std::vector<std::string> args;  // argv of its setup, the object's name in front
};

struct LibraryOptions {
  std::string worker;  // path of assay-worker
  std::vector<LibraryArm> arms;
  double slice_ns = 250e3;
  std::uint32_t slices = 20;  // of each arm in a round
  // Of each object in a worker, at most; they take turns, so that one copy's luck with its place
  // is not the whole round's. Fewer where loading takes long.
  std::uint32_t copies = 4;
  std::vector<std::string> env;
  std::string cwd;
  std::vector<int> pinned_cpus;  // empty: any
  double timeout_ns = 0;         // of a trial; a worker has so long for each arm. 0: none
  std::string interposer;        // counts allocations; empty: they are not counted
  std::string scratch = "/tmp";  // folder for memory shared with the worker
  std::uint64_t seed = 0;
  int interrupt_fd = -1;
  // As of ProcessOptions.
  std::function<model::Disturbance(double tree_cpu_ns)> disturbance;
};

class LibraryRunner final : public ObservedRunner {
 public:
  // Loads every arm once to see that it can be. Faults: usage (no arm, too many), program (no
  // shared object, an unresolved symbol, no entry point, another ABI), internal.
  static Result<std::unique_ptr<LibraryRunner>> start(LibraryOptions options);
  ~LibraryRunner() override;
  LibraryRunner(const LibraryRunner&) = delete;
  LibraryRunner& operator=(const LibraryRunner&) = delete;

  const std::vector<model::MeasuredMetric>& metrics() const override;
  // Requests of one round follow one another; a round ends where an arm comes again.
  Result<model::BatchOutcome> run(std::span<const model::TrialRequest> batch) override;
  model::HarnessCost cost() const override;
  const Captured& captured() const override;
  model::BackendRecord backend() const override;
  std::vector<model::Diagnostic> remarks() const override;

 private:
  struct State;
  explicit LibraryRunner(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace assay::target
