// SPDX-License-Identifier: Apache-2.0
#include "app/host_strictness.hpp"

#include "base/units.hpp"
#include "stats/summary.hpp"

#include <fmt/format.h>

#include <optional>

namespace assay::app {
namespace {

// As docs/doctor.md has them: about what an idle desktop uses, and what a hypervisor always takes.
constexpr double kMostForeign = 0.05;
constexpr double kMostSteal = 0.005;

void hold(std::vector<std::string>& out, const model::Column& column, double most,
          const std::string& what) {
  const auto median = stats::median(column.present());
  if (!median)
    out.push_back(fmt::format("{} while it ran is not told by this machine", what));
  else if (*median > most)
    out.push_back(fmt::format("{} took {} of the CPUs while it ran, more than {}", what,
                              format_share(*median), format_share(most)));
}

}  // namespace

std::vector<std::string> strict_objections(const std::vector<Finding>& findings, bool watched) {
  std::vector<std::string> out;
  for (const Finding& each : findings) {
    const bool of_hardware = each.id == "governor" || each.id == "turbo";
    const bool of_neighbours = watched && (each.id == "load" || each.id == "steal");
    if ((!of_hardware && !of_neighbours) || each.state == FindingState::ok) continue;
    out.push_back(fmt::format("{}: {}", each.id, each.value));
  }
  return out;
}

std::vector<std::string> strict_objections(const model::Rounds& rounds) {
  std::vector<std::string> out;
  hold(out, rounds.foreign_cpu, kMostForeign, "other programs");
  hold(out, rounds.steal, kMostSteal, "steal");
  return out;
}

}  // namespace assay::app
