// SPDX-License-Identifier: Apache-2.0
#include "app/scenario_revisions.hpp"

#include "app/revisions.hpp"
#include "app/scenario_command.hpp"
#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <utility>

namespace assay::app {
namespace {

namespace fs = std::filesystem;

std::string below(const std::string& folder, const std::string& path) {
  const fs::path out = (fs::path(folder) / path).lexically_normal();
  return (out.has_filename() ? out : out.parent_path()).string();
}

void move_into(const std::string& folder, model::ScenarioArm& arm) {
  arm.cwd = below(folder, arm.cwd.value_or(""));
  if (arm.input) arm.input = below(folder, *arm.input);
  if (!arm.entry) return;
  const std::string entry = below(folder, *arm.entry);
  std::replace(arm.command.argv.begin(), arm.command.argv.end(), *arm.entry, entry);
  arm.entry = entry;
}

std::optional<std::string> build_line(const model::Scenario& scenario) {
  if (scenario.build.empty()) return std::nullopt;
  return line_of(scenario.build).text;
}

}  // namespace

Result<Placed> place_arms(model::Scenario& scenario, const Surroundings& surroundings,
                          int interrupt_fd, Checkout checkout) {
  Placed out;
  std::vector<std::string> revs;
  for (const auto& arm : scenario.arms)
    if (arm.rev && std::count(revs.begin(), revs.end(), *arm.rev) == 0) revs.push_back(*arm.rev);
  const auto build = build_line(scenario);
  std::vector<Revision> revisions;
  if (!revs.empty() && checkout == Checkout::build) {
    auto made = prepare_revisions({.revs = revs,
                                   .build = build,
                                   .cwd = scenario.folder,
                                   .cache = surroundings.cache,
                                   .interrupt_fd = interrupt_fd});
    if (!made) return std::move(made).error();
    revisions = std::move(*made);
  }
  for (const std::string& rev : revs) {
    out.spawns.push_back(fmt::format("worktree of revision {}: git worktree add {}", printable(rev),
                                     shell_quote(rev)));
    if (build)
      out.spawns.push_back(fmt::format("build of revision {}, in its worktree: sh -c {}",
                                       printable(rev), shell_quote(*build)));
  }
  for (const Revision& revision : revisions)
    out.notes.push_back(
        {model::Severity::note, "revision",
         fmt::format("{} is commit {}{}", revision.name, revision.commit.substr(0, 12),
                     revision.built ? ", built now" : ", built earlier")});
  for (auto& arm : scenario.arms) {
    if (arm.rev) {
      const auto found =
          std::find_if(revisions.begin(), revisions.end(),
                       [&](const Revision& revision) { return revision.name == *arm.rev; });
      move_into(found == revisions.end() ? scenario.folder : found->folder, arm);
      arm.rev.reset();
    }
    out.folders.push_back(arm.cwd.value_or(scenario.folder));
  }
  return out;
}

}  // namespace assay::app
