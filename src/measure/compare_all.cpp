// SPDX-License-Identifier: Apache-2.0
#include "measure/rounds.hpp"
#include "stats/summary.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace assay::measure {
namespace {

using model::Comparison;
using model::Verdict;

// Beyond this many rounds an interval for a metric that decides nothing is not worth its time.
constexpr std::size_t kInformRounds = 20000;

// A pair for a metric that decides nothing, fed from the columns.
Comparison inform(const Plan& plan, const model::Report& report, std::size_t arm,
                  std::size_t metric) {
  const auto& description = report.metrics[metric].metric;
  const auto& base = report.arms[plan.baseline].samples;
  const auto& mine = report.arms[arm].samples;
  std::optional<double> level;
  if (metric < base.values.size()) level = stats::median(base.values[metric].present());
  Pair pair(arm, metric, description, effect_of(description, plan, level), plan, 1,
            level.value_or(0));
  if (metric < base.values.size() && metric < mine.values.size() && base.size() <= kInformRounds) {
    std::size_t a = 0;
    for (std::size_t b = 0; b < base.size(); ++b) {
      while (a < mine.size() && mine.round[a] < base.round[b]) ++a;
      if (a < mine.size() && mine.round[a] == base.round[b])
        pair.add(base.values[metric][b], mine.values[metric][a]);
    }
  }
  return pair.comparison(Pair::Detail::live, plan.fixed.has_value());
}

// The control is the baseline again. If it cannot be shown to equal itself, this run cannot be
// trusted to tell the others apart.
void distrust(std::vector<Comparison>& comparisons, const std::string& control) {
  for (const auto& check : std::vector<Comparison>(comparisons)) {
    if (check.arm != control || !check.control_check || check.verdict == Verdict::equivalent)
      continue;
    for (auto& comparison : comparisons) {
      if (!comparison.gated || comparison.metric != check.metric) continue;
      comparison.verdict = Verdict::inconclusive;
      comparison.reason = fmt::format("the control, which is the baseline again, came out {}",
                                      check.verdict == Verdict::inconclusive
                                          ? std::string("undecided")
                                          : "as " + std::string(name(check.verdict)));
    }
  }
}

}  // namespace

std::vector<Comparison> compare_all(const Plan& plan, const std::vector<Pair>& gated,
                                    const model::Report& report) {
  std::vector<Comparison> out;
  for (std::size_t arm = 0; arm < report.arms.size(); ++arm) {
    if (arm == plan.baseline) continue;
    const bool is_control = plan.control == arm;
    for (std::size_t metric = 0; metric < report.metrics.size(); ++metric) {
      if (!report.metrics[metric].measured()) continue;
      const auto found = std::find_if(gated.begin(), gated.end(), [&](const Pair& p) {
        return p.arm() == arm && p.metric() == metric;
      });
      auto comparison = found != gated.end()
                            ? found->comparison(Pair::Detail::full, plan.fixed.has_value())
                            : inform(plan, report, arm, metric);
      comparison.arm = report.arms[arm].name;
      comparison.baseline = report.arms[plan.baseline].name;
      comparison.gated = found != gated.end() && !is_control;
      comparison.control_check = found != gated.end() && is_control;
      out.push_back(std::move(comparison));
    }
  }
  if (plan.control) distrust(out, report.arms[*plan.control].name);
  return out;
}

}  // namespace assay::measure
