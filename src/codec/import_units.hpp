// SPDX-License-Identifier: Apache-2.0
// Units that other tools write, into assay's own. Pure.
#pragma once
#include "base/result.hpp"
#include "model/metric.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace assay::codec {

enum class UnitKind { time, bytes, bytes_rate, rate, count, percent };
struct ImportUnit {
  UnitKind kind = UnitKind::time;
  std::string unit;   // assay's: "ns", "bytes", "bytes/s", "req/s", "count", "percent"
  double factor = 1;  // source's figure times this is assay's
};

// "us", "µs", "ms/op", "MiB", "MB/s", "req/s", "allocs/op", "Percent". What stands behind '/' and
// is one execution ("op", "iter", "call") adds nothing. None: not known.
std::optional<ImportUnit> unit_named(std::string_view word);
// Nanoseconds in one of a time unit. Fault: usage, with the known ones.
Result<double> time_factor(std::string_view word);
Error unknown_unit(std::string_view word);

// value * factor. Where whole nanoseconds are what the source's figure stands for, they come out
// whole: 0.010007445 s are 10007445 ns.
double converted(double value, double factor);

// The metric of a time ("wall" unless said), with the floors and words of the built-in one.
model::Metric time_metric(std::string_view name = "wall");
// A metric of the source's own; letters that no metric's name holds become '_'. Higher is better
// for rates.
model::Metric own_metric(std::string_view name, std::string_view unit);

// The same where the name itself says the unit, as those that assay exports do: "peak_rss_bytes".
model::Metric named_metric(std::string_view name);

}  // namespace assay::codec
