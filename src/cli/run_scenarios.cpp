// SPDX-License-Identifier: Apache-2.0
#include "app/run.hpp"
#include "cli/run.hpp"
#include "cli/subcommands.hpp"

#include <algorithm>

namespace assay::cli {

int run_scenarios(Arguments words, const Environment& environment) {
  auto options = parse_run(words);
  if (!options) return fail(options.error());
  if (!*options) return show_help("run");
  app::RunOptions& asked = **options;
  settle_launcher(asked.common.execution, environment);
  if (auto ok = app::check_files(asked); !ok) return fail(ok.error());
  const bool document = asked.common.json || asked.common.report == "-" ||
                        std::any_of(asked.formats.begin(), asked.formats.end(),
                                    [](const app::CiOutput& each) { return each.path == "-"; });
  const Presence presence{.style = asked.common.style,
                          .quiet = asked.common.quiet,
                          .json = document,
                          .shows_output = false};
  return run_measured(presence, environment,
                      [&](const app::Surroundings& around) { return app::run(asked, around); });
}

}  // namespace assay::cli
