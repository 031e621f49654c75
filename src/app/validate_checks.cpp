// SPDX-License-Identifier: Apache-2.0
// One document on its own, and both sides of a profile.
#include "app/validate_checks.hpp"

#include "base/text.hpp"
#include "stats/value_counts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace assay::app {
namespace {

using codec::pointer_to;
using Number = Checked::Number;
namespace code = model::fault_code;

std::string shown(const Number& value) {
  return value ? fmt::format("{}", *value) : "null";
}

// Percentiles under `at` must grow; those that are absent are passed over.
void in_order(const Checked& profile, const std::string& at) {
  constexpr std::array kKeys = {"p50_us", "p95_us", "p99_us", "p99_9_us"};
  std::optional<double> last;
  const char* last_key = nullptr;
  for (const char* key : kKeys) {
    const Number value = profile.number(at + "/" + key);
    if (!value) continue;
    if (last && *value < *last)
      profile.fault(at + "/" + key, code::kOrder,
                    fmt::format("is {}, below {} ({})", *value, last_key, *last));
    last = value;
    last_key = key;
  }
}

void check_histogram(const Checked& profile) {
  const std::string at = "/histogram/counts";
  const auto counts = profile->pairs(at);
  if (!counts) {
    // 1e308 is a whole number, as its schema wants, and yet no count.
    for (std::size_t i = 0; i < profile->size(at); ++i)
      for (const std::size_t part : {0, 1}) {
        const std::string where = pointer_to(pointer_to(at, i), part);
        const Number value = profile.number(where);
        if (!value || profile->count(where)) continue;
        profile.fault(where, code::kSchema, fmt::format("is {}, more than can be counted", *value));
        return;
      }
  }
  if (!counts || counts->empty()) return;
  for (std::size_t i = 1; i < counts->size(); ++i)
    if ((*counts)[i].first <= (*counts)[i - 1].first) {
      profile.fault(pointer_to(pointer_to(at, i), std::size_t(0)), code::kOrder,
                    "does not grow from the one before");
      return;
    }
  std::uint64_t all = 0;
  double total_ns = 0;
  for (const auto& [value, count] : *counts) {
    all += count;
    total_ns += double(value) * double(count);
  }
  profile.follows("/operations", double(all), "the sum of the histogram");
  profile.follows("/seconds", total_ns / 1e9, "the histogram");
  const double clock = profile.number("/clock_ns").value_or(0);
  constexpr std::pair<const char*, double> kPercentiles[] = {
      {"p50_us", 0.5}, {"p95_us", 0.95}, {"p99_us", 0.99}, {"p99_9_us", 0.999}};
  for (const auto& [key, p] : kPercentiles) {
    const auto raw = stats::tail_percentile(*counts, p);
    profile.follows(std::string("/merged/") + key,
                    raw ? Number(std::max(0.0, *raw - clock) / 1000) : std::nullopt,
                    "the histogram, less the clock's cost,");
  }
}

// Of the reference's files figures have two decimals: what that makes of a percentage.
double percent_slack(double base, double with) {
  return 0.0051 + 100 * 0.005 / base * (1 + with / base);
}

void check_status(const Checked& document, const std::string& at, const Number& lower,
                  const Number& upper, const Number& budget, const Number& result) {
  const auto status = model::outcome_named(document->text(at + "/status").value_or(""));
  if (!status) return;
  using model::CheckOutcome;
  const auto says = [&](std::string why) {
    document.fault(at + "/status", code::kStatus,
                   fmt::format("is {}, but {}", document->text(at + "/status").value_or(""), why));
  };
  const bool holds = upper && budget && (*upper <= *budget || same_figure(*upper, *budget));
  const bool broken = lower && budget && *lower > *budget && !same_figure(*lower, *budget);
  if (*status == CheckOutcome::pass && !holds)
    says(fmt::format("the interval's upper end {} is not within the budget {}", shown(upper),
                     shown(budget)));
  if (*status == CheckOutcome::fail && !broken)
    says(fmt::format("the interval's lower end {} is not above the budget {}", shown(lower),
                     shown(budget)));
  if (*status == CheckOutcome::missing && result) says("there is a result: " + shown(result));
}

}  // namespace

bool same_figure(double a, double b, double slack) {
  return std::abs(a - b) <= 1e-9 * std::max({std::abs(a), std::abs(b), 1.0}) + slack;
}

