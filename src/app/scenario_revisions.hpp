// SPDX-License-Identifier: Apache-2.0
// Arms of git revisions get a worktree each; their paths become paths in it.
#pragma once
#include "app/outcome.hpp"
#include "base/result.hpp"
#include "model/report.hpp"
#include "model/scenario.hpp"

#include <string>
#include <vector>

namespace assay::app {

struct Placed {
  std::vector<std::string> folders;      // by arm: where its commands run
  std::vector<model::Diagnostic> notes;  // which commit each revision is
  std::vector<std::string> spawns;       // what it runs, for --dry-run
};

// `look_only`: nothing is checked out or built, and the paths are those of the manifest's own tree.
// After it the arms have no `rev` any more. REQUIRES: an instance of scenario_instances(). Faults:
// as prepare_revisions().
enum class Checkout { build, look_only };
Result<Placed> place_arms(model::Scenario& scenario, const Surroundings& surroundings,
                          int interrupt_fd, Checkout checkout);

}  // namespace assay::app
