// SPDX-License-Identifier: Apache-2.0
// The harness's end of an assay-wasm: one process, until it is stopped or lost with a module.
#pragma once
#include "base/result.hpp"
#include "sys/part.hpp"
#include "wasm/protocol.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assay::target {

// A module that can be run.
struct WasmModule {
  std::string binary;
  bool imports = false;  // anything of WASI
  bool memory = false;   // exports its memory
};

struct WasmLoad {
  std::uint32_t slot = 0;
  wasm::Engine engine{};
  std::string path;   // of the module: binary, or compiled
  std::string input;  // path of standard input; empty: there is none
  std::vector<std::string> args;
  std::vector<std::string> env;  // "NAME=value"
  bool keep_output = false;
};

// What came of a trial. Without a result: why there is none.
struct WasmTrial {
  std::optional<wasm::TrialResult> result;
  std::string errors;      // the end of standard error
  bool late = false;       // it took longer than it may; the process is stopped
  bool cancelled = false;  // the user asked to stop; likewise
  std::string lost;        // how the process ended with it; likewise
};

class WasmClient {
 public:
  // Faults: usage (CPUs that it cannot be pinned to), interrupted, internal.
  static Result<WasmClient> start(const std::string& program, const std::vector<int>& pinned_cpus,
                                  int interrupt_fd);
  WasmClient() = default;

  bool running() const { return part_.running(); }
  void stop() { part_.stop(); }
  // Version of the libwabt in it.
  const std::string& libwabt() const { return libwabt_; }

  // Whether the bytes (binary or text format) are a module for `engine`; `name` is for messages.
  // Faults: program (it is none, or needs what is not there), interrupted, internal.
  Result<WasmModule> inspect(std::string bytes, wasm::Engine engine, const std::string& name);
  // How long it took, ns. Faults: program, interrupted, internal.
  Result<double> load(const WasmLoad& load);
  // `output` is given what the module writes to standard output.
  WasmTrial run(const wasm::Trial& trial, double timeout_ns,
                const std::function<void(std::string_view)>& output);

 private:
  bool send(wasm::Kind kind, std::string_view head, std::string_view rest = {});
  Result<std::string> answer(wasm::Kind kind, std::size_t least, const std::string& doing);

  sys::Part part_;
  int interrupt_fd_ = -1;
  std::string libwabt_;
};

// Text of a module's or a tool's, for a message: its first lines, made printable.
std::string first_lines(std::string_view text, std::size_t lines);

}  // namespace assay::target
