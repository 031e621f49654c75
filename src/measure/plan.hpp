// SPDX-License-Identifier: Apache-2.0
// What measure is asked to do: arms by number, which metrics decide, and when to stop.
#pragma once
#include "model/comparison.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace assay::measure {

// Which exit codes count as a trial done right. 0 always does.
struct Accept {
  bool all = false;  // also signals
  std::vector<int> codes;
  bool accepts(int code) const;
};

// The smallest change worth a verdict, as asked for. For each metric the relative part and the part
// in its unit count; where neither was given, 1 % and the metric's own floor do.
struct MinEffect {
  std::optional<double> relative;  // 0.01 = 1 %
  std::optional<double> ns;
  std::optional<double> bytes;
  std::optional<double> count;  // every other unit
  std::optional<double> in(const std::string& unit) const {
    return unit == "ns" ? ns : unit == "bytes" ? bytes : count;
  }
};

struct Plan {
  std::size_t baseline = 0;            // index of the arm the others are compared with
  std::optional<std::size_t> control;  // index of the second baseline
  std::vector<std::string> gated = {"wall"};
  double alpha = 0.01;
  MinEffect min_effect;
  // By metric, as shown (ratio - 1 or difference): what an earlier run used, when it is continued.
  std::map<std::string, double> frozen_effects;

  std::uint64_t warmup = 1;            // unrecorded rounds first
  std::optional<std::uint64_t> fixed;  // exactly so many rounds, judged once at the end
  std::uint64_t min_rounds = 0;
  std::uint64_t max_rounds = 0;       // 0 = no limit of its own
  std::optional<double> max_time_ns;  // hard limit when given
  double default_time_ns = 60e9;      // otherwise stop here, but not before default_rounds
  std::uint64_t default_rounds = 60;
  double batch_ns = 20e6;  // how long a batch handed to the runner may take
  std::uint64_t seed = 0;
  // Whether the comparisons of the gated metrics, the control's included, say enough; asked again
  // and again in the place of "every gated comparison is decided".
  std::function<bool(std::span<const model::Comparison>)> settled;
  Accept accept;
  bool compare = true;      // false: `time`, which only collects
  double collect_ns = 3e9;  // `time`: at least so long, and min_rounds
};

}  // namespace assay::measure
