// SPDX-License-Identifier: Apache-2.0
// toml++ makes a table a dot of a key and walks them by recursion: a key of a million dots would be
// the end of the stack. Its own limit counts brackets only, so dots are counted before it reads.
#pragma once
#include "codec/toml_reader.hpp"

#include <cstddef>
#include <optional>
#include <string_view>

namespace assay::codec {

inline constexpr std::size_t kMaxTomlDots = 64;

// Where the first key with more than kMaxTomlDots dots is.
std::optional<TomlPlace> too_deep(std::string_view text);

}  // namespace assay::codec
