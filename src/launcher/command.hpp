// SPDX-License-Identifier: Apache-2.0
// Commands, each defined once and then spawned many times with two changing variables.
#pragma once
#include "launcher/low.hpp"
#include "launcher/protocol.hpp"
#include "launcher/wire.hpp"

#include <cstdint>

namespace assay::launcher {

struct Command {
  CommandHeader header;
  const char* executable = nullptr;
  const char* cwd = nullptr;
  const char* input = nullptr;   // "": /dev/null
  const char* output = nullptr;  // for Stream::path
  int output_descriptor = -1;    // for Stream::descriptor
  char** argv = nullptr;
  char** envp = nullptr;  // ends with room for the two changing variables
  char** changing = nullptr;
};

// The table of slots. Memory comes from mmap and stays until the launcher goes.
class Commands {
 public:
  // Reads a definition of `bytes` bytes; false when the harness is gone or breaks the protocol.
  bool define(Wire& wire, std::uint32_t bytes);
  Command* at(std::uint32_t slot) { return slot < kMaxCommands ? slots_[slot] : nullptr; }

 private:
  Command* slots_[kMaxCommands] = {};
};

// HYPERFINE_ITERATION and HYPERFINE_RANDOMIZED_ENVIRONMENT_OFFSET, rewritten before each spawn. The
// second has a length drawn at random, so that the stack's alignment is an error of each trial and
// not of the whole run.
class ChangingEnvironment {
 public:
  explicit ChangingEnvironment(std::uint64_t seed) : state_(seed | 1) {}
  void apply(Command& command, const Trial& trial);

 private:
  static constexpr std::uint32_t kLongest = 4096;
  std::uint64_t state_;
  Text<64> iteration_;
  char offset_[64 + kLongest] = {};
  std::uint32_t prefix_ = 0;
  std::uint32_t end_ = 0;
};

}  // namespace assay::launcher