void Checked::follows(const std::string& pointer, const Number& expected, std::string_view source,
                      std::string_view code, double slack) const {
  if (!comparable(pointer)) return;  // that it is missing, or no number, has been told
  const Number actual = number(pointer);
  if (actual && expected ? same_figure(*actual, *expected, slack) : !actual && !expected) return;
  fault(pointer, code,
        fmt::format("is {}, but {} gives {}", shown(actual), source, shown(expected)));
}

void Checked::interval_follows(const std::string& pointer, const Number& lower, const Number& upper,
                               std::string_view source) const {
  follows(pointer + "/0", lower, source);
  follows(pointer + "/1", upper, source);
}

void Checked::holds_estimate(const std::string& pointer, const Number& estimate) const {
  const Number lower = number(pointer + "/0");
  const Number upper = number(pointer + "/1");
  if (lower && upper && *lower > *upper)
    fault(pointer, code::kOrder,
          fmt::format("ends at {}, below where it begins, {}", *upper, *lower));
  else if (estimate && ((lower && *estimate < *lower && !same_figure(*estimate, *lower)) ||
                        (upper && *estimate > *upper && !same_figure(*estimate, *upper))))
    fault(pointer, code::kOrder,
          fmt::format("is {} to {}, which does not hold the estimate {}", shown(lower),
                      shown(upper), *estimate));
}

void check_profile(const Checked& profile, bool with_agent) {
  in_order(profile, "");
  if (const auto label = profile->flag("/with_agent"); label && *label != with_agent)
    profile.fault("/with_agent", code::kLabel,
                  fmt::format("is {}, and this file is the side {} the agent", *label,
                              with_agent ? "with" : "without"));
  for (const char* key : {"/us_per_op", "/p95_us"})
    if (const Number value = profile.number(key); value && *value <= 0 && !with_agent)
      profile.fault(key, code::kDerived,
                    fmt::format("is {}: nothing is a multiple of that", *value));
  if (!profile->has("/schema")) return;
  in_order(profile, "/measured");
  in_order(profile, "/merged");
  check_histogram(profile);
  for (const char* key : {"us_per_op", "p50_us", "p95_us", "p99_us"}) {
    const std::string at = std::string("/ratio/") + key;
    profile.holds_estimate(at + "/interval", profile.number(at + "/ratio"));
    if (with_agent) continue;
    profile.follows(at + "/ratio", 1.0, "the baseline by itself");
    profile.interval_follows(at + "/interval", 1.0, 1.0, "the baseline by itself");
    // Of the baseline what is shown is what was measured.
    profile.follows(std::string("/") + key, profile.number(std::string("/measured/") + key),
                    "what was measured");
  }
}

void check_profiles(const Checked& baseline, const Checked& with_agent) {
  for (const char* key : {"/workload", "/file", "/host", "/protocol"}) {
    const auto one = baseline->text(key);
    const auto other = with_agent->text(key);
    if (one && other && *one != *other)
      with_agent.fault(key, code::kMismatch,
                       fmt::format("is '{}', and '{}' in {}", printable(*other), printable(*one),
                                   baseline.file()));
    else if (baseline->has(key) != with_agent->has(key))
      with_agent.fault(key, code::kMismatch, "is on one side alone");
  }
  for (const char* key : {"/port", "/iterations", "/repeats", "/burn_in", "/warmup"}) {
    const Number one = baseline.number(key);
    const Number other = with_agent.number(key);
    if (one && other && *one != *other)
      with_agent.fault(key, code::kMismatch,
                       fmt::format("is {}, and {} in {}", *other, *one, baseline.file()));
  }
  if (!baseline->has("/schema") || !with_agent->has("/schema")) return;
  const auto scaled = [&](const char* key) -> Number {
    const Number base = baseline.number(std::string("/") + key);
    const Number ratio = with_agent.number(fmt::format("/ratio/{}/ratio", key));
    return base && ratio ? Number(*base * *ratio) : std::nullopt;
  };
  constexpr std::string_view kSource = "the baseline's times the ratio";
  with_agent.follows("/us_per_op", scaled("us_per_op"), kSource);
  const Number p95 = scaled("p95_us");
  with_agent.follows("/p95_us", p95, kSource);
  // Ratios are estimated one by one: where that would turn percentiles round, p95 stands.
  Number p50 = scaled("p50_us");
  if (p50 && p95) p50 = std::min(*p50, *p95);
  with_agent.follows("/p50_us", p50, kSource);
  Number p99 = scaled("p99_us");
  if (p99 && p95) p99 = std::max(*p99, *p95);
  with_agent.follows("/p99_us", p99, kSource);
}

