// SPDX-License-Identifier: Apache-2.0
#include "codec/export_rows.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace assay::codec {

std::string export_name(const model::Report& report, const model::Arm& arm) {
  if (!report.scenario) return arm.name;
  if (report.arms.size() == 1) return report.scenario->name;
  return report.scenario->name + "/" + arm.name;
}

void each_figure(const model::Report& report, const model::Arm& arm,
                 std::span<const std::string> metrics,
                 const std::function<void(const Figure&)>& use) {
  for (const model::MeasuredMetric& measured : report.metrics) {
    const std::string& name = measured.metric.name;
    if (!metrics.empty() && std::find(metrics.begin(), metrics.end(), name) == metrics.end())
      continue;
    const model::Summary* summary = model::find_summary(arm, name);
    if (summary != nullptr) use({measured.metric, *summary});
  }
}

std::optional<double> typical(const model::Summary& summary) {
  return summary.median ? summary.median : summary.mean;
}

std::string number_text(double value) {
  std::array<char, 32> space;
  const auto [end, error] = std::to_chars(space.data(), space.data() + space.size(), value);
  (void)error;  // 32 bytes hold every shortest double
  return {space.data(), end};
}

}  // namespace assay::codec
