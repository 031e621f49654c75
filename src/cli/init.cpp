// SPDX-License-Identifier: Apache-2.0
#include "app/init.hpp"

#include "cli/exit.hpp"
#include "cli/run.hpp"
#include "cli/subcommands.hpp"

namespace assay::cli {

int run_init(Arguments words, const Environment& environment) {
  auto options = parse_init(words);
  if (!options) return fail(options.error());
  if (!*options) return show_help("init");
  (*options)->cwd = environment.cwd;
  return finish(app::init(**options), Talk::normal);
}

}  // namespace assay::cli
