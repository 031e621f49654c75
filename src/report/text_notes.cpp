// SPDX-License-Identifier: Apache-2.0
// What stands below the table: how far the answer can be trusted, and what the run was up against.
#include "base/text.hpp"
#include "base/units.hpp"
#include "report/disturbance.hpp"
#include "report/labels.hpp"
#include "report/text.hpp"
#include "report/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace assay::report {
namespace {

using model::Comparison;
using model::Report;
using model::Verdict;

constexpr std::size_t kLongestName = 40;

// "Label           text that flows on" in two columns.
class Notes {
 public:
  explicit Notes(const TextStyle& style) : style_(style) {}
  void add(std::string_view label, std::string_view text, Ink ink = Ink::plain) {
    if (text.empty()) return;
    constexpr std::size_t kIndent = 19;
    std::string body =
        wrapped(std::string(kIndent, 'x') + shown(text, style_), width_of(style_), kIndent);
    body.erase(0, kIndent);
    out_ += "  " + paint(padded(label, kIndent - 2, Align::left), Ink::faint, style_) +
            paint(body, ink, style_) + '\n';
  }
  std::string take() { return std::move(out_); }

 private:
  TextStyle style_;
  std::string out_;
};

std::string noise_floor(const Report& report, const Comparison& about) {
  const std::string unit = metric_of(report, about.metric).unit;
  for (const Comparison& c : report.comparisons)
    if (is_control(report, c) && c.metric == about.metric)
      return fmt::format("{} in {}: the baseline against itself, {}", interval_text(c, unit),
                         c.metric, model::name(c.verdict));
  const bool ratio = about.scale == model::Scale::ratio;
  if (!std::isfinite(about.interval.upper) || (ratio && about.interval.lower <= 0)) return "";
  const double half = ratio ? std::sqrt(about.interval.upper / about.interval.lower) - 1
                            : (about.interval.upper - about.interval.lower) / 2;
  return fmt::format("±{} in {}: half the width of its interval (--control measures it)",
                     ratio ? format_share(half) : format_quantity(half, unit), about.metric);
}

// The worst over the arms, a metric each.
std::string detectable(const Report& report) {
  std::vector<const Comparison*> worst;
  for (const Comparison& c : report.comparisons) {
    if (!c.gated || is_control(report, c) || !c.smallest_detectable) continue;
    const auto same = std::find_if(worst.begin(), worst.end(),
                                   [&](const Comparison* one) { return one->metric == c.metric; });
    if (same == worst.end())
      worst.push_back(&c);
    else if (std::fabs(*c.smallest_detectable) > std::fabs(*(*same)->smallest_detectable))
      *same = &c;
  }
  std::vector<std::string> parts;
  for (const Comparison* c : worst)
    parts.push_back(effect_text(std::fabs(*c->smallest_detectable), c->scale,
                                metric_of(report, c->metric).unit) +
                    " in " + c->metric);
  return join(parts, ", ");
}

std::string unseen(const Report& report, const Labels& labels) {
  std::vector<std::string> parts;
  for (const Comparison& c : report.comparisons) {
    if (!c.gated || is_control(report, c) || c.verdict != Verdict::equivalent) continue;
    if (!c.unseen_slow_share) continue;
    std::string text = fmt::format("a slow path in up to {} of the runs of {} would not have shown",
                                   format_share(*c.unseen_slow_share), labels.of(c.arm));
    if (c.ratio_of_sums)
      text += fmt::format("; all its runs together {}", format_change(*c.ratio_of_sums - 1));
    parts.push_back(std::move(text));
  }
  return join(parts, "; ");
}

std::string only_informative(const Report& report) {
  std::vector<std::string> gated;
  bool others = false;
  const auto shown = shown_metrics(report, false);
  for (const Comparison& c : report.comparisons) {
    if (c.gated && std::find(gated.begin(), gated.end(), c.metric) == gated.end())
      gated.push_back(c.metric);
    others = others || (!c.gated && !is_control(report, c) &&
                        std::find(shown.begin(), shown.end(), c.metric) != shown.end());
  }
  if (gated.empty() || !others) return "";
  return fmt::format("{} {}; the other metrics are shown for information", join(gated, ", "),
                     gated.size() == 1 ? "alone" : "together");
}

std::string harness(const Report& report) {
  const model::HarnessCost& cost = report.harness;
  if (!(cost.elapsed_ns > 0) || cost.trials == 0) return "";
  const double own = cost.elapsed_ns - cost.trials_ns;
  return fmt::format("outside the trials {} of the time ({} each), inside {} each",
                     format_share(std::max(own, 0.0) / cost.elapsed_ns),
                     format_quantity(std::max(own, 0.0) / double(cost.trials), "ns"),
                     format_quantity(cost.sampling_ns / double(cost.trials), "ns"));
}

std::string absent_metrics(const Report& report) {
  std::vector<std::string> parts;
  for (const auto& measured : report.metrics)
    if (!measured.measured())
      parts.push_back(fmt::format("{} ({})", measured.metric.name, measured.absent));
  return join(parts, ", ");
}

std::string tiers(const Report& report) {
  std::vector<std::string> parts;
  for (const std::string& name : shown_metrics(report, true))
    if (const auto index = model::metric_index(report, name))
      parts.push_back(fmt::format("{} by {}", name, report.metrics[*index].tier));
  return join(parts, ", ");
}

Ink ink_of(model::Severity severity) {
  switch (severity) {
    case model::Severity::note:
      break;
    case model::Severity::warning:
      return Ink::unsure;
    case model::Severity::error:
      return Ink::bad;
  }
  return Ink::plain;
}

}  // namespace

std::string notes(const Report& report, const TextStyle& style) {
  Notes notes(style);
  if (const Comparison* first = primary(report)) {
    const Labels labels(report, kLongestName, style);
    notes.add("Decided by", only_informative(report));
    notes.add("Noise floor", noise_floor(report, *first));
    notes.add("Could have seen", detectable(report));
    notes.add("Not excluded", unseen(report, labels));
  }
  notes.add("Disturbed by", disturbances(report));
  for (const model::Check& check : report.checks)
    notes.add("Check",
              fmt::format("{}: {}{}{}", check.name, check.outcome, check.detail.empty() ? "" : ", ",
                          check.detail),
              check.outcome == "pass" ? Ink::plain : Ink::bad);
  for (const model::Diagnostic& d : report.diagnostics) {
    const std::string_view label = d.severity == model::Severity::note      ? "Note"
                                   : d.severity == model::Severity::warning ? "Warning"
                                                                            : "Error";
    notes.add(label, d.text, ink_of(d.severity));
  }
  notes.add("Harness", harness(report));
  if (style.full) {
    notes.add("Measured", tiers(report));
    notes.add("Not measured", absent_metrics(report));
    notes.add("Seed", fmt::format("{}", report.seed));
  }
  return notes.take();
}

}  // namespace assay::report
