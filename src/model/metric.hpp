// SPDX-License-Identifier: Apache-2.0
// A metric is a row of a table: help, JSON keys, floors and rendering all read the same row.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace assay::model {

enum class Direction { lower, higher };  // which way is better
enum class Scale { ratio, difference };  // ratio: d = log(arm/baseline); difference: arm - baseline

struct Metric {
  std::string name;  // the word in flags, tables and text: "wall"
  std::string unit;  // "ns", "bytes", "count", or a program's own word
  Direction direction = Direction::lower;
  Scale scale = Scale::ratio;
  double floor = 0;   // smallest absolute change worth a verdict, in `unit`
  std::string about;  // one line for help and docs
};

// The metrics assay itself can measure, in the order of display.
std::span<const Metric> builtin_metrics();
const Metric* find_builtin(std::string_view name);
// "wall" in "ns" -> "wall_ns"; counts, unknown units and names that end so carry the bare name.
std::string json_key(const Metric& metric);

// A metric as this run measures it: by a named tier, or absent for a stated reason. Figures of
// different tiers are never compared.
struct MeasuredMetric {
  Metric metric;
  std::string
      tier;  // "cgroup.v2", "cgroup.v1", "taskstats", "perf", "rusage", "proc", "clock", ...
  std::string absent;  // reason; empty when measured
  bool measured() const { return absent.empty(); }
};

}  // namespace assay::model
