// SPDX-License-Identifier: Apache-2.0
#include "app/overhead.hpp"

#include "cli/draft.hpp"
#include "cli/exit.hpp"
#include "cli/run.hpp"
#include "cli/subcommands.hpp"

namespace assay::cli {

int run_overhead(Arguments words, const Environment&) {
  auto read = read_draft(words, kOverhead);
  if (!read) return fail(read.error());
  if (!*read) return show_help("overhead");
  return fail({Fault::internal, "overhead is not there yet", "", ""});
}

}  // namespace assay::cli
