// SPDX-License-Identifier: Apache-2.0
// From a command as it was typed to the words that are executed: POSIX quoting, what only a shell
// can do, and where the program is. Pure, except find_program().
#pragma once
#include "app/compare_options.hpp"
#include "base/result.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace assay::app {

// A command ready to be spawned once its program is found.
struct CommandLine {
  std::string text;               // as typed, parameters filled in
  std::vector<std::string> argv;  // never empty; through a shell: its words, "-c", text
  bool shell = false;
};

// The words of `text` by the quoting rules of the POSIX shell (2.2), with nothing expanded.
// Faults (usage): an unbalanced quote, a backslash at the end, no words at all.
Result<std::vector<std::string>> split_words(std::string_view text);

// What in `text` only a shell can do, as a remark in words ("'|' is for a shell"); none when
// splitting it into words means the same as a shell would.
std::optional<std::string> shell_need(std::string_view text);

// Splits `text`, or puts it behind `shell`'s words. `need` is the caller's answer for all arms and
// counts for ShellUse::automatic only. Faults (usage): as split_words; and, without a shell, an
// operator standing alone ("a | b", "a; b"), which would otherwise become an argument.
enum class Need { words, shell };
Result<CommandLine> command_line(const std::string& text, const ShellPolicy& shell, Need need);
// The same for a command that came as words; a shell gets them quoted.
Result<CommandLine> command_line(std::span<const std::string> argv, const ShellPolicy& shell,
                                 Need need);

// The file that executing `program` starts: looked up in `path` (PATH; empty = "/bin:/usr/bin") if
// it holds no '/', relative names and folders counted from `cwd`. Faults (program): not found, a
// folder, not executable; with the nearest way out as the hint.
Result<std::string> find_program(const std::string& program, std::string_view path,
                                 const std::string& cwd);

}  // namespace assay::app
