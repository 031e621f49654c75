// SPDX-License-Identifier: Apache-2.0
// The decision of an overhead run, from noise to table: error rates by simulation, and what a table
// says of each outcome.
#include "app/overhead_rules.hpp"

#include "codec/rules_toml.hpp"
#include "measure/rounds.hpp"
#include "measure/testing/scripted_runner.hpp"
#include "stats/random.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <string>
#include <vector>

namespace assay::app {
namespace {

using model::CheckOutcome;

const std::vector<std::string> kWorkloads = {"open_close", "connect_loopback", "full_read",
                                             "stat_walk"};

// Values of a suite without processes: log time of metric `m` in `arm`, given the round's level.
class Suite final : public model::TrialRunner {
 public:
  using Value = std::function<double(stats::Random&, std::uint32_t arm, const std::string& metric)>;
  Suite(std::uint64_t seed, Value value) : random_(seed), value_(std::move(value)) {
    for (const auto& workload : kWorkloads)
      for (const char* figure : {"mean", "p95"}) {
        model::Metric metric;
        metric.name = model::workload_metric(workload, figure);
        metric.unit = "ns";
        metrics_.push_back({metric, "clock", ""});
      }
  }
  const std::vector<model::MeasuredMetric>& metrics() const override { return metrics_; }
  Result<model::BatchOutcome> run(std::span<const model::TrialRequest> batch) override {
    model::BatchOutcome out;
    for (const auto& request : batch) {
      model::TrialOutcome trial;
      for (const auto& metric : metrics_)
        trial.values.push_back(2700 * std::exp(value_(random_, request.arm, metric.metric.name)));
      clock.time += 1e9;
      out.trials.push_back(std::move(trial));
    }
    return out;
  }
  model::HarnessCost cost() const override { return {}; }
  measure::testing::ScriptedClock clock;

