// SPDX-License-Identifier: Apache-2.0
// assay import, assay export
#include "app/export.hpp"
#include "app/import.hpp"
#include "app/wording.hpp"
#include "cli/draft.hpp"
#include "cli/exit.hpp"
#include "cli/run.hpp"
#include "cli/subcommands.hpp"

#include <utility>

namespace assay::cli {
namespace {

std::vector<std::string> operands_of(Read& read) {
  std::vector<std::string> out = std::move(read.operands);
  if (read.after_dashes)
    out.insert(out.end(), read.after_dashes->begin(), read.after_dashes->end());
  return out;
}

Talk talk_of(const Draft& draft) {
  return draft.common.quiet ? Talk::silent : Talk::normal;
}

}  // namespace

int run_import(Arguments words, const Environment&) {
  auto read = read_draft(words, kImport);
  if (!read) return fail(read.error());
  if (!*read) return show_help("import");
  Draft& draft = (*read)->draft;
  app::ImportOptions options = std::move(draft.import);
  options.paths = operands_of(**read);
  options.report = draft.common.report;
  if (options.paths.empty())
    return fail(app::bad_usage("import reads files", "none was named",
                               "for example: assay import bench.json"));
  if (draft.common.json && options.report)
    return fail(app::bad_usage("--json and --report contradict each other",
                               "the reports go to one place", "drop one of them"));
  return finish(app::import_results(options), talk_of(draft));
}

int run_export(Arguments words, const Environment&) {
  auto read = read_draft(words, kExport);
  if (!read) return fail(read.error());
  if (!*read) return show_help("export");
  Draft& draft = (*read)->draft;
  app::ExportOptions options = std::move(draft.exported);
  options.files = operands_of(**read);
  if (options.files.empty())
    return fail(app::bad_usage("export reads reports", "none was named",
                               "for example: assay export run.json --to bmf"));
  if (draft.export_to.empty())
    return fail(app::bad_usage("export needs a format", "--to is missing",
                               "for example: --to hyperfine; 'assay export --help' has them all"));
  return finish(app::export_reports(options), talk_of(draft));
}

}  // namespace assay::cli
