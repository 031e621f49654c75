// SPDX-License-Identifier: Apache-2.0
#include "measure/outlook.hpp"

#include "base/units.hpp"
#include "stats/fixed.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace assay::measure {

using model::kAbsent;

std::string outlook(const Plan& plan, std::size_t arms, const std::vector<Pair>& pairs,
                    double round_ns) {
  const auto time = [&](double rounds) { return format_quantity(rounds * round_ns, "ns"); };
  if (!plan.compare || pairs.empty()) {
    const double rounds = std::max(double(plan.min_rounds),
                                   round_ns > 0 ? std::ceil(plan.collect_ns / round_ns) : 1.0);
    return fmt::format("about {:.0f} trials of {}", plan.fixed ? double(*plan.fixed) : rounds,
                       time(1));
  }
  const stats::Rule& rule = pairs.front().sequence().rule();
  if (plan.fixed) {
    const auto fewest = stats::fewest_fixed_rounds(rule);
    if (*plan.fixed < fewest)
      return fmt::format("{} rounds of {} arms ({}): too few to decide anything, {} at least",
                         *plan.fixed, arms, time(double(*plan.fixed)), fewest);
    return fmt::format("{} rounds of {} arms, about {}, judged once at the end", *plan.fixed, arms,
                       time(double(*plan.fixed)));
  }
  const auto fewest = stats::fewest_rounds(rule);
  std::string text = fmt::format("{} rounds at least ({})", fewest, time(double(fewest)));
  if (pairs.front().scale() != model::Scale::ratio) return text;
  // Twice the smallest effect: what is only just worth a verdict takes for ever to prove.
  const double shift = std::log1p(2 * std::max(std::expm1(rule.delta), 0.005));
  if (const auto rounds = stats::expected_rounds(rule, shift, 0.01))
    text += fmt::format("; a {} change in about {} where rounds vary by 1 %",
                        format_share(std::expm1(shift)), time(double(*rounds)));
  return text;
}

double time_left(const Plan& plan, const std::vector<Pair>& pairs, std::uint64_t rounds_done,
                 double round_ns, double elapsed_ns) {
  if (rounds_done == 0 || round_ns <= 0) return kAbsent;
  double rounds = kAbsent;
  if (plan.fixed) {
    rounds = double(*plan.fixed - std::min(*plan.fixed, rounds_done));
  } else if (!plan.compare) {
    return std::max(0.0, plan.collect_ns - elapsed_ns);
  } else {
    // Evidence grows about linearly in its logarithm, so the slowest pair sets the pace.
    double slowest = 0;
    for (const auto& pair : pairs) {
      if (pair.decided()) continue;
      const double share = pair.sequence().evidence_share();
      if (share <= 0.05) return kAbsent;
      slowest = std::max(slowest, double(rounds_done) * (1 / share - 1));
    }
    rounds = slowest;
  }
  double left = rounds * round_ns;
  if (plan.max_time_ns) left = std::min(left, std::max(0.0, *plan.max_time_ns - elapsed_ns));
  return left;
}

}  // namespace assay::measure