 private:
  stats::Random random_;
  Value value_;
  std::vector<model::MeasuredMetric> metrics_;
};

struct Ran {
  model::SloTable table;
  std::size_t rounds = 0;
};

Ran run(Suite& suite, std::uint64_t seed, std::uint64_t most = 300, std::uint64_t fewest = 0) {
  const auto rules = slo_rules({}, kWorkloads);
  model::Report report;
  report.kind = "overhead";
  for (const char* name : {"baseline", "control", "with_agent"}) {
    model::Arm arm;
    arm.name = name;
    arm.role = report.arms.empty() ? "baseline" : report.arms.size() == 1 ? "control" : "candidate";
    report.arms.push_back(std::move(arm));
  }
  measure::Plan plan;
  plan.control = 1;
  plan.warmup = 0;
  plan.seed = seed;
  plan.max_rounds = most;
  plan.min_rounds = fewest;
  plan.gated.clear();
  for (const auto& [metric, effect] : deciding(rules)) {
    plan.gated.push_back(metric);
    plan.frozen_effects[metric] = effect;
  }
  plan.settled = [&](std::span<const model::Comparison> live) {
    return settled(rules, live, false);
  };
  measure::testing::Listener listener;
  EXPECT_TRUE(measure::run_rounds(plan, suite, suite.clock, listener, report).has_value());
  Ran out;
  out.rounds = report.rounds.size();
  out.table = slo_table(rules, report, plan.alpha, "2026-11-21");
  return out;
}

double noise(stats::Random& random, const std::string& metric) {
  return (metric.ends_with("p95") ? 0.04 : 0.015) * random.normal();
}

CheckOutcome of(const model::SloTable& table, const std::string& scenario,
                const std::string& metric) {
  for (const auto& row : table.rows)
    if (row.scenario == scenario && row.metric == metric) return row.status;
  ADD_FAILURE() << "no row " << scenario << "/" << metric;
  return CheckOutcome::missing;
}

TEST(Overhead, AnAgentThatDoesNothingPasses) {
  std::size_t passed = 0, failed = 0, rounds = 0;
  constexpr std::size_t kRuns = 12;
  for (std::uint64_t seed = 1; seed <= kRuns; ++seed) {
    Suite suite(seed, [](stats::Random& random, std::uint32_t, const std::string& metric) {
      return noise(random, metric);
    });
    const Ran ran = run(suite, seed);
    passed += ran.table.verdict == CheckOutcome::pass;
    failed += ran.table.verdict == CheckOutcome::fail;
    rounds += ran.rounds;
  }
  EXPECT_EQ(failed, 0U);
  EXPECT_GE(passed, kRuns - 1);
  EXPECT_LE(rounds / kRuns, 80U)
      << "it takes so many rounds that a full suite would not be decided";
}

TEST(Overhead, FindsWhatBreaksABudget) {
  std::size_t found = 0, wrong = 0;
  constexpr std::size_t kRuns = 8;
  for (std::uint64_t seed = 1; seed <= kRuns; ++seed) {
    Suite suite(seed, [](stats::Random& random, std::uint32_t arm, const std::string& metric) {
      const double cost = arm == 2 && metric == "open_close.p95" ? std::log(1.10) : 0;
      return noise(random, metric) + cost;
    });
    const Ran ran = run(suite, seed);
    found += of(ran.table, "audit_mode_open", "p95_overhead_pct") == CheckOutcome::fail;
    wrong += of(ran.table, "audit_mode_connect", "p95_overhead_pct") == CheckOutcome::fail;
  }
  EXPECT_GE(found, kRuns - 1);
  EXPECT_EQ(wrong, 0U);
}

TEST(Overhead, ManyTimesSlowerIsDecidedAsSoonAsTheControlIsInOrder) {
  Suite suite(7, [](stats::Random& random, std::uint32_t arm, const std::string& metric) {
    return noise(random, metric) + (arm == 2 ? std::log(20.0) : 0);
  });
  const Ran ran = run(suite, 7);
  EXPECT_EQ(ran.table.verdict, CheckOutcome::fail);
  EXPECT_LT(ran.rounds, 60U);
  // Six rules and the sum of the workload rows.
  EXPECT_EQ(ran.table.violations.size(), 8U);
}

TEST(Overhead, AControlThatDiffersDiscreditsTheRun) {
  Suite suite(3, [](stats::Random& random, std::uint32_t arm, const std::string& metric) {
    return noise(random, metric) + (arm == 1 ? std::log(1.5) : arm == 2 ? std::log(2.0) : 0);
  });
  // Long enough that the agent's cost is proven, too.
  const Ran ran = run(suite, 3, 300, 100);
  EXPECT_EQ(ran.table.verdict, CheckOutcome::inconclusive);
  for (const auto& row : ran.table.rows) EXPECT_NE(row.status, CheckOutcome::pass) << row.scenario;
  EXPECT_TRUE(ran.table.violations.empty());
}

TEST(Overhead, WhatTheEvidenceDoesNotDecideIsSaid) {
  Suite suite(4, [](stats::Random& random, std::uint32_t, const std::string& metric) {
    return noise(random, metric);
  });
  const Ran ran = run(suite, 4, 6);
  EXPECT_EQ(ran.table.verdict, CheckOutcome::inconclusive);
  EXPECT_FALSE(ran.table.inconclusive.empty());
}

TEST(Overhead, RowsStandInTheOrderOfTheContract) {
  Suite suite(5, [](stats::Random& random, std::uint32_t, const std::string& metric) {
    return noise(random, metric);
  });
  const Ran ran = run(suite, 5, 3);
  std::vector<std::string> names;
  for (const auto& row : ran.table.rows) {
    names.push_back(row.scenario + "/" + row.metric);
    if (row.metric == "failed_rows") continue;
    EXPECT_TRUE(row.null_lower || row.null_upper || row.null_result) << names.back();
    EXPECT_EQ(row.budget, row.metric == "p95_overhead_pct"    ? 5
                          : row.scenario == "audit_mode_open" ? 10
                                                              : 15);
  }
  EXPECT_EQ(names, (std::vector<std::string>{
                       "audit_mode_open/delta_pct", "workload_open_close/delta_pct",
                       "workload_connect_loopback/delta_pct", "workload_full_read/delta_pct",
                       "workload_stat_walk/delta_pct", "workload_suite/failed_rows",
                       "audit_mode_open/p95_overhead_pct", "audit_mode_connect/p95_overhead_pct"}));
}

TEST(Overhead, BudgetsAreRulesOfTheGate) {
  const auto rules = slo_rules({}, kWorkloads);
  const auto read = codec::read_rules(rules_toml(rules, 0.01), "rules.toml");
  ASSERT_TRUE(read.has_value()) << read.error().text();
  ASSERT_EQ(read->rules.size(), rules.size());
  for (std::size_t i = 0; i < rules.size(); ++i) {
    EXPECT_EQ(read->rules[i].name, rules[i].rule.name);
    EXPECT_EQ(read->rules[i].metric, rules[i].rule.metric);
    EXPECT_EQ(read->rules[i].limit, rules[i].rule.limit);
    EXPECT_EQ(read->rules[i].arm, "with_agent");
  }
}

TEST(Overhead, OnlyWhatIsRunHasRules) {
  const std::vector<std::string> one = {"exec_true"};
  const auto rules = slo_rules({}, one);
  ASSERT_EQ(rules.size(), 1U);
  EXPECT_EQ(rules[0].rule.name, "workload_exec_true/delta_pct");
}

}  // namespace
}  // namespace assay::app
