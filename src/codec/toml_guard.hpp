// SPDX-License-Identifier: Apache-2.0
// What toml++ 3.3 must not be handed, looked for before it reads:
// - a key with very many dots: it makes a table a dot and walks them by recursion, to the end of
//   the stack (its own limit counts brackets only);
// - other than ASCII outside of strings and comments, which no TOML has: its tests for white space
//   have no defined answer for some characters.
// A sieve, not a second parser: toml++ itself refuses what slips through.
#pragma once
#include "codec/toml_reader.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace assay::codec {

inline constexpr std::size_t kMaxTomlDots = 64;

struct TomlObjection {
  TomlPlace place;
  std::string what, why;
};
// The first thing of that kind.
std::optional<TomlObjection> object_to(std::string_view text);

}  // namespace assay::codec
