// SPDX-License-Identifier: Apache-2.0
// What the commands that measure have in common: the live view, who may print, how it ends.
#pragma once
#include "app/compare_options.hpp"
#include "app/outcome.hpp"
#include "base/result.hpp"
#include "cli/environment.hpp"
#include "report/style.hpp"

#include <functional>
#include <string_view>

namespace assay::cli {

// Prints an error and returns its exit code.
int fail(const Error& error);
// Prints the help of a command; 0.
int show_help(std::string_view command);

struct Presence {
  app::Style style = app::Style::automatic;
  bool quiet = false;
  bool json = false;          // the result is for machines: printed whatever the style
  bool shows_output = false;  // the programs print on this terminal
};

using UseCase = std::function<Result<app::Outcome>(const app::Surroundings&)>;
// Runs the use case under a live view, prints its result and returns the exit code.
int run_measured(const Presence& presence, const Environment& environment, const UseCase& use_case);

// --launcher, else ASSAY_LAUNCHER.
void settle_launcher(app::Execution& execution, const Environment& environment);

report::TextStyle text_style(const app::Surroundings& surroundings);

}  // namespace assay::cli
