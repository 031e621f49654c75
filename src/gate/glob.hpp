// SPDX-License-Identifier: Apache-2.0
// Shell-like patterns: '*' any text, '?' any one byte, everything else itself. Time is at most the
// product of the two lengths, whatever the pattern.
#pragma once
#include <string_view>

namespace assay::gate {

bool matches(std::string_view pattern, std::string_view text);
inline bool is_literal(std::string_view pattern) {
  return pattern.find_first_of("*?") == std::string_view::npos;
}

}  // namespace assay::gate
