// SPDX-License-Identifier: Apache-2.0
// What stands behind a descriptor: a terminal, and how wide it is.
#pragma once
#include <optional>

namespace assay::sys {

bool is_terminal(int fd);
// Columns of the terminal; none when it is not one, or does not tell.
std::optional<unsigned> terminal_columns(int fd);

}  // namespace assay::sys
