// SPDX-License-Identifier: Apache-2.0
// Rules of a gate (docs/gate-rules.md) as plain values: what a report must satisfy. codec reads
// them from TOML, gate applies them.
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace assay::model {

enum class RuleMode { budget, regression, slo, stability };
enum class Bound { at_most, at_least };
enum class Strictness { strict, advisory };

// Why a rule does not decide for now, and until when (UTC date, YYYY-MM-DD, inclusive).
struct Mute {
  std::string until;
  std::string reason;
};

struct GateRule {
  std::string name;  // unique; "MODE METRIC of SCENARIO" unless said
  RuleMode mode = RuleMode::budget;
  std::string scenario = "*";   // glob on the scenario's name
  std::string metric = "wall";  // glob on metrics
  std::string arm = "*";        // glob; "*" = every arm but the baseline, or the only one
  std::optional<std::string> baseline_arm;  // slo: the other arm; absent = the baseline
  std::string statistic = "p50";            // model/statistic.hpp
  Bound bound = Bound::at_most;             // budget, slo: value or ratio against `limit`
  double limit = 0;                         // budget: in the metric's unit; slo: a ratio
  std::string limit_unit;                   // "ns", "bytes" when written with one; empty: bare
  std::optional<double> pct;                // regression: relative floor, 5 = 5 %
  std::optional<double> abs;                // regression: absolute floor in the metric's unit
  std::string abs_unit;                     // as limit_unit
  bool either_direction = false;            // regression: a change for the better fails, too
  // stability
  std::optional<double> max_cv;         // coefficient of variation, share
  std::optional<double> max_discarded;  // share of rounds without a value
  std::optional<std::size_t> min_rounds;
  std::optional<Mute> mute;
  std::optional<Strictness> strictness;  // of this rule; absent = the file's
  std::size_t line = 0;                  // in the file, for messages
};

struct GateRules {
  std::string file;
  Strictness strictness = Strictness::strict;
  std::optional<std::string> baseline;  // file of reports that regression rules compare with
  double alpha = 0.01;                  // of each interval that a check is held against
  std::vector<GateRule> rules;
};

}  // namespace assay::model
