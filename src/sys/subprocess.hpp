// SPDX-License-Identifier: Apache-2.0
// Runs a helper program (git, a build, valgrind) to its end and keeps what it said. Nothing here is
// measured; what is measured goes through the launcher.
#pragma once
#include "base/result.hpp"

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace assay::sys {

struct Subprocess {
  std::vector<std::string> argv;  // argv[0] is looked up on PATH
  std::string cwd;                // empty: the harness's own
  std::vector<std::string> env;   // "NAME=value", the whole environment; empty: the harness's own
  std::size_t keep = 1 << 20;     // last bytes of its output that are kept
  int interrupt_fd = -1;          // readable: its process group is killed
  double timeout_ns = 0;          // likewise after so long; 0: never
};

struct Finished {
  int code = 0;        // exit status, 128 + n for signal n
  std::string output;  // standard output, last `keep` bytes
  std::string errors;  // standard error, likewise
};

// Faults: program (could not be started, took too long), interrupted, internal.
Result<Finished> run_subprocess(const Subprocess& what);

}  // namespace assay::sys