void check_cost(const Checked& document, const std::string& at) {
  const bool ours = document->has("/schema");
  const Number base = document.number(at + "/baseline_us_per_op");
  const Number with = document.number(at + "/with_agent_us_per_op");
  if (base && *base <= 0) {
    document.fault(at + "/baseline_us_per_op", code::kDerived,
                   fmt::format("is {}: nothing is a multiple of that", *base));
    return;
  }
  const auto of = [](const Number& value, auto&& compute) {
    return value ? Number(compute(*value)) : std::nullopt;
  };
  if (base) {
    const double percent = ours || !with ? 0 : percent_slack(*base, *with);
    document.follows(at + "/delta_us_per_op", of(with, [&](double w) { return w - *base; }),
                     "with_agent - baseline", code::kDerived, ours ? 0 : 0.0151);
    document.follows(at + "/delta_pct", of(with, [&](double w) { return (w / *base - 1) * 100; }),
                     "with_agent / baseline", code::kDerived, percent);
  }
  const Number budget = document.number(at + "/max_allowed_pct");
  const auto pass = document->flag(at + "/pass");
  if (!ours) {
    const Number delta = document.number(at + "/delta_pct");
    if (pass && delta && budget && *budget > 0 && *pass != (*delta <= *budget))
      document.fault(at + "/pass", code::kStatus,
                     fmt::format("is {}, but {} % is {} the {} % allowed", *pass, *delta,
                                 *delta <= *budget ? "within" : "above", *budget));
    return;
  }
  if (base)
    document.follows(at + "/ratio", of(with, [&](double w) { return w / *base; }),
                     "with_agent / baseline");
  const Number ratio = document.number(at + "/null/ratio");
  document.follows(at + "/null/delta_pct", of(ratio, [](double r) { return (r - 1) * 100; }),
                   "the null arm's ratio");
  document.holds_estimate(at + "/interval_pct", document.number(at + "/delta_pct"));
  document.holds_estimate(at + "/null/interval_pct", document.number(at + "/null/delta_pct"));
  const auto status = document->text(at + "/status");
  if (pass && status && *pass != (*status == "pass"))
    document.fault(at + "/pass", code::kStatus,
                   fmt::format("is {}, but the status is {}", *pass, printable(*status)));
  if (document.comparable(at + "/interval_pct/0") && document.comparable(at + "/interval_pct/1"))
    check_status(document, at, document.number(at + "/interval_pct/0"),
                 document.number(at + "/interval_pct/1"), budget,
                 document.number(at + "/delta_pct"));
}

void check_suite(const Checked& suite) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < suite->size("/benchmarks"); ++i) {
    const std::string at = pointer_to("/benchmarks", i);
    if (const auto name = suite->text(at + "/name")) {
      if (std::find(names.begin(), names.end(), *name) != names.end())
        suite.fault(at + "/name", code::kSchema, "'" + printable(*name) + "' has a row already");
      names.push_back(*name);
    }
    check_cost(suite, at);
  }
  if (!suite->has("/benchmarks")) return;
  for (const std::string_view workload : model::kContractWorkloads)
    if (std::find(names.begin(), names.end(), workload) == names.end())
      suite.fault("/benchmarks", code::kSchema, fmt::format("has no row of {}", workload));
}

