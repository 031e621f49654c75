// SPDX-License-Identifier: Apache-2.0
#include "app/commands.hpp"

#include "app/wording.hpp"
#include "app/words.hpp"
#include "base/text.hpp"
#include "sys/executable.hpp"

#include <algorithm>
#include <array>

namespace assay::app {
namespace {

// What a shell does itself and no program in PATH can do for it, or that POSIX lets a shell look at
// before PATH although a program of that name rarely exists.
constexpr std::array<std::string_view, 47> kShellOnly = {
    "!",        ".",       ":",        "alias",   "bg",     "break", "builtin", "case",
    "cd",       "command", "continue", "declare", "do",     "done",  "elif",    "else",
    "esac",     "eval",    "exec",     "exit",    "export", "fg",    "fi",      "for",
    "function", "getopts", "hash",     "if",      "jobs",   "local", "read",    "readonly",
    "return",   "set",     "shift",    "source",  "then",   "times", "trap",    "type",
    "ulimit",   "umask",   "unalias",  "unset",   "until",  "wait",  "while"};

bool is_operator(char c) {
  return std::string_view("|&;<>()").find(c) != std::string_view::npos;
}

bool is_name(std::string_view text) {
  const auto letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  };
  if (text.empty() || !letter(text.front())) return false;
  return std::all_of(text.begin(), text.end(),
                     [&](char c) { return letter(c) || (c >= '0' && c <= '9'); });
}

// NAME=... with an unquoted name and '=': an assignment when it stands before the command.
bool is_assignment(const Word& word) {
  const std::size_t equals = word.text.find('=');
  if (equals == std::string::npos || !is_name(std::string_view(word.text).substr(0, equals)))
    return false;
  for (std::size_t i = 0; i <= equals; ++i)
    if (!word.bare(i)) return false;
  return true;
}

std::optional<std::string> need_of(const Word& word) {
  for (std::size_t i = 0; i < word.text.size(); ++i) {
    const char c = word.text[i];
    if (word.quoting[i] == Quoting::literal) continue;
    if (c == '$' || c == '`') return in_quotes(std::string_view(&c, 1)) + " is expanded by a shell";
    if (!word.bare(i)) continue;
    if (c == '\n') return "it has several lines";
    if (is_operator(c)) return in_quotes(std::string_view(&c, 1)) + " is for a shell";
    if (c == '*' || c == '?') return in_quotes(word.text) + " is a pattern that a shell expands";
    if (c == '[' && word.text.find(']', i + 1) != std::string::npos)
      return in_quotes(word.text) + " is a pattern that a shell expands";
    if (i == 0 && c == '~') return in_quotes(word.text) + " is expanded by a shell";
    if (i == 0 && c == '#') return "'#' begins a comment of a shell";
  }
  if (word.is("{") || word.is("}")) return in_quotes(word.text) + " is for a shell";
  return std::nullopt;
}

// An operator that stands alone, or a ';' or '&' that ends a word: never meant as an argument.
const Word* stray_operator(const std::vector<Word>& words) {
  for (const Word& word : words) {
    if (word.text.empty()) continue;
    const std::size_t last = word.text.size() - 1;
    const bool ends = word.bare(last) && (word.text[last] == ';' || word.text[last] == '&');
    const bool alone =
        word.all_bare() && std::all_of(word.text.begin(), word.text.end(),
                                       [](char c) { return is_operator(c) || c == '\n'; });
    if (ends || alone) return &word;
  }
  return nullptr;
}

std::vector<std::string> texts(std::vector<Word> words) {
  std::vector<std::string> out;
  for (Word& word : words) out.push_back(std::move(word.text));
  return out;
}

Error empty_command() {
  return {.fault = Fault::usage,
          .what = "a command is empty",
          .why = "there is no program to run in it",
          .hint = "quote each command as one word: 'sleep 0.1'"};
}

std::vector<std::string> behind(std::vector<std::string> shell, std::string text) {
  shell.push_back("-c");
  shell.push_back(std::move(text));
  return shell;
}

std::vector<std::string> shell_words(const ShellPolicy& shell) {
  return shell.use == ShellUse::forced ? shell.program : std::vector<std::string>{"sh"};
}

bool through_shell(const ShellPolicy& shell, Need need) {
  return shell.use == ShellUse::forced || (shell.use == ShellUse::automatic && need == Need::shell);
}

}  // namespace

Result<std::vector<std::string>> split_words(std::string_view text) {
  auto words = scan_words(text);
  if (!words) return std::move(words).error();
  if (words->empty()) return empty_command();
  return texts(*std::move(words));
}

std::optional<std::string> shell_need(std::string_view text) {
  const auto words = scan_words(text);
  if (!words) return std::nullopt;  // split_words has the better message
  bool first = true;
  for (const Word& word : *words) {
    if (auto need = need_of(word)) return need;
    if (first && is_assignment(word)) return in_quotes(word.text) + " sets a variable of a shell";
    if (first && word.all_bare() &&
        std::find(kShellOnly.begin(), kShellOnly.end(), word.text) != kShellOnly.end())
      return in_quotes(word.text) + " is a word of the shell, not a program";
    first = false;
  }
  return std::nullopt;
}

Result<CommandLine> command_line(const std::string& text, const ShellPolicy& shell, Need need) {
  if (trim(text).empty()) return empty_command();
  if (through_shell(shell, need))
    return CommandLine{.text = text, .argv = behind(shell_words(shell), text), .shell = true};
  auto words = scan_words(text);
  if (!words) return std::move(words).error();
  if (words->empty() || words->front().text.empty()) return empty_command();
  if (const Word* stray = stray_operator(*words)) {
    return bad_usage(
        in_quotes(text) + " needs a shell, and -N forbids one",
        in_quotes(stray->text) + " would be an argument of " + in_quotes(words->front().text),
        "drop -N (--shell=none), or quote it if it is meant as an argument");
  }
  return CommandLine{.text = text, .argv = texts(*std::move(words)), .shell = false};
}

Result<CommandLine> command_line(std::span<const std::string> argv, const ShellPolicy& shell,
                                 Need need) {
  if (argv.empty() || argv.front().empty()) return empty_command();
  std::vector<std::string> words;
  for (const std::string& word : argv) words.push_back(shell_quote(word));
  const std::string text = join(words, " ");
  if (through_shell(shell, need))
    return CommandLine{.text = text, .argv = behind(shell_words(shell), text), .shell = true};
  return CommandLine{.text = text, .argv = {argv.begin(), argv.end()}, .shell = false};
}

Result<std::string> find_program(const std::string& program, std::string_view path,
                                 const std::string& cwd) {
  const std::string search(path.empty() ? "/bin:/usr/bin" : path);
  const auto from_here = [&](const std::string& file) {
    return file.starts_with('/') || cwd.empty() ? file : cwd + "/" + file;
  };
  auto found = sys::find_executable(program, search, cwd);
  if (found) return from_here(*found);
  const bool named_by_path = program.find('/') != std::string::npos;
  if (!named_by_path && sys::find_executable("./" + program, search, cwd))
    found.error().hint = "the one in this folder is " + in_quotes("./" + program);
  else if (found.error().hint.empty())
    found.error().hint = "check the path " + in_quotes(from_here(program));
  return found;
}

}  // namespace assay::app
