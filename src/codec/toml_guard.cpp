// SPDX-License-Identifier: Apache-2.0
#include "codec/toml_guard.hpp"

#include "base/text.hpp"
#include "base/utf8.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>

namespace assay::codec {
namespace {

// The string that `text` begins with, up to and with its closing quotes: one line, or three quotes
// and any number of lines, where up to two more quotes before the closing ones belong to the text.
std::size_t string_length(std::string_view text) {
  const char quote = text.front();
  const std::string triple(3, quote);
  const bool lines = text.starts_with(triple);
  for (std::size_t i = lines ? 3 : 1; i < text.size(); ++i) {
    if (quote == '"' && text[i] == '\\')
      ++i;
    else if (lines && text.substr(i).starts_with(triple))
      return std::min(text.find_first_not_of(quote, i), std::min(text.size(), i + 5));
    else if (!lines && (text[i] == quote || text[i] == '\n'))
      return i + 1;
  }
  return text.size();
}

TomlPlace place_at(std::string_view text, std::size_t at) {
  const std::string_view before = text.substr(0, at);
  TomlPlace place;
  place.line += std::size_t(std::count(before.begin(), before.end(), '\n'));
  // npos + 1 is 0; continuation bytes are no columns of their own.
  const std::string_view line = before.substr(before.rfind('\n') + 1);
  place.column += std::size_t(std::count_if(
      line.begin(), line.end(), [](char c) { return (std::uint8_t(c) & 0xc0) != 0x80; }));
  return place;
}

}  // namespace

std::optional<TomlObjection> object_to(std::string_view text) {
  constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
  std::size_t dots = 0;
  for (std::size_t i = text.starts_with(kByteOrderMark) ? kByteOrderMark.size() : 0;
       i < text.size();) {
    const char c = text[i];
    if (c == '"' || c == '\'') {
      // Else there is no telling what of the rest the reader takes for a string.
      if (i > 0 && std::string_view(" \t\r\n=,.[{\xbf").find(text[i - 1]) == std::string_view::npos)
        return TomlObjection{place_at(text, i), "a quote in the middle of a word", ""};
      i += string_length(text.substr(i));
      continue;
    }
    if (c == '#') {
      i = std::min(text.find('\n', i), text.size());
      continue;
    }
    if (std::uint8_t(c) >= 0x80) {
      const std::string_view rest = text.substr(i);
      return TomlObjection{
          place_at(text, i),
          "'" + printable(rest.substr(0, first_rune(rest).length)) + "' outside of a string",
          "keys and values without quotes are ASCII"};
    }
    if (c == '.') ++dots;
    if (std::string_view(",=[]{}\n").find(c) != std::string_view::npos) dots = 0;
    if (dots > kMaxTomlDots)
      return TomlObjection{place_at(text, i), "a key with too many dots",
                           fmt::format("the limit is {}", kMaxTomlDots)};
    ++i;
  }
  return std::nullopt;
}

}  // namespace assay::codec
