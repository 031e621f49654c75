// SPDX-License-Identifier: Apache-2.0
// A run against its stored baseline: tolerances in, findings out. Pure.
#pragma once
#include "model/diff.hpp"
#include "model/report.hpp"
#include "model/scenario.hpp"

#include <span>
#include <vector>

namespace assay::gate {

// Of wall: p50 by 20 % and, where there are trials enough, p95 by 30 %.
std::vector<model::Tolerance> default_tolerances();

// Judges the arm that stands for `current` against the same arm of `baseline`. Each tolerance is
// proven exceeded (regression), proven kept, or undecided; a change has to exceed the share and the
// absolute floor: the tolerance's own, else the metric's. Chances of error are shared out over the
// tolerances. Response bytes and compiler_visible_allocs are exact. Where the two are not
// comparable the figures are filled in all the same, but no row is better than inconclusive and the
// outcome is never "pass". No tolerances: the default ones. Fills everything but the path.
model::Diff judge_stored(const model::Report& baseline, const model::Report& current,
                         std::span<const model::Tolerance> tolerances);

// A scenario that the baseline does not hold: outcome "missing".
model::Diff missing_baseline(const model::Report& current);

}  // namespace assay::gate
