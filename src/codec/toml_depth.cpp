// SPDX-License-Identifier: Apache-2.0
#include "codec/toml_depth.hpp"

#include <algorithm>

namespace assay::codec {
namespace {

// The string that `text` begins with, up to and with its closing quotes: one line, or three quotes
// and any number. Dots in it are no keys.
std::size_t string_length(std::string_view text) {
  const char quote = text.front();
  const std::string triple(3, quote);
  const bool lines = text.starts_with(triple);
  for (std::size_t i = lines ? 3 : 1; i < text.size(); ++i) {
    if (quote == '"' && text[i] == '\\')
      ++i;
    else if (lines && text.substr(i).starts_with(triple))
      return i + 3;
    else if (!lines && (text[i] == quote || text[i] == '\n'))
      return i + 1;
  }
  return text.size();
}

}  // namespace

std::optional<TomlPlace> too_deep(std::string_view text) {
  std::size_t dots = 0;
  for (std::size_t i = 0; i < text.size();) {
    const char c = text[i];
    if (c == '"' || c == '\'') {
      i += string_length(text.substr(i));
      continue;
    }
    if (c == '#') {
      i = std::min(text.find('\n', i), text.size());
      continue;
    }
    if (c == '.') ++dots;
    if (std::string_view(",=[]{}\n").find(c) != std::string_view::npos) dots = 0;
    if (dots > kMaxTomlDots)
      return TomlPlace{std::size_t(std::count(text.begin(), text.begin() + long(i), '\n')) + 1, 1};
    ++i;
  }
  return std::nullopt;
}

}  // namespace assay::codec
