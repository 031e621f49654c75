// SPDX-License-Identifier: Apache-2.0
// Shell words with the quoting of every character kept, for those who must tell a|b from 'a|b'.
#pragma once
#include "base/result.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace assay::app {

enum class Quoting : char { bare, in_double, literal };  // literal: single quotes, or a backslash

struct Word {
  std::string text;              // quotes and backslashes removed
  std::vector<Quoting> quoting;  // one a byte
  bool bare(std::size_t i) const { return quoting[i] == Quoting::bare; }
  bool all_bare() const;
  // Whether the whole word is `word`, unquoted.
  bool is(std::string_view word) const { return text == word && all_bare(); }
};

// POSIX shell quoting (2.2) without any expansion; an unquoted newline separates words but is a
// word of its own, because a shell would end the command there. Faults: usage.
Result<std::vector<Word>> scan_words(std::string_view text);

}  // namespace assay::app
