// SPDX-License-Identifier: Apache-2.0
// Help at 80 columns, from the same tables that parse. Pure.
#pragma once
#include "cli/words.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace assay::cli {

struct Example {
  std::string_view line;  // what to type
  std::string_view does;
};

// What is said of a command besides its flags.
struct Page {
  std::string_view name;
  std::string_view summary;  // half a line, for the list of commands
  std::string_view usage;    // behind "assay NAME "
  std::string_view about;    // a paragraph or two, separated by an empty line
  std::span<const Example> examples;
  User user;
};

std::span<const Page> all_pages();
const Page* find_page(std::string_view name);

std::string overview();              // assay help
std::string page_text(const Page&);  // assay help compare, assay compare --help
// A subject that is no command: "metrics", "exit-codes".
std::optional<std::string> topic_text(std::string_view topic);
std::span<const std::string_view> all_topics();

}  // namespace assay::cli
