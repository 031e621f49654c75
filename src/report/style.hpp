// SPDX-License-Identifier: Apache-2.0
// How text for people may look, and the few operations that know about columns and colours.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace assay::report {

struct TextStyle {
  bool color = false;
  bool unicode = true;
  std::size_t width = 80;  // columns; no line is longer. Below 40 it is taken as 40.
  bool full = false;       // every metric instead of the ones that decide or moved
};

// What a piece of text means; the colour follows.
enum class Ink { plain, strong, faint, good, bad, unsure, first, second };

std::string paint(std::string_view text, Ink ink, const TextStyle& style);

// Safe to show: hostile bytes escaped, and without Unicode our own signs spelt in ASCII.
std::string shown(std::string_view text, const TextStyle& style);

// At most `width` columns; what is cut ends in an ellipsis.
std::string cut(std::string_view text, std::size_t width, const TextStyle& style);

enum class Align { left, right };
// Filled with blanks up to `width` columns.
std::string padded(std::string_view text, std::size_t width, Align align);

// Words flowing over lines of `width`, those after the first indented.
std::string wrapped(std::string_view text, std::size_t width, std::size_t indent);

std::size_t width_of(const TextStyle& style);

}  // namespace assay::report
