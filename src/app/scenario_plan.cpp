// SPDX-License-Identifier: Apache-2.0
#include "app/scenario_plan.hpp"

#include <algorithm>

namespace assay::app {
namespace {

constexpr std::uint64_t kIterations = 10;
constexpr std::uint64_t kWarmup = 1;

}  // namespace

std::vector<std::string> default_metrics(model::Target) {
  return {"wall"};
}

measure::Plan plan_of(const model::Scenario& scenario, std::uint64_t seed) {
  const model::ScenarioPlan& asked = scenario.plan;
  measure::Plan plan;
  plan.seed = seed;
  plan.compare = scenario.arms.size() > 1;
  plan.gated = scenario.metrics.empty() ? default_metrics(scenario.target) : scenario.metrics;
  plan.alpha = asked.alpha.value_or(plan.alpha);
  plan.min_effect = {asked.min_effect_relative, asked.min_effect_ns, asked.min_effect_bytes,
                     asked.min_effect_count};
  plan.warmup = asked.warmup.value_or(kWarmup);
  plan.fixed = asked.iterations;
  const bool open_ended = asked.min_rounds || asked.max_rounds || asked.max_time_ns;
  if (!plan.compare && !plan.fixed && !open_ended) plan.fixed = kIterations;
  plan.min_rounds = asked.min_rounds.value_or(plan.compare ? 0 : kIterations);
  plan.max_rounds = asked.max_rounds.value_or(0);
  if (plan.max_rounds > 0) plan.min_rounds = std::min(plan.min_rounds, plan.max_rounds);
  plan.max_time_ns = asked.max_time_ns;
  // A code that is expected is checked with the other results; what comes through was right.
  plan.accept.all = scenario.expected.exit_code.has_value();
  if (asked.control && plan.compare) plan.control = scenario.arms.size() - 1;
  return plan;
}

}  // namespace assay::app
