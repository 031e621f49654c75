// SPDX-License-Identifier: Apache-2.0
#include "target/process_outcome.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>

namespace assay::target {
namespace {

using launcher::End;
using launcher::Stage;
using model::TrialEnd;

constexpr std::size_t kQuotedLines = 5;

std::string why_not_started(const launcher::TrialResult& result, std::string_view executable) {
  const char* why = std::strerror(result.code);
  switch (result.stage) {
    case Stage::spawn:
      return fmt::format("cannot start a process: {}", why);
    case Stage::input:
      return fmt::format("cannot open its standard input: {}", why);
    case Stage::output:
      return fmt::format("cannot open its standard output: {}", why);
    case Stage::cwd:
      return fmt::format("cannot enter its working folder: {}", why);
    case Stage::pin:
      return fmt::format("cannot pin it to the CPUs asked for: {}", why);
    case Stage::exec:
      break;
  }
  if (result.code == ENOEXEC)
    return fmt::format("{}: {} (a script needs a first line such as #!/bin/sh)",
                       printable(executable), why);
  return fmt::format("{}: {}", printable(executable), why);
}

}  // namespace

std::string last_lines(std::string_view text, std::size_t lines) {
  while (!text.empty() && text.back() == '\n') text.remove_suffix(1);
  std::size_t from = text.size();
  for (std::size_t i = 0; i < lines && from != std::string_view::npos && from > 0; ++i)
    from = text.rfind('\n', from - 1);
  text.remove_prefix(from == std::string_view::npos ? 0 : (from > 0 ? from + 1 : 0));
  std::vector<std::string> out;
  for (const std::string& line : split(text, '\n')) out.push_back(printable(line));
  return join(out, "\n");
}

model::TrialOutcome outcome_of(const launcher::TrialResult& result, std::string_view executable,
                               std::string_view errors) {
  model::TrialOutcome out;
  out.code = result.code;
  switch (result.end) {
    case End::exited:
      out.end = TrialEnd::exited;
      break;
    case End::signaled:
      out.end = TrialEnd::signaled;
      break;
    case End::timed_out:
      out.end = TrialEnd::timed_out;
      break;
    case End::lingered:
      out.end = TrialEnd::lingered;
      break;
    case End::cancelled:
      out.end = TrialEnd::cancelled;
      return out;
    case End::not_started:
      out.end = TrialEnd::not_started;
      out.detail = why_not_started(result, executable);
      return out;
    case End::wants_terminal:
      out.end = TrialEnd::signaled;
      out.detail = "it wanted the terminal, which a measured program does not get, and was killed";
      return out;
  }
  if (result.end != End::exited || result.code != 0) out.detail = last_lines(errors, kQuotedLines);
  if (result.survivors != 0) {
    if (!out.detail.empty()) out.detail += '\n';
    out.detail += "some of its processes could not be killed and may still run";
  }
  return out;
}

}  // namespace assay::target
