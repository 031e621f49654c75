// SPDX-License-Identifier: Apache-2.0
#include "target/readiness.hpp"

#include "sys/subprocess.hpp"
#include "target/process_outcome.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace assay::target {
namespace {

constexpr double kFirstLook = 1e6;
constexpr double kLongestLook = 50e6;
constexpr double kPatience = 2e9;
constexpr double kLeastPatience = 100e6;
constexpr std::size_t kQuotedLines = 8;

}  // namespace

double pause_between_looks(double waited_ns) {
  return std::clamp(waited_ns / 20, kFirstLook, kLongestLook);
}

double patience_of_look(double left_ns) {
  return std::clamp(left_ns, kLeastPatience, kPatience);
}

std::string ending(const launcher::TrialResult& result, const std::string& executable) {
  const model::TrialOutcome outcome = outcome_of(result, executable, "");
  switch (outcome.end) {
    case model::TrialEnd::exited:
      return fmt::format("exited with code {}", outcome.code);
    case model::TrialEnd::signaled:
      return fmt::format("was killed by signal {}", outcome.code);
    case model::TrialEnd::not_started:
      return fmt::format("could not be started ({})", outcome.detail);
    default:
      return "has gone";
  }
}

std::string with_last_lines(std::string text, const std::string& log) {
  const std::string lines = last_lines(log, kQuotedLines);
  text += text.empty() ? "" : "\n";
  return text + (lines.empty() ? "it wrote nothing" : "its last lines:\n" + lines);
}

Result<std::string> ask_command(const Command& command, const std::string& what, double patience_ns,
                                int interrupt_fd) {
  sys::Subprocess asked;
  asked.argv = command.argv;
  asked.argv[0] = command.executable;
  asked.cwd = command.cwd;
  asked.env = command.env;
  asked.interrupt_fd = interrupt_fd;
  asked.timeout_ns = patience_ns;
  auto finished = sys::run_subprocess(asked);
  if (!finished && finished.error().fault == Fault::interrupted) return finished.error();
  if (!finished) return what + ": " + finished.error().text();
  if (finished->code == 0) return std::string();
  const std::string said = last_lines(finished->errors, 1);
  return fmt::format("{} exits with {}{}", what, finished->code, said.empty() ? "" : ": " + said);
}

}  // namespace assay::target
