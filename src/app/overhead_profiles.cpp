// SPDX-License-Identifier: Apache-2.0
#include "app/overhead_profiles.hpp"

#include "stats/summary.hpp"
#include "stats/unpaired.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

namespace assay::app {
namespace {

using model::ArmProfile;
using model::PairedRatio;
using model::Report;

std::optional<double> median_of(const Report& report, std::size_t arm, const std::string& metric) {
  const auto* column = model::column(report, report.arms[arm], metric);
  return column == nullptr ? std::nullopt : stats::median(column->present());
}

PairedRatio ratio_of(const Report& report, std::size_t arm, const std::string& metric) {
  if (arm == 0) return {.ratio = 1.0, .interval = {1, 1}};
  for (const auto& c : report.comparisons)
    if (c.arm == report.arms[arm].name && c.metric == metric)
      return {.ratio = c.estimate, .interval = c.interval};
  return {.ratio = std::nullopt, .interval = {0, std::numeric_limits<double>::infinity()}};
}

std::optional<double> times(std::optional<double> base, const PairedRatio& ratio) {
  if (!base || !ratio.ratio) return std::nullopt;
  return *base * *ratio.ratio;
}

// Ratios are estimated one by one; where noise puts a percentile's above the next one's, the gated
// one (p95) stands and its neighbours give way.
void put_in_order(model::OpProfile& profile) {
  const auto cap = [](std::optional<double>& low, const std::optional<double>& high) {
    if (low && high && *low > *high) low = high;
  };
  const auto lift = [](std::optional<double>& high, const std::optional<double>& low) {
    if (low && high && *high < *low) high = low;
  };
  cap(profile.p50_ns, profile.p95_ns);
  lift(profile.p99_ns, profile.p95_ns);
  lift(profile.p999_ns, profile.p99_ns ? profile.p99_ns : profile.p95_ns);
}

std::optional<ArmProfile> profile_of(const Report& report, std::size_t arm,
                                     const std::string& workload, const model::OpProfile& merged) {
  const auto metric = [&](const char* figure) { return model::workload_metric(workload, figure); };
  const auto base_mean = median_of(report, 0, metric("mean"));
  const auto own_mean = median_of(report, arm, metric("mean"));
  if (!base_mean || !own_mean) return std::nullopt;

  ArmProfile out;
  out.mean = ratio_of(report, arm, metric("mean"));
  out.p50 = ratio_of(report, arm, metric("p50"));
  out.p95 = ratio_of(report, arm, metric("p95"));
  out.p99 = ratio_of(report, arm, metric("p99"));
  const PairedRatio p999 = ratio_of(report, arm, metric("p99.9"));
  out.measured = {*own_mean, median_of(report, arm, metric("p50")),
                  median_of(report, arm, metric("p95")), median_of(report, arm, metric("p99")),
                  median_of(report, arm, metric("p99.9"))};
  out.profile = merged;
  out.profile.run_id = report.run_id;
  out.profile.repeats = report.arms[arm].samples.size();
  out.profile.with_agent = report.arms[arm].name == "with_agent";
  out.profile.mean_ns = times(base_mean, out.mean).value_or(*own_mean);
  out.profile.p50_ns = times(median_of(report, 0, metric("p50")), out.p50);
  out.profile.p95_ns = times(median_of(report, 0, metric("p95")), out.p95);
  out.profile.p99_ns = times(median_of(report, 0, metric("p99")), out.p99);
  out.profile.p999_ns = times(median_of(report, 0, metric("p99.9")), p999);
  put_in_order(out.profile);
  return out;
}

}  // namespace

std::vector<model::WorkloadCost> workload_costs(const Report& report,
                                                const std::vector<std::string>& workloads,
                                                const MergedProfile& merged) {
  std::vector<model::WorkloadCost> out;
  for (std::size_t w = 0; w < workloads.size(); ++w) {
    std::optional<ArmProfile> arms[3];
    for (std::size_t arm = 0; arm < 3; ++arm)
      if (const auto* all = merged(arm, w)) arms[arm] = profile_of(report, arm, workloads[w], *all);
    if (arms[0] && arms[1] && arms[2])
      out.push_back({workloads[w], std::move(*arms[0]), std::move(*arms[1]), std::move(*arms[2])});
  }
  return out;
}

std::vector<model::AfterEffect> after_effects(const Report& report,
                                              const std::vector<std::string>& workloads, bool turns,
                                              double alpha) {
  // By round and position, which arm ran: the predecessor is the one before, of this round or the
  // last of the round before.
  std::vector<std::vector<std::size_t>> ran;
  for (std::size_t arm = 0; arm < report.arms.size(); ++arm) {
    const auto& samples = report.arms[arm].samples;
    for (std::size_t i = 0; i < samples.size(); ++i) {
      if (samples.round[i] >= ran.size()) ran.resize(samples.round[i] + 1UL);
      auto& round = ran[samples.round[i]];
      if (round.size() < report.arms.size()) round.resize(report.arms.size(), report.arms.size());
      if (samples.position[i] < round.size()) round[samples.position[i]] = arm;
    }
  }
  std::vector<model::AfterEffect> out;
  for (const std::string& workload : workloads) {
    const auto* column =
        model::column(report, report.arms[0], model::workload_metric(workload, "mean"));
    if (column == nullptr) continue;
    std::vector<double> after, other;
    const auto& samples = report.arms[0].samples;
    for (std::size_t i = 0; i < samples.size() && i < column->size(); ++i) {
      const std::size_t round = samples.round[i];
      const std::size_t position = samples.position[i];
      if (model::is_absent((*column)[i])) continue;
      const bool same_round = position > 0 || (turns && &workload != &workloads.front());
      if (!same_round && (round == 0 || ran[round - 1].empty())) continue;
      const std::size_t before = position > 0 ? ran[round][position - 1]
                                 : same_round ? ran[round].back()
                                              : ran[round - 1].back();
      if (before >= report.arms.size()) continue;
      (report.arms[before].name == "with_agent" ? after : other).push_back((*column)[i]);
    }
    model::AfterEffect effect;
    effect.workload = workload;
    effect.after_agent_rounds = after.size();
    effect.other_rounds = other.size();
    effect.after_agent_ns = stats::median(after);
    effect.other_ns = stats::median(other);
    const auto compared =
        stats::compare_unpaired(other, after, stats::Statistic{}, {.alpha = alpha, .ratio = true});
    if (compared.method != stats::UnpairedMethod::none && !compared.interval.empty()) {
      effect.ratio = model::Interval{compared.interval.lower, compared.interval.upper};
      effect.shown = compared.interval.lower > 1 || compared.interval.upper < 1;
    }
    out.push_back(std::move(effect));
  }
  return out;
}

}  // namespace assay::app
