// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"
#include "codec/import_json.hpp"
#include "codec/soak_json.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace assay::codec {
namespace {

using model::CheckOutcome;

constexpr double kMb = 1024 * 1024;
constexpr double kPercent = 100;

struct Figures {
  bool whole = false;              // it ran to its end
  std::string unsound;             // a condition that did not hold, or the volume; empty: none
  std::string not_passed;          // budgets of its own that were not shown to hold
  double growth = model::kAbsent;  // bytes
  double drops = 0, total = 0;     // events
  double lower = model::kAbsent, upper = model::kAbsent;
};

bool close_to(double a, double b) {
  return std::abs(a - b) <= 1e-9 * std::max({1.0, std::abs(a), std::abs(b)});
}

void must_follow(double told, double found, const std::string& what) {
  if (close_to(told, found)) return;
  refuse(fmt::format("{} is {}, but its polls say {}", what, told, found));
}

double required_number(JsonItem item, std::string_view key) {
  const auto value = number(item, key);
  if (!value) refuse(fmt::format("'{}' is missing", key));
  return *value;
}

// Last less first, of every counter of the role. They only grow.
double delta(JsonItem root, std::string_view role) {
  double sum = 0;
  const JsonItem columns = required(required(root, "polls"), "counters");
  const std::size_t polls = numbers(required(root, "polls"), "t_ns").size();
  each(root, "counters", [&](JsonItem counter) {
    if (required_text(counter, "role") != role) return;
    const std::string name = required_text(counter, "name");
    const auto values = numbers(columns, name);
    if (values.empty() || values.size() != polls)
      refuse(fmt::format("counter '{}' has {} values for {} polls", printable(name), values.size(),
                         polls));
    for (std::size_t i = 0; i < values.size(); ++i)
      if (!std::isfinite(values[i]) || (i > 0 && values[i] < values[i - 1]))
        refuse(
            fmt::format("counter '{}' is missing at a poll, or goes backwards", printable(name)));
    sum += values.back() - values.front();
  });
  return sum;
}

void read_checks(JsonItem root, Figures& out) {
  const auto add = [](std::string& list, const std::string& name) {
    list += (list.empty() ? "" : ", ") + printable(name);
  };
  bool any = false;
  each(root, "checks", [&](JsonItem check) {
    any = true;
    const std::string name = required_text(check, "name");
    const bool passed = required_text(check, "outcome") == "pass";
    const std::string unit = text(check, "unit");
    const bool figure = unit == "share" || unit == "bytes" || unit == "bytes/h";
    bool advisory = false;
    if (required(check, "advisory").get(advisory) != simdjson::SUCCESS)
      refuse("'advisory' is neither true nor false");
    if (passed || advisory) return;
    add(figure ? out.not_passed : out.unsound, name);
  });
  if (!any) refuse("it has no checks");
}

void read_events(JsonItem root, Figures& out) {
  const JsonItem events = required(root, "events");
  out.drops = required_number(events, "drops");
  out.total = out.drops + required_number(events, "delivered");
  must_follow(out.drops, delta(root, "drops"), "events.drops");
  must_follow(out.total - out.drops, delta(root, "delivered"), "events.delivered");
  const auto ratio = number(events, "drop_ratio");
  if (!ratio) return;
  if (out.total <= 0) refuse("events.drop_ratio is of no events");
  must_follow(*ratio, out.drops / out.total, "events.drop_ratio");
  out.lower = required_number(events, "lower");
  out.upper = required_number(events, "upper");
  if (!(0 <= out.lower && out.lower <= *ratio && *ratio <= out.upper && out.upper <= 1))
    refuse("the bounds of events.drop_ratio do not hold it");
}

void read_memory(JsonItem root, Figures& out) {
  const auto all = numbers(required(root, "polls"), "rss_bytes");
  std::vector<double> seen;
  for (const double each : all)
    if (std::isfinite(each)) seen.push_back(each);
  const auto told = number(required(root, "memory"), "growth_bytes");
  if (seen.empty() != !told) refuse("memory.growth_bytes does not follow from its polls");
  if (!told) return;
  out.growth = *std::max_element(seen.begin(), seen.end()) - seen.front();
  must_follow(*told, out.growth, "memory.growth_bytes");
}

Figures read_figures(JsonItem root) {
  Figures out;
  const std::string schema = text(root, "schema");
  if (schema != "assay.soak/1")
    refuse(schema.starts_with("assay.soak/")
               ? fmt::format("'{}' is of another version", printable(schema))
               : std::string("it is no soak: write one by assay soak --report FILE"));
  out.whole = required_text(root, "status") == "complete";
  read_checks(root, out);
  const bool passed = required_text(root, "verdict") == "pass";
  if (passed != (out.whole && out.unsound.empty() && out.not_passed.empty()))
    refuse("its verdict does not follow from its checks");
  if (out.whole && out.unsound.empty()) {
    read_events(root, out);
    read_memory(root, out);
  }
  return out;
}

model::SloRow row(std::string metric, std::string unit, double budget, std::string evidence) {
  model::SloRow out;
  out.scenario = "soak_runtime";
  out.metric = std::move(metric);
  out.unit = std::move(unit);
  out.budget = budget;
  out.evidence = std::move(evidence);
  return out;
}

// A row that holds, of a soak that broke budgets of its own, is not told as one that holds.
void temper(model::SloRow& row, const Figures& figures) {
  if (row.status != CheckOutcome::pass || figures.not_passed.empty()) return;
  row.status = CheckOutcome::missing;
  row.detail = "the soak itself did not pass: " + figures.not_passed;
}

}  // namespace

Result<std::vector<model::SloRow>> read_soak_rows(std::string_view json, std::string evidence,
                                                  const SoakBudgets& budgets) {
  Figures figures;
  auto read = read_json(std::string(json), [&](JsonItem root) { figures = read_figures(root); });
  if (!read) return std::move(read).error();

  model::SloRow growth = row("rss_growth_mb", "MB", budgets.rss_growth_mb, evidence);
  model::SloRow drops = row("ringbuf_drop_rate_pct", "%", budgets.drop_rate_pct, evidence);
  std::string absent;
  if (!figures.whole)
    absent = "the soak did not run to its end";
  else if (!figures.unsound.empty())
    absent = "the soak was not sound: " + figures.unsound;
  growth.detail = drops.detail = absent;
  if (!absent.empty()) return std::vector{std::move(growth), std::move(drops)};

  if (model::is_absent(figures.growth)) {
    growth.detail = "the soak could not follow the agent's memory";
  } else {
    growth.result = figures.growth / kMb;
    growth.lower = growth.upper = growth.result;
    growth.status = *growth.result <= growth.budget ? CheckOutcome::pass : CheckOutcome::fail;
    growth.detail = fmt::format("{:.4g} MB at most above the start", *growth.result);
  }
  if (model::is_absent(figures.upper)) {
    drops.detail = "the soak counted no events";
  } else {
    drops.result = kPercent * figures.drops / figures.total;
    drops.lower = kPercent * figures.lower;
    drops.upper = kPercent * figures.upper;
    drops.status = *drops.upper < drops.budget    ? CheckOutcome::pass
                   : *drops.lower >= drops.budget ? CheckOutcome::fail
                                                  : CheckOutcome::inconclusive;
    drops.detail = fmt::format("{:.0f} of {:.0f} events lost", figures.drops, figures.total);
  }
  temper(growth, figures);
  temper(drops, figures);
  return std::vector{std::move(growth), std::move(drops)};
}

}  // namespace assay::codec
