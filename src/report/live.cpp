// SPDX-License-Identifier: Apache-2.0
#include "report/live.hpp"

#include "base/units.hpp"
#include "base/utf8.hpp"
#include "report/disturbance.hpp"
#include "report/labels.hpp"
#include "report/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace assay::report {
namespace {

using model::Comparison;
using model::ProgressView;

constexpr std::size_t kMostBars = 6;
constexpr std::size_t kLongestName = 40;  // in a line for a log
constexpr double kReach = 3;              // the bar ends at so many times min_effect

// A program's own metric is not in the table; its unit is then left away.
model::Metric metric_of(const Comparison& c) {
  if (const model::Metric* builtin = model::find_builtin(c.metric)) return *builtin;
  model::Metric metric;
  metric.name = c.metric;
  metric.unit = "count";
  return metric;
}

// An end of the interval in multiples of min_effect, 0 = no change.
double relative(double end, const Comparison& c) {
  const bool ratio = c.scale == model::Scale::ratio;
  const double distance = ratio ? (end > 0 ? std::log(end) : -HUGE_VAL) : end;
  const double effect = ratio ? std::log1p(c.min_effect) : c.min_effect;
  if (effect > 0) return distance / effect;
  return distance == 0 ? 0 : std::copysign(HUGE_VAL, distance);
}

std::string state(const ProgressView& view) {
  std::string text = fmt::format("{}  {} rounds", view.phase.empty() ? "measuring" : view.phase,
                                 format_quantity(double(view.rounds), "count"));
  if (view.max_rounds > 0) text += " of " + format_quantity(double(view.max_rounds), "count");
  text += "  " + elapsed_text(view.elapsed_ns);
  if (!model::is_absent(view.expected_left_ns) && view.expected_left_ns > 0)
    text += fmt::format(", about {} left", elapsed_text(view.expected_left_ns));
  else if (view.max_time_ns > 0)
    text += fmt::format(" of at most {}", elapsed_text(view.max_time_ns));
  return text;
}

std::vector<std::string> arms_of(const ProgressView& view) {
  std::vector<std::string> names;
  for (const Comparison& c : view.comparisons)
    for (const std::string& name : {c.baseline, c.arm})
      if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  return names;
}

bool shown_live(const Comparison& c) {
  return c.gated || c.control_check;
}

}  // namespace

std::string interval_bar(const Comparison& c, std::size_t columns, const TextStyle& style) {
  const std::size_t half = std::max<std::size_t>(columns, 13) / 2;  // cells on each side of 0
  const auto place = [&](double multiple) {
    const double clamped = std::clamp(multiple, -kReach, kReach);
    return std::size_t(std::lround(double(half) * (1 + clamped / kReach)));
  };
  const std::size_t lower = place(relative(c.interval.lower, c));
  const std::size_t upper = place(relative(c.interval.upper, c));
  const std::size_t marks[] = {place(-1), half, place(1)};
  std::string bar;
  for (std::size_t i = 0; i <= 2 * half; ++i) {
    const bool inside = i >= lower && i <= upper;
    const bool mark = std::find(std::begin(marks), std::end(marks), i) != std::end(marks);
    if (style.unicode)
      bar += inside ? (mark ? "┿" : "━") : (mark ? "│" : "·");
    else
      bar += inside ? (mark ? "#" : "=") : (mark ? "|" : ".");
  }
  return bar;
}

std::string live_line(const ProgressView& view, const TextStyle& style) {
  const std::size_t width = width_of(style) - 1;  // a full line would wrap on some terminals
  std::string first = view.line.empty() ? state(view) : view.line;
  if (const std::string disturbed = disturbances(view.disturbance); !disturbed.empty())
    first += "  (" + disturbed + ")";
  std::string out = paint(cut(shown(first, style), width, style), Ink::strong, style);

  const std::size_t longest = std::clamp<std::size_t>(width / 4, 8, 24);
  const Labels labels(arms_of(view), longest, style);
  const auto label = [&](const Comparison& c) {
    return labels.of(c.arm) + " " + cut(shown(c.metric, style), longest, style);
  };
  std::size_t names = 0;
  std::size_t bars = 0;
  for (const Comparison& c : view.comparisons)
    if (shown_live(c) && bars++ < kMostBars) names = std::max(names, display_width(label(c)));
  constexpr std::size_t kFinding = 32;  // "+12.4 … +13.9 %  inconclusive"
  const std::size_t taken = 2 + names + 2 + 2 + kFinding;
  const std::size_t columns = std::clamp<std::size_t>(width - std::min(width, taken), 13, 33);
  bars = 0;
  for (const Comparison& c : view.comparisons) {
    if (!shown_live(c) || bars++ >= kMostBars) continue;
    const std::string name = padded(label(c), names, Align::left);
    const model::Metric metric = metric_of(c);
    std::string finding = interval_text(c, metric.unit);
    if (c.verdict != model::Verdict::inconclusive) finding += "  " + verdict_words(c, metric);
    const std::size_t used = 2 + names + 2 + columns + 2;
    out += "\n  " + name + "  " + paint(interval_bar(c, columns, style), ink_of(c.verdict), style) +
           "  " + cut(shown(finding, style), width > used ? width - used : 0, style);
  }
  return out;
}

std::string plain_progress(const ProgressView& view, const TextStyle& style) {
  const Labels labels(arms_of(view), kLongestName, style);
  std::string text = view.line.empty() ? state(view) : view.line;
  std::size_t told = 0;
  for (const Comparison& c : view.comparisons) {
    if (!shown_live(c) || told++ >= kMostBars) continue;
    text +=
        fmt::format("; {} {} {}", labels.of(c.arm), c.metric, interval_text(c, metric_of(c).unit));
    if (c.verdict != model::Verdict::inconclusive)
      text += fmt::format(" {}", model::name(c.verdict));
  }
  if (const std::string disturbed = disturbances(view.disturbance); !disturbed.empty())
    text += "; " + disturbed;
  TextStyle bare = style;
  bare.color = false;
  return shown(text, bare);
}

}  // namespace assay::report
