// SPDX-License-Identifier: Apache-2.0
// OpenMetrics 1.0 text: a gauge a metric in base units (seconds, bytes), a line a scenario, arm and
// statistic. Pure.
#pragma once
#include "codec/export.hpp"

#include <map>
#include <string>
#include <vector>

namespace assay::codec {

class OpenMetricsExporter : public Exporter {
 public:
  explicit OpenMetricsExporter(std::vector<std::string> metrics) : metrics_(std::move(metrics)) {}
  Result<std::size_t> add(const model::Report& report) override;
  std::string finish() override;

 private:
  // Lines of a family stand together, so they are gathered until the end.
  struct Family {
    std::string source;  // metric and unit that it was made of
    std::string unit;    // its UNIT line; empty = none
    std::string help;
    std::string lines;
  };
  std::pair<const std::string, Family>& family_of(const model::Metric& metric);

  const std::vector<std::string> metrics_;
  std::map<std::string, Family> families_;
};

}  // namespace assay::codec
