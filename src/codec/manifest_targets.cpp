// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"
#include "codec/manifest_parts.hpp"

#include <algorithm>
#include <re2/re2.h>

namespace assay::codec {
namespace {

bool is_symbol(std::string_view text) {
  const auto letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  };
  return !text.empty() && letter(text.front()) &&
         std::all_of(text.begin(), text.end(),
                     [&](char c) { return letter(c) || (c >= '0' && c <= '9'); });
}

std::optional<std::string> symbol_of(const TomlValue& value) {
  auto text = text_of(value);
  if (!text || is_symbol(*text)) return text;
  value.wrong_value("a name that C can have", *text);
  return std::nullopt;
}

// A word without spaces and control characters: what a line of HTTP takes apart at spaces.
bool is_word(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c != 0x7f; });
}

std::optional<std::string> method_of(const TomlValue& value) {
  auto text = text_of(value);
  if (!text || (is_symbol(*text))) return text;
  value.wrong_value("a method such as GET", *text);
  return std::nullopt;
}

std::optional<std::string> path_of(const TomlValue& value) {
  auto text = text_of(value);
  if (!text || (is_word(*text) && text->front() == '/')) return text;
  value.wrong_value("a path that begins with '/' and has no spaces", *text);
  return std::nullopt;
}

std::optional<std::string> host_of(const TomlValue& value) {
  auto text = text_of(value);
  if (!text || is_word(*text)) return text;
  value.wrong_value("a host or an address", *text);
  return std::nullopt;
}

std::optional<TextTable> headers_of(const TomlValue& value) {
  auto headers = text_table_of(value);
  if (!headers) return std::nullopt;
  for (const auto& [name, text] : *headers)
    if (!is_word(name) || name.find(':') != std::string::npos ||
        text.find_first_of("\r\n") != std::string::npos) {
      value.fault("the header '" + printable(name) + "' cannot be sent",
                  "a name is one word without a colon, a value is one line");
      return std::nullopt;
    }
  return headers;
}

std::optional<std::string> pattern_of(const TomlValue& value) {
  auto text = text_of(value);
  if (!text) return std::nullopt;
  RE2::Options quiet;
  quiet.set_log_errors(false);
  const RE2 compiled(*text, quiet);
  if (compiled.ok()) return text;
  value.fault("'" + printable(*text) + "' is no regular expression", printable(compiled.error()),
              "the syntax is that of RE2");
  return std::nullopt;
}

void read_ready(const TomlValue& value, model::Readiness& out) {
  out = {};
  constexpr std::array<std::string_view, 5> kWays = {"http", "tcp", "log", "command", "shell"};
  for (std::size_t i = 0; i < kWays.size(); ++i)
    for (std::size_t j = i + 1; j < kWays.size(); ++j) reject_pair(value, kWays[i], kWays[j]);
  read_table(value,
             {field("http", out.http), field("tcp", out.tcp), field_by("log", out.log, pattern_of),
              field_by("command", out.command, hook_of), field_by("shell", out.command, shell_of),
              field_by("timeout", out.timeout_ns, some_time_of)});
}

}  // namespace

void read_library(const TomlValue& value, model::LibrarySettings& out) {
  constexpr std::uint64_t kMaxSlices = 10'000;
  read_table(value, {field_by("symbol", out.symbol, symbol_of),
                     field_by("slice", out.slice_ns, some_time_of),
                     count_field("slices", out.slices, {.min = 1, .max = kMaxSlices})});
}

void read_server(const TomlValue& value, model::ServerSettings& out) {
  constexpr std::uint64_t kMaxConnections = 10'000;
  constexpr double kMaxRate = 1e7;
  read_table(value,
             {field_by("host", out.host, host_of),
              count_field("port", out.port, {.max = 65535}),
              {"ready", [&](const TomlValue& ready) { read_ready(ready, out.ready); }},
              field_by("method", out.method, method_of),
              field_by("path", out.path, path_of),
              field_by("headers", out.headers, headers_of),
              field("body", out.body),
              count_field("status", out.status, {.min = 100, .max = 599}),
              {"rate",
               [&](const TomlValue& rate) {
                 const auto number = number_of(rate, {.min = 0, .max = kMaxRate});
                 if (number && *number == 0)
                   rate.fault("'" + rate.path() + "' must be > 0", "it is in requests a second",
                              "for a closed loop leave it out");
                 else if (number)
                   out.rate = number;
               }},
              count_field("connections", out.connections, {.min = 1, .max = kMaxConnections}),
              field_by("slice", out.slice_ns, some_time_of),
              duration_field("warm", out.warm_ns),
              count_field("restart_rounds", out.restart_rounds),
              duration_field("grace", out.grace_ns)});
}

void read_wasm(const TomlValue& value, model::WasmSettings& out) {
  read_table(value, {field_by("engine", out.engine, [](const TomlValue& engine) {
               return word_of(engine, {"wasm2c", "interp"});
             })});
}

}  // namespace assay::codec
