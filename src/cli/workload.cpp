// SPDX-License-Identifier: Apache-2.0
#include "app/workload.hpp"

#include "cli/draft.hpp"
#include "cli/exit.hpp"
#include "cli/run.hpp"
#include "cli/subcommands.hpp"

namespace assay::cli {

int run_workload(Arguments words, const Environment&) {
  auto read = read_draft(words, kWorkload);
  if (!read) return fail(read.error());
  if (!*read) return show_help("workload");
  return fail({Fault::internal, "workload is not there yet", "", ""});
}

}  // namespace assay::cli
