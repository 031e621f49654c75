// SPDX-License-Identifier: Apache-2.0
#include "app/soak.hpp"

#include "cli/draft.hpp"
#include "cli/exit.hpp"
#include "cli/run.hpp"
#include "cli/subcommands.hpp"

namespace assay::cli {

int run_soak(Arguments words, const Environment&) {
  auto read = read_draft(words, kSoak);
  if (!read) return fail(read.error());
  if (!*read) return show_help("soak");
  return fail({Fault::internal, "soak is not there yet", "", ""});
}

}  // namespace assay::cli
