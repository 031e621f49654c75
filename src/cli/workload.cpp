// SPDX-License-Identifier: Apache-2.0
#include "app/workload.hpp"

#include "app/wording.hpp"
#include "cli/draft.hpp"
#include "cli/exit.hpp"
#include "cli/run.hpp"
#include "cli/subcommands.hpp"
#include "sys/signals.hpp"

namespace assay::cli {

int run_workload(Arguments words, const Environment&) {
  auto read = read_draft(words, kWorkload);
  if (!read) return fail(read.error());
  if (!*read) return show_help("workload");
  app::WorkloadOptions& options = (*read)->draft.workload;
  options.json = options.json || (*read)->draft.common.json;
  std::vector<std::string>& names = (*read)->operands;
  if ((*read)->after_dashes)
    names.insert(names.end(), (*read)->after_dashes->begin(), (*read)->after_dashes->end());
  if (names.size() != (options.list ? 0 : 1))
    return fail(app::bad_usage(
        options.list ? "--list takes no name" : "workload runs one workload",
        names.empty() ? "none was named" : "there are " + std::to_string(names.size()) + " names",
        "assay workload --list describes them"));
  if (!names.empty()) options.name = std::move(names.front());
  auto interrupts = sys::Interrupts::install();
  if (!interrupts) return fail(interrupts.error());
  options.interrupt_fd = (*interrupts)->fd();
  return finish(app::workload(options), Talk::normal);
}

}  // namespace assay::cli
