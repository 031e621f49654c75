// SPDX-License-Identifier: Apache-2.0
#include "app/validate.hpp"

#include "app/wording.hpp"
#include "cli/draft.hpp"
#include "cli/exit.hpp"
#include "cli/run.hpp"
#include "cli/subcommands.hpp"

namespace assay::cli {

int run_validate(Arguments words, const Environment&) {
  auto read = read_draft(words, kValidate);
  if (!read) return fail(read.error());
  if (!*read) return show_help("validate");
  app::ValidateOptions options = std::move((*read)->draft.validate);
  std::vector<std::string> folders = std::move((*read)->operands);
  if ((*read)->after_dashes)
    folders.insert(folders.end(), (*read)->after_dashes->begin(), (*read)->after_dashes->end());
  if (folders.size() > 1)
    return fail(app::bad_usage(
        "validate takes one folder",
        "there are several: " + app::in_quotes(folders[0]) + ", " + app::in_quotes(folders[1]),
        "run it once for each"));
  if (!folders.empty()) options.folder = std::move(folders.front());
  options.json = (*read)->draft.common.json;
  options.quiet = (*read)->draft.common.quiet;
  if (auto ok = app::check_validate(options); !ok) return fail(ok.error());
  return finish(app::validate(options), options.quiet ? Talk::silent : Talk::normal);
}

}  // namespace assay::cli
