// SPDX-License-Identifier: Apache-2.0
#include "report/disturbance.hpp"

#include "base/text.hpp"
#include "base/units.hpp"
#include "stats/summary.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace assay::report {
namespace {

// Below these nobody would look up from work.
constexpr double kForeign = 0.05;
constexpr double kSteal = 0.01;
constexpr double kPressure = 0.05;

std::string whole_percent(double share) {
  return fmt::format("{:.0f} %", share * 100);
}

struct Level {
  double typical;
  double worst;
  double sum;
};

std::optional<Level> level_of(const model::Column& column) {
  const std::vector<double> values = column.present();
  if (values.empty()) return std::nullopt;
  double sum = 0;
  for (const double value : values) sum += value;
  return Level{*stats::median(values), *std::max_element(values.begin(), values.end()), sum};
}

// Share of the trials' time that the programs themselves were kept waiting for a CPU.
std::optional<double> own_waiting(const model::Report& report) {
  double waited = 0;
  double wall = 0;
  for (const model::Arm& arm : report.arms) {
    const auto* waits = model::column(report, arm, "cpu_wait");
    const auto* walls = model::column(report, arm, "wall");
    if (waits == nullptr || walls == nullptr) continue;
    for (const double value : waits->present()) waited += value;
    for (const double value : walls->present()) wall += value;
  }
  if (!(wall > 0)) return std::nullopt;
  return waited / wall;
}

}  // namespace

std::optional<std::string> neighbour_remark(const model::Report& report) {
  const auto foreign = level_of(report.rounds.foreign_cpu);
  if (!foreign || foreign->typical < kForeign) return std::nullopt;
  return fmt::format("a neighbour used {} of the CPU", whole_percent(foreign->typical));
}

std::string disturbances(const model::Report& report) {
  std::vector<std::string> parts;
  if (const auto foreign = level_of(report.rounds.foreign_cpu))
    parts.push_back(fmt::format("other programs {} of the CPU (at most {})",
                                whole_percent(foreign->typical), whole_percent(foreign->worst)));
  if (const auto steal = level_of(report.rounds.steal)) {
    if (steal->worst >= kSteal)
      parts.push_back(fmt::format("stolen by the hypervisor {} (at most {})",
                                  whole_percent(steal->typical), whole_percent(steal->worst)));
    else
      parts.emplace_back("no steal");
  }
  if (const auto waiting = own_waiting(report))
    parts.push_back(fmt::format("waited for a CPU {} of the time", format_share(*waiting)));
  if (const auto pressure = level_of(report.rounds.cpu_pressure))
    if (pressure->worst >= kPressure)
      parts.push_back(fmt::format("CPU pressure {}", whole_percent(pressure->typical)));
  if (const auto swap = level_of(report.rounds.swap_pages))
    if (swap->sum > 0)
      parts.push_back(fmt::format("{} pages swapped", format_quantity(swap->sum, "count")));
  if (const auto throttled = level_of(report.rounds.throttled))
    if (throttled->worst > 0)
      parts.push_back(fmt::format("throttled {} (at most {})", whole_percent(throttled->typical),
                                  whole_percent(throttled->worst)));
  return join(parts, ", ");
}

std::string disturbances(const model::Disturbance& now) {
  std::vector<std::string> parts;
  if (now.foreign_cpu >= kForeign)
    parts.push_back(fmt::format("others use {} of the CPU", whole_percent(now.foreign_cpu)));
  if (now.steal >= kSteal) parts.push_back("steal " + whole_percent(now.steal));
  if (now.swap_pages > 0) parts.emplace_back("swapping");
  if (now.throttled > 0) parts.push_back("throttled " + whole_percent(now.throttled));
  return join(parts, ", ");
}

}  // namespace assay::report