void check_summary(const Checked& summary) {
  using model::CheckOutcome;
  std::vector<std::string> order;  // what must be there
  order.push_back("audit_mode_open/delta_pct");
  for (const std::string_view workload : model::kContractWorkloads)
    order.push_back(model::slo::workload_scenario(workload) + "/delta_pct");
  order.insert(order.end(), {"workload_suite/failed_rows", "audit_mode_open/p95_overhead_pct",
                             "audit_mode_connect/p95_overhead_pct"});

  const bool ours = summary->has("/schema");
  std::vector<std::string> names;
  std::optional<CheckOutcome> worst;
  auto violations = summary->texts("/violations");
  auto undecided = summary->texts("/inconclusive");
  for (std::size_t i = 0; i < summary->size("/rows"); ++i) {
    const std::string at = pointer_to("/rows", i);
    const std::string scenario = summary->text(at + "/scenario").value_or("");
    const std::string metric = summary->text(at + "/metric").value_or("");
    const auto status = model::outcome_named(summary->text(at + "/status").value_or(""));
    if (std::find(names.begin(), names.end(), scenario + "/" + metric) != names.end())
      summary.fault(at, code::kSchema,
                    "is the second row of " + printable(scenario + "/" + metric));
    names.push_back(scenario + "/" + metric);
    if (status) worst = worst ? model::worst(*worst, *status) : *status;
    const Number result = summary.number(at + "/result");
    const Number budget = summary.number(at + "/budget");
    const bool counted = !ours || scenario == model::slo::kSuite || scenario == model::slo::kSoak;
    if (counted && result && budget && status) {
      // Counted, or of the reference: held against the figure itself.
      const bool within = *result <= *budget || (!ours && same_figure(*result, *budget));
      if ((*status == CheckOutcome::pass && !within) || (*status == CheckOutcome::fail && within))
        summary.fault(at + "/status", code::kStatus,
                      fmt::format("is {}, but {} is {} the budget {}",
                                  summary->text(at + "/status").value_or(""), *result,
                                  within ? "within" : "above", *budget));
    } else if (!counted) {
      check_status(summary, at, summary.number(at + "/interval/0"),
                   summary.number(at + "/interval/1"), budget, result);
      summary.holds_estimate(at + "/interval", result);
      summary.holds_estimate(at + "/null_interval", summary.number(at + "/null_result"));
    }
    const auto unit = summary->text(at + "/unit");
    if (ours && unit && scenario != model::slo::kSoak) {
      const std::string_view wanted = metric == model::slo::kFailedRows ? "" : "%";
      if (*unit != wanted)
        summary.fault(
            at + "/unit", code::kMismatch,
            fmt::format("is '{}', and {} is in '{}'", printable(*unit), printable(metric), wanted));
    }
    if (counted && status == CheckOutcome::pass && !result && summary->has(at + "/result"))
      summary.fault(at + "/status", code::kStatus, "is PASS, but there is no result");
    if (!status || *status == CheckOutcome::pass) continue;
    const bool broken = *status == CheckOutcome::fail;
    const std::string begins = scenario + "." + metric + (broken ? "=" : ": ");
    auto& lines = broken ? violations : undecided;
    const auto named = std::find_if(lines.begin(), lines.end(), [&](const std::string& each) {
      return each.starts_with(begins);
    });
    if (named != lines.end())
      lines.erase(named);
    else if (broken || ours)
      summary.fault(broken ? "/violations" : "/inconclusive", code::kStatus,
                    fmt::format("does not name {}, which is {}", printable(scenario + "." + metric),
                                model::status_word(*status)));
  }
  // What is left concerns no row: rules besides, or the host. But a row that it names passed.
  for (const auto* lines : {&violations, &undecided})
    for (const std::string& line : *lines)
      for (const std::string& name : names) {
        const auto slash = name.find('/');
        const std::string begins = name.substr(0, slash) + "." + name.substr(slash + 1);
        if (line.starts_with(begins + "=") || line.starts_with(begins + ": "))
          summary.fault(lines == &violations ? "/violations" : "/inconclusive", code::kStatus,
                        "names " + printable(begins) + ", which is not so");
      }

  std::size_t place = 0;
  for (const std::string& wanted : order) {
    const auto found = std::find(names.begin(), names.end(), wanted);
    if (found == names.end()) {
      summary.fault("/rows", code::kSchema, "has no row of " + wanted);
      continue;
    }
    const auto at = std::size_t(found - names.begin());
    if (at < place)
      summary.fault(pointer_to("/rows", at), code::kOrder,
                    "stands before a row that it must follow: " + wanted);
    place = std::max(place, at);
  }
  if (!worst) return;
  if (!violations.empty()) worst = CheckOutcome::fail;
  const bool besides = !undecided.empty() || summary->size("/input_errors") > 0;
  if (besides) worst = model::worst(*worst, CheckOutcome::inconclusive);
  const auto verdict = model::outcome_named(summary->text("/verdict").value_or(""));
  if (verdict && *verdict != *worst && !(besides && model::worst(*verdict, *worst) == *verdict))
    summary.fault("/verdict", code::kStatus,
                  fmt::format("is {}, but what it sums up is {}", model::status_word(*verdict),
                              model::status_word(*worst)));
  const bool passes = *worst == CheckOutcome::pass;
  if (const auto pass = summary->flag("/gate_pass"); pass && *pass != passes)
    summary.fault("/gate_pass", code::kStatus,
                  fmt::format("is {}, but what it sums up makes it {}", *pass, passes));
}

}  // namespace assay::app
