// SPDX-License-Identifier: Apache-2.0
#include "cli/exit.hpp"

#include "base/text.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>

namespace assay::cli {
namespace {

constexpr std::array kTable = {
    ExitRow{app::Exit::interrupted,
            "interrupted; a report that was asked for holds what was measured"},
    ExitRow{app::Exit::internal, "internal error, or the machine failed (disk full, no processes)"},
    ExitRow{app::Exit::usage, "bad usage or input"},
    ExitRow{app::Exit::program, "a measured program could not run, failed or timed out"},
    ExitRow{app::Exit::failed, "a gate failed: a regression under --check, a proof that is broken"},
    ExitRow{app::Exit::baseline, "the baseline is missing or cannot be compared"},
    ExitRow{app::Exit::inconclusive, "inconclusive: under --check, or a proof that cannot tell"},
    ExitRow{app::Exit::pass, "done; without --check whatever the verdict"},
};

// Every line made safe to show: parts may quote what a file or a program said. Later lines (the end
// of a program's output) stay under the first.
std::string shown(std::string_view text, std::size_t indent) {
  std::string out;
  for (const std::string& line : split(trim(text), '\n')) {
    if (!out.empty()) out.append(1, '\n').append(indent, ' ');
    out += printable(line);
  }
  return out;
}

void add_part(std::string& out, std::string_view label, std::string_view text) {
  if (!trim(text).empty()) out.append(label).append(shown(text, label.size())).append(1, '\n');
}

}  // namespace

std::span<const ExitRow> exit_table() {
  return kTable;
}

std::string error_text(const Error& error) {
  std::string out;
  add_part(out, "error: ", error.what);
  add_part(out, "  why: ", error.why);
  add_part(out, "  next: ", error.hint);
  return out;
}

void print_error(const Error& error) {
  std::fputs(error_text(error).c_str(), stderr);
}

Result<void> print(std::string_view text) {
  errno = 0;
  const bool written =
      std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0;
  if (written || errno == EPIPE) return {};
  return Error{.fault = Fault::internal,
               .what = "cannot write to standard output",
               .why = std::strerror(errno),
               .hint = "send it somewhere with room"};
}

void ignore_closed_pipes() {
  std::signal(SIGPIPE, [](int) {});
}

int finish(const Result<app::Outcome>& result, Talk talk) {
  if (!result) {
    print_error(result.error());
    return to_int(app::exit_for(result.error().fault));
  }
  app::Exit exit = result->exit;
  if (talk == Talk::normal)
    for (const std::string& note : result->notes)
      std::fprintf(stderr, "%s\n", shown(note, 2).c_str());
  if (auto printed = print(result->out); !printed) {
    print_error(printed.error());
    exit = app::worst(exit, app::exit_for(printed.error().fault));
  }
  if (result->error) {
    print_error(*result->error);
    exit = app::worst(exit, app::exit_for(result->error->fault));
  }
  return to_int(exit);
}

}  // namespace assay::cli
