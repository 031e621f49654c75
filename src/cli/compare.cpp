// SPDX-License-Identifier: Apache-2.0
#include "app/compare.hpp"

#include "cli/run.hpp"
#include "cli/subcommands.hpp"

#include <algorithm>

namespace assay::cli {
namespace {

using Parse = Result<std::optional<app::CompareOptions>> (*)(Arguments);
using Run = Result<app::Outcome> (*)(const app::CompareOptions&, const app::Surroundings&);

bool prints_itself(const app::CompareOptions& options) {
  return std::any_of(options.output.begin(), options.output.end(),
                     [](const auto& output) { return output.to == app::OutputTo::inherit; });
}

bool prints_document(const app::CompareOptions& options) {
  return options.json || options.report == "-" ||
         std::any_of(options.exports.begin(), options.exports.end(),
                     [](const app::Export& each) { return each.path == "-"; });
}

int run_options(Parse parse, Run run, std::string_view command, Arguments words,
                const Environment& environment) {
  auto options = parse(words);
  if (!options) return fail(options.error());
  if (!*options) return show_help(command);
  settle_launcher((*options)->execution, environment);
  if (auto ok = app::check_files(**options); !ok) return fail(ok.error());
  const Presence presence{.style = (*options)->style,
                          .quiet = (*options)->quiet,
                          .json = prints_document(**options),
                          .shows_output = prints_itself(**options)};
  return run_measured(presence, environment,
                      [&](const app::Surroundings& around) { return run(**options, around); });
}

}  // namespace

int run_compare(Arguments words, const Environment& environment) {
  return run_options(parse_compare, app::compare, "compare", words, environment);
}

int run_time(Arguments words, const Environment& environment) {
  return run_options(parse_time, app::time, "time", words, environment);
}

}  // namespace assay::cli
