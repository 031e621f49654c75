// SPDX-License-Identifier: Apache-2.0
// From options to something that can run: programs found, environments made, revisions built, and
// an empty report that already says what will be measured.
#pragma once
#include "app/arms.hpp"
#include "app/compare_options.hpp"
#include "app/outcome.hpp"
#include "base/result.hpp"
#include "measure/plan.hpp"
#include "model/report.hpp"
#include "target/process_runner.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace assay::app {

struct Prepared {
  target::ProcessOptions process;
  std::vector<target::Command> setups;    // once each, before the first round
  std::vector<target::Command> cleanups;  // once each, after the last
  measure::Plan plan;
  model::Report report;
};

// `kind` is the use case's name ("compare", "time"). Builds revisions where asked, which can take
// long; says so on `surroundings.progress`. Faults: usage, program (not found, not executable, a
// build that failed), interrupted, internal.
Result<Prepared> prepare(const CompareOptions& options, const Surroundings& surroundings,
                         const std::string& kind, int interrupt_fd);

// The part of a report that does not depend on what is measured.
model::Report blank_report(const std::string& kind, std::uint64_t seed);

// The command with its program found and its environment complete.
Result<target::Command> spawnable(const CommandLine& line, const Execution& execution,
                                  const Surroundings& surroundings, const std::string& cwd);

target::ProcessOptions process_options(const Execution& execution, const ExitPolicy& exits);

// Where commands run: --cwd, counted from where we are.
std::string working_folder(const Execution& execution, const Surroundings& surroundings);

// --launcher, else the one beside the program.
Result<std::string> launcher_path(const std::optional<std::string>& asked);
// TMPDIR, else /tmp.
std::string scratch_folder(const Surroundings& surroundings);

// What a report says of the plan, and of a command that was made spawnable.
model::PlanRecord plan_record(const measure::Plan& plan, const Execution& execution);
model::CommandRecord command_record(const CommandLine& line, const target::Command& command,
                                    const Execution& execution);

// Fills in the hashes of the arms' programs. After the rounds: reading a large program first would
// warm the page cache for it.
void hash_executables(model::Report& report);

}  // namespace assay::app
