// SPDX-License-Identifier: Apache-2.0
#include "app/overhead.hpp"

#include "app/wording.hpp"
#include "cli/draft.hpp"
#include "cli/exit.hpp"
#include "cli/run.hpp"
#include "cli/subcommands.hpp"

#include <utility>

namespace assay::cli {

int run_overhead(Arguments words, const Environment& environment) {
  auto read = read_draft(words, kOverhead);
  if (!read) return fail(read.error());
  if (!*read) return show_help("overhead");
  Draft& draft = (*read)->draft;
  if (!(*read)->operands.empty() || (*read)->after_dashes)
    return fail(app::bad_usage("overhead takes no command of its own",
                               "it runs built-in workloads beside an agent",
                               "the agent is a flag: --agent './agent --audit'"));
  app::OverheadOptions options = std::move(draft.overhead);
  options.agent = std::move(draft.agent);
  app::CompareOptions& common = draft.common;
  options.min_rounds = common.min_rounds;
  options.max_rounds = common.max_rounds;
  options.max_time_ns = common.max_time_ns;
  options.seed = common.seed;
  options.alpha = common.alpha;
  options.execution = std::move(common.execution);
  options.style = common.style;
  options.json = common.json;
  options.report = common.report;
  options.quiet = common.quiet;
  settle_launcher(options.execution, environment);
  const Presence presence{.style = options.style,
                          .quiet = options.quiet,
                          .json = options.json || options.print_rules,
                          .shows_output = false};
  return run_measured(presence, environment, [&](const app::Surroundings& around) {
    return app::overhead(options, around);
  });
}

}  // namespace assay::cli
