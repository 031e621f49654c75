// SPDX-License-Identifier: Apache-2.0
// Text helpers shared by every layer: splitting, strict numbers, near misses, safe display.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace assay {

std::vector<std::string> split(std::string_view text, char separator);
std::string_view trim(std::string_view text);
std::string join(std::span<const std::string> parts, std::string_view separator);

// The whole text as a finite decimal number / integer; anything left over is no number.
std::optional<double> parse_double(std::string_view text);
std::optional<long long> parse_int(std::string_view text);

// The candidate nearest to `word` by edit distance, if it is near enough to be a slip of the hand.
std::optional<std::string> nearest(std::string_view word, std::span<const std::string> candidates);

// Control bytes and invalid UTF-8 shown as \xNN, so that hostile names cannot drive a terminal.
std::string printable(std::string_view text);
// `text` as one word of a POSIX shell.
std::string shell_quote(std::string_view text);

}  // namespace assay
