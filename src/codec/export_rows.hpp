// SPDX-License-Identifier: Apache-2.0
// What the exporters share: which figures a report has, and what each is called.
#pragma once
#include "model/report.hpp"

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace assay::codec {

// The scenario's name; the arm's behind it where there are several, or alone where there is none.
std::string export_name(const model::Report& report, const model::Arm& arm);

struct Figure {
  const model::Metric& metric;
  const model::Summary& summary;
};
// The metrics of an arm that have a summary, in the report's order, those in `metrics` only unless
// it is empty.
void each_figure(const model::Report& report, const model::Arm& arm,
                 std::span<const std::string> metrics,
                 const std::function<void(const Figure&)>& use);

// The median, else the mean.
std::optional<double> typical(const model::Summary& summary);

// The shortest text that reads back the same.
std::string number_text(double value);

}  // namespace assay::codec
