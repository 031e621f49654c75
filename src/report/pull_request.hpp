// SPDX-License-Identifier: Apache-2.0
// A comment for a pull request in Markdown: the verdict first, a table of what decided, the rest
// folded.
#pragma once
#include "report/ci.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace assay::report {

// GitHub refuses comments of 65,536 characters and more.
inline constexpr std::size_t kCommentBytes = 60000;

// What does not fit into `max_bytes` is left out from the end, and counted.
std::string to_pull_request(const CiDocument& document, std::size_t max_bytes = kCommentBytes);

// Text that Markdown and HTML must not take for markup, nor a table for a separator.
std::string markdown_text(std::string_view text);

}  // namespace assay::report
