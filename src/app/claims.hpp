// SPDX-License-Identifier: Apache-2.0
// What `prove` claims, and whether what was seen bears it out. Pure.
#pragma once
#include "model/report.hpp"

#include <cstddef>
#include <string>

namespace assay::app {

// Confidence of each one-sided bound.
inline constexpr double kClaimAlpha = 0.05;
// Share of live runs with the injected slowdown that must be found. Twenty of twenty prove 86 %.
inline constexpr double kClaimFound = 0.75;
// Share of replays of identical arms that must come out as equivalent within the budget.
inline constexpr double kClaimEquivalent = 0.75;

// "at most": hits/n is claimed to be at most `limit`. Pass when the upper Clopper-Pearson bound is
// within it, fail when the lower bound excludes it, else inconclusive.
model::Check claim_at_most(std::string name, std::size_t hits, std::size_t n, double limit);
model::Check claim_at_least(std::string name, std::size_t hits, std::size_t n, double limit);

}  // namespace assay::app
