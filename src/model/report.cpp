// SPDX-License-Identifier: Apache-2.0
#include "model/report.hpp"

#include <array>

namespace assay::model {
namespace {

// In the order of the enumerators; the words are in files: never change one.
constexpr std::array<std::string_view, 3> kStatuses = {"complete", "interrupted", "failed"};
constexpr std::array<std::string_view, 3> kSeverities = {"note", "warning", "error"};

}  // namespace

std::string_view name(Status status) {
  return kStatuses[std::size_t(status)];
}
std::string_view name(Severity severity) {
  return kSeverities[std::size_t(severity)];
}

std::optional<std::size_t> metric_index(const Report& report, std::string_view metric) {
  for (std::size_t i = 0; i < report.metrics.size(); ++i)
    if (report.metrics[i].metric.name == metric) return i;
  return std::nullopt;
}

const Arm* find_arm(const Report& report, std::string_view name) {
  for (const Arm& arm : report.arms)
    if (arm.name == name) return &arm;
  return nullptr;
}

const Column* column(const Report& report, const Arm& arm, std::string_view metric) {
  const auto index = metric_index(report, metric);
  if (!index || *index >= arm.samples.values.size()) return nullptr;
  const Column& found = arm.samples.values[*index];
  return found.empty() ? nullptr : &found;
}

const Summary* find_summary(const Arm& arm, std::string_view metric) {
  for (const Summary& summary : arm.summaries)
    if (summary.metric == metric) return &summary;
  return nullptr;
}

}  // namespace assay::model
