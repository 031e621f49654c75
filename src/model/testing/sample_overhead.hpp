// SPDX-License-Identifier: Apache-2.0
// An overhead run whose figures follow from one another as those of a real one do, for tests of
// what writes, reads and shows it.
#pragma once
#include "model/artifacts.hpp"
#include "model/overhead.hpp"
#include "model/testing/sample_report.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace assay::model::testing {

inline constexpr std::size_t kSampleRounds = 24;

struct SampleCost {
  std::string workload;
  double mean_ns;            // of the baseline
  double ratio;              // with_agent / baseline
  double half_width = 0.01;  // of every interval
};

inline double median_of(const Column& column) {
  std::vector<double> all = column.present();
  std::sort(all.begin(), all.end());
  return (all[(all.size() - 1) / 2] + all[all.size() / 2]) / 2;
}

inline void add_metric(OverheadResult& result, const std::string& name, double base_ns,
                       const SampleCost& cost, double control_ratio) {
  Report& report = result.report;
  const Metric metric{.name = name, .unit = "ns", .floor = 1, .about = "of one operation"};
  report.metrics.push_back({metric, "clock", ""});
  for (std::size_t arm = 0; arm < report.arms.size(); ++arm) {
    const double level = base_ns * (arm == 0 ? 1 : arm == 1 ? control_ratio : cost.ratio);
    Column column;
    for (std::size_t i = 0; i < kSampleRounds; ++i)
      column.push(level * (1 + 0.004 * wobble(i + 31 * arm + std::size_t(base_ns))));
    report.arms[arm].samples.values.push_back(std::move(column));
    if (arm == 0) continue;
    Comparison c;
    c.arm = report.arms[arm].name;
    c.baseline = "baseline";
    c.metric = name;
    c.gated = arm == 2;
    c.control_check = arm == 1;
    c.estimate = arm == 1 ? control_ratio : cost.ratio;
    c.interval = {*c.estimate - cost.half_width, *c.estimate + cost.half_width};
    c.verdict = arm == 1 ? Verdict::equivalent : Verdict::inconclusive;
    c.min_effect = 0.05;
    c.rounds = kSampleRounds;
    report.comparisons.push_back(std::move(c));
  }
}

inline ArmProfile sample_profile(const OverheadResult& result, std::size_t arm,
                                 const SampleCost& cost) {
  const Report& report = result.report;
  const auto median = [&](std::size_t of, const char* figure) {
    return median_of(*column(report, report.arms[of], workload_metric(cost.workload, figure)));
  };
  const auto paired = [&](const char* figure) -> PairedRatio {
    if (arm == 0) return {1.0, {1, 1}};
    for (const Comparison& c : report.comparisons)
      if (c.arm == report.arms[arm].name && c.metric == workload_metric(cost.workload, figure))
        return {c.estimate, c.interval};
    return {};
  };
  ArmProfile out;
  out.mean = paired("mean");
  out.p50 = paired("p50");
  out.p95 = paired("p95");
  out.p99 = paired("p99");
  out.measured = {median(arm, "mean"), median(arm, "p50"), median(arm, "p95"), median(arm, "p99"),
                  std::nullopt};
  OpProfile& profile = out.profile;
  profile.workload = cost.workload;
  profile.run_id = report.run_id;
  profile.iterations = 1000;
  profile.repeats = kSampleRounds;
  profile.warmup = 1024;
  profile.operations = 1000 * kSampleRounds;
  profile.clock_ns = 22;
  profile.mean_ns = median(0, "mean") * *out.mean.ratio;
  profile.p50_ns = median(0, "p50") * *out.p50.ratio;
  profile.p95_ns = median(0, "p95") * *out.p95.ratio;
  profile.p99_ns = median(0, "p99") * *out.p99.ratio;
  for (std::uint64_t i = 0; i < 24; ++i)
    profile.histogram.emplace_back(std::uint64_t(cost.mean_ns) + 10 * i, 1000);
  for (const auto& [value, count] : profile.histogram)
    profile.seconds += double(value * count) / 1e9;
  profile.with_agent = arm == 2;
  if (cost.workload.starts_with("connect")) {
    profile.host = "127.0.0.1";
    profile.port = 9;
    profile.protocol = "udp";
  } else {
    profile.file = "/etc/hosts";
  }
  return out;
}

