// SPDX-License-Identifier: Apache-2.0
// A run against its stored baseline, row by row: what people read after "NAME: REGRESSION" and what
// the line of kind "diff" holds (docs/baselines.md). gate makes it, codec writes it, report shows
// it.
#pragma once
#include "model/comparison.hpp"
#include "model/metric.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace assay::model {

// One tolerance, applied.
struct DiffRow {
  Metric metric;
  std::string statistic;  // "p50", "p95", ...
  Scale scale = Scale::ratio;
  std::optional<double> baseline, current;  // the statistic of each; none where it has no value
  Interval interval;                        // of current/baseline, or of current - baseline
  std::string method;                       // "permutation", "bootstrap", "exact"; empty: none
  double tolerance = 0;                     // share that is allowed
  double floor = 0;                         // absolute change that is allowed, in the unit
  double limit = 0;  // the larger of both: a share for a ratio, else in the unit
  std::size_t baseline_trials = 0, current_trials = 0;
  Verdict verdict = Verdict::inconclusive;
  std::string reason;   // why inconclusive, with the remedy
  bool decides = true;  // false: a default tolerance that these trials are too few for
  bool regressed() const { return verdict == Verdict::regression; }
};

struct Diff {
  std::string scenario;
  std::string target;
  std::string outcome;    // as of a check: "pass", "fail", "inconclusive", "missing"
  bool advisory = false;  // decides no exit code
  // The baseline; empty when it is missing.
  std::string path, run_id, created;
  std::string current_created;
  std::vector<DiffRow> rows;
  std::vector<std::string> incomparable;  // what differs, in words; empty when comparable
  std::vector<std::string> failures;      // exact findings: "response_bytes: baseline 3, now 4"
  std::vector<std::string> notes;
  bool regressed() const { return outcome == "fail"; }
};

}  // namespace assay::model
