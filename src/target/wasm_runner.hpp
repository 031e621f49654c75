// SPDX-License-Identifier: Apache-2.0
// Trials of WASI modules without a spawn each: an assay-wasm holds the modules of all arms, and a
// trial is _start on a fresh instance of one.
//
// Where code and data happen to lie makes copies of one module differ by percents from process to
// process. So every arm has a copy of its own (two arms of one module included), a new assay-wasm
// is started for every round, and the arms are loaded in an order drawn at random: the round is the
// unit of statistics, and what the layout does is in its noise. After a start an arm runs once
// unmeasured unless its runs are long.
#pragma once
#include "base/result.hpp"
#include "target/observed_runner.hpp"
#include "target/process_runner.hpp"
#include "wasm/protocol.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace assay::target {

struct WasmArm {
  std::string entry;              // path of the module, binary or text format
  std::vector<std::string> args;  // args[0] is the program's name
  std::vector<std::string> env;   // "NAME=value", all that the module sees
  std::string input;              // path of standard input; empty: there is none
};

struct WasmOptions {
  std::string program;        // path of assay-wasm
  wasm::Engine engine{};      // of all arms
  std::vector<WasmArm> arms;  // TrialRequest::arm is an index into it
  double timeout_ns = 0;      // 0: none
  std::vector<int> pinned_cpus;
  AcceptedCodes accepted;
  bool keep_output = false;  // else it is counted only
  std::string cache;         // folder for compiled modules
  std::string search_path;   // where wasm2c and cc are looked for
  std::uint64_t seed = 0;    // of the load order
  int interrupt_fd = -1;     // readable: stop; its bytes are left where they are
  std::function<model::Disturbance(double tree_cpu_ns)> disturbance;  // as of ProcessOptions
};

class WasmRunner final : public ObservedRunner {
 public:
  // Reads, checks, compiles and loads all modules once. Faults: usage (no such file), program (no
  // module, an import that is not there, a missing tool), interrupted, internal.
  static Result<std::unique_ptr<WasmRunner>> start(WasmOptions options);
  ~WasmRunner() override;
  WasmRunner(const WasmRunner&) = delete;
  WasmRunner& operator=(const WasmRunner&) = delete;

  const std::vector<model::MeasuredMetric>& metrics() const override;
  Result<model::BatchOutcome> run(std::span<const model::TrialRequest> batch) override;
  model::HarnessCost cost() const override;
  const Captured& captured() const override;
  model::BackendRecord backend() const override;

 private:
  struct State;
  explicit WasmRunner(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace assay::target
