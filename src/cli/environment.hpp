// SPDX-License-Identifier: Apache-2.0
// The one place that reads the environment and asks what the standard streams are.
#pragma once
#include "app/compare_options.hpp"
#include "app/outcome.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace assay::cli {

struct Environment {
  std::vector<std::pair<std::string, std::string>> variables;
  bool stdout_terminal = false;
  bool stderr_terminal = false;
  std::optional<unsigned> columns;  // of the terminal
  std::string cwd;
  // The value of a variable; none when it is unset or empty.
  std::optional<std::string> get(std::string_view name) const;
};

// Reads `variables` ("NAME=value", null-terminated), the terminals and the working folder.
Environment read_environment(const char* const* variables);

// What may be printed where. `shows_output`: the programs print on the same terminal, which nothing
// may then redraw. Pure.
app::Surroundings surroundings(const Environment& environment, app::Style style, bool quiet,
                               bool shows_output);

}  // namespace assay::cli
