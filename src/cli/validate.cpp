// SPDX-License-Identifier: Apache-2.0
#include "app/validate.hpp"

#include "cli/draft.hpp"
#include "cli/exit.hpp"
#include "cli/run.hpp"
#include "cli/subcommands.hpp"

namespace assay::cli {

int run_validate(Arguments words, const Environment&) {
  auto read = read_draft(words, kValidate);
  if (!read) return fail(read.error());
  if (!*read) return show_help("validate");
  return fail({Fault::internal, "validate is not there yet", "", ""});
}

}  // namespace assay::cli
