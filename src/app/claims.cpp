// SPDX-License-Identifier: Apache-2.0
#include "app/claims.hpp"

#include "base/units.hpp"
#include "stats/summary.hpp"

#include <fmt/format.h>

namespace assay::app {
namespace {

model::Check none(std::string name) {
  return {std::move(name), "missing", "nothing was tried"};
}

}  // namespace

model::Check claim_at_most(std::string name, std::size_t hits, std::size_t n, double limit) {
  if (n == 0) return none(std::move(name));
  const double upper = stats::binomial_upper(hits, n, kClaimAlpha);
  const double lower = stats::binomial_lower(hits, n, kClaimAlpha);
  const char* outcome = upper <= limit ? "pass" : lower > limit ? "fail" : "inconclusive";
  return {std::move(name), outcome,
          fmt::format("{} of {}; {} {} (claim {})", hits, n, lower > limit ? "at least" : "at most",
                      format_share(lower > limit ? lower : upper), format_share(limit))};
}

model::Check claim_at_least(std::string name, std::size_t hits, std::size_t n, double limit) {
  if (n == 0) return none(std::move(name));
  const double upper = stats::binomial_upper(hits, n, kClaimAlpha);
  const double lower = stats::binomial_lower(hits, n, kClaimAlpha);
  const char* outcome = lower >= limit ? "pass" : upper < limit ? "fail" : "inconclusive";
  return {std::move(name), outcome,
          fmt::format("{} of {}; {} {} (claim {})", hits, n, upper < limit ? "at most" : "at least",
                      format_share(upper < limit ? upper : lower), format_share(limit))};
}

}  // namespace assay::app
