// SPDX-License-Identifier: Apache-2.0
// Whether two reports may be held against each other: what must agree, and what is worth a note.
#pragma once
#include "model/report.hpp"

#include <span>
#include <string>
#include <vector>

namespace assay::model {

// A fact in which two reports differ. Texts are as the reports hold them: show them with
// printable().
struct Difference {
  std::string field;  // "host cpu_model", "target", "iterations", "tier of wall"
  std::string then;
  std::string now;
};
// "iterations: then 10, now 30"; what is absent is "(none)".
std::string text(const Difference& difference);

// Facts of the machine marked comparable that both know and that differ.
std::vector<Difference> host_differences(const Host& then, const Host& now);

// How the rounds were planned: kind, iterations, warm-up, tree, pinned CPUs.
std::vector<Difference> plan_differences(const Report& then, const Report& now);

// All that keeps `now` from being judged by `then` in these metrics: the machine, the target, its
// engine, the kind of executable, the build type of assay, the plan, the tier that measured.
std::vector<Difference> incomparable(const Report& then, const Report& now,
                                     std::span<const std::string> metrics);

// What differs and may explain a change: the manifest, the command, the executable, inputs,
// versions.
std::vector<Difference> remarkable(const Report& then, const Report& now);

// The arm that stands for a report: the last that is no control; null when it has none.
const Arm* judged_arm(const Report& report);
// The arm of `then` that the judged arm of `now` is held against: the one of its name, or the only
// one; null when there is neither.
const Arm* counterpart_of_judged(const Report& then, const Report& now);

}  // namespace assay::model
