// SPDX-License-Identifier: Apache-2.0
#include "app/prove.hpp"

#include "cli/run.hpp"
#include "cli/subcommands.hpp"

namespace assay::cli {

int run_prove(Arguments words, const Environment& environment) {
  auto options = parse_prove(words);
  if (!options) return fail(options.error());
  if (!*options) return show_help("prove");
  settle_launcher((*options)->execution, environment);
  if (auto ok = app::check_files(**options); !ok) return fail(ok.error());
  const Presence presence{.style = (*options)->style,
                          .quiet = (*options)->quiet,
                          .json = (*options)->json || (*options)->report == "-",
                          .shows_output = false};
  return run_measured(presence, environment, [&](const app::Surroundings& around) {
    return app::prove(**options, around);
  });
}

}  // namespace assay::cli
