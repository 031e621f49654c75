// SPDX-License-Identifier: Apache-2.0
#include "app/gate.hpp"

#include "cli/exit.hpp"
#include "cli/run.hpp"
#include "cli/subcommands.hpp"

namespace assay::cli {

int run_gate(Arguments words, const Environment& environment) {
  auto options = parse_gate(words);
  if (!options) return fail(options.error());
  if (!*options) return show_help("gate");
  const auto around = surroundings(environment, (*options)->style, (*options)->quiet, false);
  return finish(app::gate(**options, around), (*options)->quiet ? Talk::silent : Talk::normal);
}

}  // namespace assay::cli
