// SPDX-License-Identifier: Apache-2.0
// One code point at a time from bytes that may be anything: names, output of programs, old files.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace assay {

struct Rune {
  char32_t code = 0;       // the byte itself when not valid
  std::size_t length = 1;  // bytes taken; 1 when not valid
  bool valid = false;      // shortest form, no surrogate, at most U+10FFFF
};

// REQUIRES: not empty.
Rune first_rune(std::string_view text);

// Columns that `text` takes in a terminal: combining marks 0, East Asian wide and emoji 2, every
// invalid byte 1. Control characters count 0: show text through printable() first.
std::size_t display_width(std::string_view text);

// The same text with every invalid byte replaced by U+FFFD.
std::string valid_utf8(std::string_view text);

}  // namespace assay
