// SPDX-License-Identifier: Apache-2.0
#include "report/summarise.hpp"

#include "stats/summary.hpp"

#include <algorithm>
#include <vector>

namespace assay::report {
namespace {

std::optional<model::Summary> made(const model::Column& column, std::string_view metric,
                                   double alpha) {
  std::vector<double> values = column.present();
  if (values.empty()) return std::nullopt;
  model::Summary summary;
  summary.metric = metric;
  summary.count = values.size();
  summary.mean = stats::mean(values);
  summary.stddev = stats::spread(values);
  // Sorted once: each of the order statistics below sorts its copy, which then costs little.
  std::sort(values.begin(), values.end());
  summary.min = values.front();
  summary.max = values.back();
  summary.median = stats::median(values);
  if (const auto interval = stats::median_interval(values, alpha)) {
    summary.median_lower = interval->lower;
    summary.median_upper = interval->upper;
  }
  summary.p90 = stats::tail_percentile(values, 0.90);
  summary.p95 = stats::tail_percentile(values, 0.95);
  summary.p99 = stats::tail_percentile(values, 0.99);
  return summary;
}

// A file may say anything; the functions of stats want a sensible level.
double alpha_of(const model::Report& report) {
  const double alpha = report.plan.alpha;
  return alpha > 0 && alpha < 1 ? alpha : 0.01;
}

}  // namespace

void summarise(model::Report& report) {
  for (model::Arm& arm : report.arms) {
    arm.summaries.clear();
    for (std::size_t k = 0; k < arm.samples.values.size() && k < report.metrics.size(); ++k)
      if (auto summary =
              made(arm.samples.values[k], report.metrics[k].metric.name, alpha_of(report)))
        arm.summaries.push_back(std::move(*summary));
  }
}

std::optional<model::Summary> summary_of(const model::Report& report, const model::Arm& arm,
                                         std::string_view metric) {
  if (const auto* held = model::find_summary(arm, metric)) return *held;
  const auto* values = model::column(report, arm, metric);
  return values == nullptr ? std::nullopt : made(*values, metric, alpha_of(report));
}

}  // namespace assay::report