inline SloRow sample_row(const OverheadResult& result, std::string scenario, std::string_view what,
                         const std::string& metric, double budget, std::string evidence) {
  SloRow row;
  row.scenario = std::move(scenario);
  row.metric = what;
  row.budget = budget;
  row.unit = "%";
  row.evidence = std::move(evidence);
  for (const Comparison& c : result.report.comparisons) {
    if (c.metric != metric) continue;
    const auto percent = [](double ratio) { return (ratio - 1) * 100; };
    (c.control_check ? row.null_result : row.result) = percent(*c.estimate);
    (c.control_check ? row.null_lower : row.lower) = percent(c.interval.lower);
    (c.control_check ? row.null_upper : row.upper) = percent(c.interval.upper);
  }
  row.status = *row.upper <= budget  ? CheckOutcome::pass
               : *row.lower > budget ? CheckOutcome::fail
                                     : CheckOutcome::inconclusive;
  row.detail = "held against " + metric;
  return row;
}

// `costs`: the contract's four workloads, and more.
inline OverheadResult sample_overhead(const std::vector<SampleCost>& costs) {
  OverheadResult out;
  Report& report = out.report;
  report.run_id = "01JOVERHEAD00001";
  report.created = "2026-11-21T08:28:22Z";
  report.kind = "overhead";
  report.tool = {"0.1.0", "Release", "g++ 12.2"};
  report.host.facts = {{"cpu_model", "Example CPU @ 2.4 GHz", true}, {"kernel", "6.1.0-18", false}};
  report.seed = 7;
  for (const char* name : {"baseline", "control", "with_agent"}) {
    Arm arm;
    arm.name = name;
    arm.role = arm.name == "with_agent" ? "candidate" : arm.name;
    for (std::size_t i = 0; i < kSampleRounds; ++i) {
      arm.samples.round.push_back(std::uint32_t(i));
      arm.samples.position.push_back(std::uint16_t((i + report.arms.size()) % 3));
      arm.samples.exit_code.push_back(0);
    }
    report.arms.push_back(std::move(arm));
  }
  for (std::size_t i = 0; i < kSampleRounds; ++i)
    report.rounds.started_ns.push_back(double(i) * 1e9);
  for (const SampleCost& cost : costs) {
    const auto add = [&](const char* figure, double times) {
      add_metric(out, workload_metric(cost.workload, figure), cost.mean_ns * times, cost, 1.001);
    };
    add("mean", 1);
    add("p50", 0.9);
    add("p95", 1.4);
    add("p99", 2.1);
  }
  for (const SampleCost& cost : costs)
    out.workloads.push_back({cost.workload, sample_profile(out, 0, cost),
                             sample_profile(out, 1, cost), sample_profile(out, 2, cost)});

  SloTable& slo = out.slo;
  slo.rows.push_back(
      sample_row(out, "audit_mode_open", "delta_pct", "open_close.mean", 10, "open_compare.json"));
  SloRow failed;
  failed.scenario = "workload_suite";
  failed.metric = "failed_rows";
  failed.result = 0;
  failed.evidence = "workload_suite.json";
  failed.status = CheckOutcome::pass;
  for (const SampleCost& cost : costs) {
    slo.rows.push_back(sample_row(out, "workload_" + cost.workload, "delta_pct",
                                  cost.workload + ".mean", 15, "workload_suite.json"));
    failed.status = worst(failed.status, slo.rows.back().status);
    if (slo.rows.back().status == CheckOutcome::fail) *failed.result += 1;
  }
  slo.rows.push_back(failed);
  slo.rows.push_back(sample_row(out, "audit_mode_open", "p95_overhead_pct", "open_close.p95", 5,
                                "open_baseline.json,open_with_agent.json"));
  slo.rows.push_back(sample_row(out, "audit_mode_connect", "p95_overhead_pct",
                                "connect_loopback.p95", 5,
                                "connect_baseline.json,connect_with_agent.json"));
  slo.verdict = CheckOutcome::pass;
  for (const SloRow& row : slo.rows) {
    slo.verdict = worst(slo.verdict, row.status);
    report.checks.push_back(
        {row.scenario + "/" + row.metric, std::string(name(row.status)), row.detail, false});
    const std::string named = row.scenario + "." + row.metric;
    if (row.status == CheckOutcome::fail)
      slo.violations.push_back(named + "=" + std::to_string(*row.result) + " exceeded budget " +
                               std::to_string(row.budget));
    else if (row.status != CheckOutcome::pass)
      slo.inconclusive.push_back(named + ": " + row.detail);
  }
  out.agent = "--agent './agent --audit'";
  out.strict = false;
  out.advisory = {"the governor could not be read"};
  report.diagnostics = {{Severity::note, kAdvisory, "advisory: the governor could not be read"}};
  return out;
}

inline OverheadResult sample_overhead() {
  return sample_overhead({{"open_close", 2700, 1.021},
                          {"connect_loopback", 3100, 1.012},
                          {"full_read", 4000, 1.03},
                          {"stat_walk", 900, 1.005}});
}

}  // namespace assay::model::testing
