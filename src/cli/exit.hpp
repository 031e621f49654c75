// SPDX-License-Identifier: Apache-2.0
// The last things a command does: print the result, print what went wrong, name the code.
#pragma once
#include "app/outcome.hpp"
#include "base/result.hpp"

#include <span>
#include <string>
#include <string_view>

namespace assay::cli {

// The table of docs/exit-codes.md, worst first.
struct ExitRow {
  app::Exit exit;
  std::string_view meaning;
};
std::span<const ExitRow> exit_table();

inline int to_int(app::Exit exit) {
  return int(exit);
}

// "error: what", "  why: ...", "  next: ..."; parts that are empty are left out.
std::string error_text(const Error& error);
void print_error(const Error& error);

// Writes to standard output and flushes. A reader that has gone away (a pipe into head) is no
// error; a full disk is. REQUIRES: ignore_closed_pipes() was called.
Result<void> print(std::string_view text);
// A closed pipe becomes an error of the write instead of a death by SIGPIPE. By a handler, since an
// ignored signal would be inherited by the programs that are measured.
void ignore_closed_pipes();

// Prints what there is to print and returns the exit code. `silent`: no notes.
enum class Talk { normal, silent };
int finish(const Result<app::Outcome>& result, Talk talk);

}  // namespace assay::cli
