// SPDX-License-Identifier: Apache-2.0
#include "app/render_report.hpp"
#include "cli/run.hpp"
#include "cli/subcommands.hpp"

namespace assay::cli {

int run_report(Arguments words, const Environment& environment) {
  auto options = parse_report(words);
  if (!options) return fail(options.error());
  if (!*options) return show_help("report");
  const Presence presence{.style = (*options)->style,
                          .quiet = true,  // nothing moves and nothing is remarked on
                          .json = true,
                          .shows_output = false};
  return run_measured(presence, environment, [&](const app::Surroundings& around) {
    return app::render_report(**options, around);
  });
}

}  // namespace assay::cli
