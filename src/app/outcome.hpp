// SPDX-License-Identifier: Apache-2.0
// What a use case hands to the command line: text for standard output, remarks for standard error,
// and how it ended. cli prints and exits; nothing below it does.
#pragma once
#include "base/result.hpp"
#include "model/ports.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace assay::app {

// docs/exit-codes.md. 2 is never used: make turns every failure into 2.
enum class Exit : std::uint8_t {
  pass = 0,
  failed = 1,  // a gate failed
  inconclusive = 3,
  baseline = 4,  // missing or not comparable
  program = 5,   // a measured program could not run, failed or timed out
  usage = 64,
  internal = 70,
  interrupted = 130
};

// The one code an error maps to.
Exit exit_for(Fault fault);
// The worse of two: 130, 70, 64, 5, 1, 4, 3, 0.
Exit worst(Exit a, Exit b);

struct Outcome {
  Exit exit = Exit::pass;
  std::string out;                 // standard output, as it is; empty = nothing
  std::vector<std::string> notes;  // standard error, a line each, unless --quiet
  std::optional<Error> error;  // what cut it short although there is a result (a partial report)
};

// What cli read from the environment, so that no use case has to.
struct Surroundings {
  bool interactive = false;  // standard error is a terminal that can redraw a line
  bool colour = false;       // standard output may be coloured
  bool unicode = false;
  unsigned columns = 80;
  std::string path;  // PATH
  std::string cwd;
  std::string cache;                                     // folder for built revisions
  std::vector<std::pair<std::string, std::string>> env;  // what the programs inherit
  model::Progress* progress = nullptr;                   // never null in a use case
  // Standard output at once, for a use case with several results; never empty in one.
  std::function<Result<void>(std::string_view)> print;
};

}  // namespace assay::app
