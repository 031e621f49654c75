// SPDX-License-Identifier: Apache-2.0
#include "app/render_report.hpp"
#include "cli/exit.hpp"
#include "cli/run.hpp"
#include "cli/subcommands.hpp"

namespace assay::cli {

int run_report(Arguments words, const Environment& environment) {
  auto options = parse_report(words);
  if (!options) return fail(options.error());
  if (!*options) return show_help("report");
  if (auto ok = app::check_files(**options); !ok) return fail(ok.error());
  const auto around = surroundings(environment, (*options)->style, false, false);
  return finish(app::render_report(**options, around), Talk::normal);
}

}  // namespace assay::cli
