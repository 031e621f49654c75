// SPDX-License-Identifier: Apache-2.0
#include "cli/environment.hpp"

#include "base/text.hpp"
#include "sys/terminal.hpp"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <system_error>

namespace assay::cli {
namespace {

bool is_utf8(const Environment& environment) {
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    auto value = environment.get(name);
    if (!value) continue;
    std::transform(value->begin(), value->end(), value->begin(),
                   [](unsigned char c) { return char(std::tolower(c)); });
    return value->find("utf-8") != std::string::npos || value->find("utf8") != std::string::npos;
  }
  return false;
}

bool is_capable(const Environment& environment) {
  const auto term = environment.get("TERM");
  return term && *term != "dumb" && *term != "unknown";
}

unsigned columns_of(const Environment& environment) {
  constexpr long long kLeast = 20;
  constexpr long long kMost = 1000;
  if (const auto asked = parse_int(environment.get("COLUMNS").value_or("")))
    if (*asked >= kLeast && *asked <= kMost) return unsigned(*asked);
  return std::clamp(environment.columns.value_or(80), unsigned(kLeast), unsigned(kMost));
}

std::string cache_folder(const Environment& environment) {
  if (const auto folder = environment.get("XDG_CACHE_HOME"); folder && folder->front() == '/')
    return *folder + "/assay";
  if (const auto home = environment.get("HOME")) return *home + "/.cache/assay";
  return environment.cwd + "/.assay-cache";
}

}  // namespace

std::optional<std::string> Environment::get(std::string_view name) const {
  for (const auto& [key, value] : variables)
    if (key == name && !value.empty()) return value;
  return std::nullopt;
}

Environment read_environment(const char* const* variables) {
  Environment out;
  for (; variables != nullptr && *variables != nullptr; ++variables) {
    const std::string_view entry = *variables;
    const std::size_t equals = entry.find('=');
    if (equals != std::string_view::npos)
      out.variables.emplace_back(entry.substr(0, equals), entry.substr(equals + 1));
  }
  constexpr int kStdout = 1;
  constexpr int kStderr = 2;
  out.stdout_terminal = sys::is_terminal(kStdout);
  out.stderr_terminal = sys::is_terminal(kStderr);
  out.columns = sys::terminal_columns(kStdout);
  if (!out.columns) out.columns = sys::terminal_columns(kStderr);
  std::error_code error;
  out.cwd = std::filesystem::current_path(error).string();
  return out;
}

app::Surroundings surroundings(const Environment& environment, app::Style style, bool quiet,
                               bool shows_output) {
  app::Surroundings out;
  const bool capable = is_capable(environment);
  const bool wants_colour = !environment.get("NO_COLOR");
  const bool movable = environment.stderr_terminal && capable && !shows_output;
  switch (style) {
    case app::Style::automatic:
      out.colour = environment.stdout_terminal && capable && wants_colour;
      out.interactive = movable;
      break;
    case app::Style::full:
      out.colour = true;
      out.interactive = true;
      break;
    case app::Style::nocolor:
      out.interactive = movable;
      break;
    case app::Style::color:
      out.colour = true;
      break;
    case app::Style::basic:
    case app::Style::none:
      break;
  }
  if (quiet) out.interactive = false;
  out.unicode = is_utf8(environment);
  out.columns = columns_of(environment);
  out.path = environment.get("PATH").value_or("");
  out.cwd = environment.cwd;
  out.cache = cache_folder(environment);
  out.env = environment.variables;
  return out;
}

}  // namespace assay::cli
