// SPDX-License-Identifier: Apache-2.0
// Waiting until something that was started is ready: what servers and agents have in common.
#pragma once
#include "base/result.hpp"
#include "launcher/protocol.hpp"
#include "target/process_runner.hpp"

#include <string>

namespace assay::target {

// How long until the next look, `waited_ns` after the start: looks grow rarer with time, so that
// what they cost stays small and what they miss, too.
double pause_between_looks(double waited_ns);
// How long one look may take with `left_ns` until the deadline. The last one gets its time, too:
// cut short it would hide what has been answered before.
double patience_of_look(double left_ns);

// "exited with code 3", "was killed by signal 9".
std::string ending(const launcher::TrialResult& result, const std::string& executable);
// `text`, and the last lines of what was written.
std::string with_last_lines(std::string text, const std::string& log);

// Runs a command that exits with 0 when all is well: empty then, else why not, `what` ("its `ready`
// command") first. What it wrote is quoted where that says more. Faults: interrupted.
Result<std::string> ask_command(const Command& command, const std::string& what, double patience_ns,
                                int interrupt_fd);

}  // namespace assay::target
