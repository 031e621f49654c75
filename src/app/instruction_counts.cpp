// SPDX-License-Identifier: Apache-2.0
#include "app/instruction_counts.hpp"

#include "base/text.hpp"
#include "measure/judge.hpp"
#include "sys/file.hpp"
#include "sys/self.hpp"
#include "sys/subprocess.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>

namespace assay::app {
namespace {

namespace fs = std::filesystem;
using model::Comparison;
using model::Verdict;

Result<double> count_once(const target::Command& command, int interrupt_fd) {
  auto folder = sys::TemporaryFolder::create();
  if (!folder) return std::move(folder).error();
  // Cachegrind without its caches: it counts instructions and nothing else.
  std::vector<std::string> argv = {"valgrind",
                                   "--tool=cachegrind",
                                   "--cache-sim=no",
                                   "--branch-sim=no",
                                   "--trace-children=yes",
                                   "--cachegrind-out-file=/dev/null",
                                   "--log-file=" + folder->path() + "/%p",
                                   command.executable};
  argv.insert(argv.end(), command.argv.begin() + 1, command.argv.end());
  auto ran = sys::run_subprocess(
      {.argv = argv, .cwd = command.cwd, .env = command.env, .interrupt_fd = interrupt_fd});
  if (!ran) {
    auto error = std::move(ran).error();
    if (error.fault == Fault::program)
      error.hint = "install it (apt-get install valgrind), or leave --counters=valgrind out";
    return error;
  }
  std::string logs;
  for (const auto& entry : fs::directory_iterator(folder->path())) {
    auto text = sys::read_file(entry.path().string());
    if (text) logs += *text + "\n";
  }
  const auto count = parse_counts(logs);
  if (count) return *count;
  return Error{Fault::program, fmt::format("valgrind counted nothing for '{}'", command.argv[0]),
               std::string(trim(ran->errors.empty() ? logs : ran->errors)),
               "run it under 'valgrind --tool=cachegrind' by hand"};
}

model::Metric instructions() {
  return *model::find_builtin("instructions");
}

// All runs of one arm against all of the other: a count has no noise to be averaged out, so the
// extremes decide.
Comparison judge(const CountPlan& plan, const std::vector<double>& baseline,
                 const std::vector<double>& arm) {
  Comparison out;
  out.metric = "instructions";
  out.scale = model::Scale::ratio;
  out.gated = plan.gated;
  out.rounds = baseline.size();
  measure::Plan asked;
  asked.min_effect = plan.min_effect;
  out.min_effect = measure::effect_of(instructions(), asked, baseline.front()).shown;
  const auto [base_low, base_high] = std::minmax_element(baseline.begin(), baseline.end());
  const auto [low, high] = std::minmax_element(arm.begin(), arm.end());
  out.interval = {*low / *base_high, *high / *base_low};
  out.estimate = std::sqrt(out.interval.lower * out.interval.upper);
  const double border = 1 + out.min_effect;
  if (out.interval.lower > border)
    out.verdict = Verdict::regression;
  else if (out.interval.upper < 1 / border)
    out.verdict = Verdict::improvement;
  else if (out.interval.lower >= 1 / border && out.interval.upper <= border)
    out.verdict = Verdict::equivalent;
  else
    out.reason = "the counts of one arm vary by more than the smallest effect";
  return out;
}

}  // namespace

std::optional<double> parse_counts(const std::string& logs) {
  double sum = 0;
  bool any = false;
  for (const auto& line : split(logs, '\n')) {
    const auto at = line.find(" refs:");
    if (at == std::string::npos || line.find("I ") == std::string::npos) continue;
    std::string digits;
    for (const char c : line.substr(at + 6))
      if (c >= '0' && c <= '9') digits += c;
    if (const auto count = parse_double(digits)) {
      sum += *count;
      any = true;
    }
  }
  if (!any) return std::nullopt;
  return sum;
}

CountPlan plan_counts(measure::Plan& plan, const std::vector<target::ProcessArm>& arms) {
  CountPlan out;
  out.arms = arms;
  out.min_effect = plan.min_effect;
  const auto found = std::find(plan.gated.begin(), plan.gated.end(), "instructions");
  out.gated = found != plan.gated.end();
  if (out.gated) plan.gated.erase(found);
  // Nothing else decides: three rounds give the other metrics something to show.
  if (plan.gated.empty()) plan.fixed = plan.fixed.value_or(kCountRuns);
  return out;
}

Result<void> count_instructions(const CountPlan& plan, int interrupt_fd, model::Report& report) {
  auto metric = model::metric_index(report, "instructions");
  if (!metric) {
    metric = report.metrics.size();
    report.metrics.push_back({});
  }
  report.metrics[*metric] = {instructions(), "valgrind", ""};

  std::vector<std::vector<double>> counts(plan.arms.size());
  for (int run = 0; run < kCountRuns; ++run) {
    for (std::size_t arm = 0; arm < plan.arms.size(); ++arm) {
      auto count = count_once(plan.arms[arm].command, interrupt_fd);
      if (!count)
        return std::move(count).error().in("counting instructions of '" + report.arms[arm].name +
                                           "'");
      counts[arm].push_back(*count);
    }
  }
  for (std::size_t arm = 0; arm < counts.size(); ++arm) {
    auto& samples = report.arms[arm].samples;
    samples.values.resize(std::max(samples.values.size(), *metric + 1));
    model::Column column;
    for (std::size_t i = 0; i < samples.size(); ++i)
      column.push(i < counts[arm].size() ? counts[arm][i] : model::kAbsent);
    samples.values[*metric] = std::move(column);
    if (arm == 0) continue;
    auto comparison = judge(plan, counts[0], counts[arm]);
    comparison.arm = report.arms[arm].name;
    comparison.baseline = report.arms[0].name;
    if (report.arms[arm].role == "control") comparison.gated = false;
    std::erase_if(report.comparisons, [&](const Comparison& c) {
      return c.arm == comparison.arm && c.metric == comparison.metric;
    });
    report.comparisons.push_back(std::move(comparison));
  }
  report.verdict = measure::overall(report.comparisons);
  return {};
}

}  // namespace assay::app
