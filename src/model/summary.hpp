// SPDX-License-Identifier: Apache-2.0
// What one metric of one arm looks like: derived from the samples once, so that files and text
// show the same figures.
#pragma once
#include <cstddef>
#include <optional>
#include <string>

namespace assay::model {

// In the metric's unit. What the sample is too small for is none.
struct Summary {
  std::string metric;
  std::size_t count = 0;  // trials with a value
  std::optional<double> mean;
  std::optional<double> stddev;  // sample standard deviation; none for one trial
  std::optional<double> min;
  std::optional<double> median;
  std::optional<double> median_lower;  // interval of the median at confidence 1 - alpha of the plan
  std::optional<double> median_upper;
  std::optional<double> p90;  // from 100 trials on
  std::optional<double> p95;  // from 200 trials on
  std::optional<double> p99;  // from 1000 trials on
  std::optional<double> max;
};

}  // namespace assay::model
