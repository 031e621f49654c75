// SPDX-License-Identifier: Apache-2.0
#include "app/soak.hpp"

#include "app/wording.hpp"
#include "cli/draft.hpp"
#include "cli/run.hpp"
#include "cli/subcommands.hpp"

#include <utility>

namespace assay::cli {
namespace {

Result<app::SoakOptions> options_of(Read& read) {
  const bool after = read.after_dashes && !read.after_dashes->empty();
  if (!read.operands.empty() || after)
    return app::bad_usage("soak takes no " + app::in_quotes(after ? read.after_dashes->front()
                                                                  : read.operands.front()),
                          "the agent is given by a flag, and so are the workers",
                          "quote the agent as one word: --agent './agent --audit'");
  app::CompareOptions& common = read.draft.common;
  app::SoakOptions out = std::move(read.draft.soak);
  out.agent = std::move(read.draft.agent);
  out.execution = std::move(common.execution);
  out.style = common.style;
  out.json = common.json;
  out.report = std::move(common.report);
  out.quiet = common.quiet;
  return out;
}

}  // namespace

int run_soak(Arguments words, const Environment& environment) {
  auto read = read_draft(words, kSoak);
  if (!read) return fail(read.error());
  if (!*read) return show_help("soak");
  auto options = options_of(**read);
  if (!options) return fail(options.error());
  settle_launcher(options->execution, environment);
  if (auto ok = app::check_soak(*options); !ok) return fail(ok.error());
  const Presence presence{.style = options->style,
                          .quiet = options->quiet,
                          .json = options->json || options->report == "-",
                          .shows_output = false};
  return run_measured(presence, environment,
                      [&](const app::Surroundings& around) { return app::soak(*options, around); });
}

}  // namespace assay::cli
