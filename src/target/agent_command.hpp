// SPDX-License-Identifier: Apache-2.0
// Agents that live inside the commands of an arm: a wrapper before them, a library in them. Pure.
#pragma once
#include "base/result.hpp"
#include "target/process_runner.hpp"

#include <string>
#include <vector>

namespace assay::target {

// `words` before the command's; `executable` is the wrapper's, found. The command itself is named
// by the path of its program, so that the wrapper finds it whatever its name was.
Command wrapped(Command command, const std::vector<std::string>& words,
                const std::string& executable);

// The library first in LD_PRELOAD; what stands there already stays behind it.
Command preloaded(Command command, const std::string& library);

}  // namespace assay::target
