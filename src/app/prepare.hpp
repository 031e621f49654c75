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

}  // namespace assay::app
