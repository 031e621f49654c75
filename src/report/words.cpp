// SPDX-License-Identifier: Apache-2.0
#include "report/words.hpp"

#include "base/text.hpp"
#include "base/units.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace assay::report {
namespace {

using model::Comparison;
using model::Direction;
using model::Scale;
using model::Verdict;

// How a metric is spoken of. `verb` empty: "is 3 % slower"; else "uses 3 % more CPU time".
struct Wording {
  std::string_view metric;
  std::string_view verb;
  std::string_view more;
  std::string_view less;
  std::string_view noun;
};

constexpr std::array kWordings = {
    Wording{"wall", "", "slower", "faster", ""},
    Wording{"wall_main", "", "slower", "faster", "to the end of its main process"},
    Wording{"wall_net", "", "slower", "faster", "net of waiting"},
    Wording{"user", "uses", "more", "less", "user CPU time"},
    Wording{"sys", "uses", "more", "less", "system CPU time"},
    Wording{"cpu", "uses", "more", "less", "CPU time"},
    Wording{"peak_rss", "uses", "more", "less", "memory (peak_rss)"},
    Wording{"peak_tree", "uses", "more", "less", "memory (peak_tree)"},
    Wording{"peak_charged", "uses", "more", "less", "memory (peak_charged)"},
    Wording{"io_read", "reads", "more", "less", "data (io_read)"},
    Wording{"io_write", "writes", "more", "less", "data (io_write)"},
    Wording{"disk_read", "reads", "more", "less", "from storage (disk_read)"},
    Wording{"disk_write", "writes", "more", "less", "to storage (disk_write)"},
    Wording{"minor_faults", "takes", "more", "fewer", "minor page faults"},
    Wording{"major_faults", "takes", "more", "fewer", "major page faults"},
    Wording{"voluntary_switches", "makes", "more", "fewer", "voluntary switches"},
    Wording{"involuntary_switches", "suffers", "more", "fewer", "involuntary switches"},
    Wording{"processes", "starts", "more", "fewer", "processes"},
    Wording{"cpu_wait", "waits", "more", "less", "for a CPU"},
    Wording{"cycles", "takes", "more", "fewer", "cycles"},
    Wording{"instructions", "executes", "more", "fewer", "instructions"},
    Wording{"branch_misses", "has", "more", "fewer", "branch misses"},
    Wording{"cache_misses", "has", "more", "fewer", "cache misses"},
};

const Wording* wording_of(std::string_view metric) {
  const auto found = std::find_if(kWordings.begin(), kWordings.end(),
                                  [&](const Wording& row) { return row.metric == metric; });
  return found == kWordings.end() ? nullptr : &*found;
}

bool bounded_below(const Comparison& c) {
  return c.scale == Scale::ratio ? c.interval.lower > 0 : std::isfinite(c.interval.lower);
}
bool bounded_above(const Comparison& c) {
  return std::isfinite(c.interval.upper);
}

std::string signed_quantity(double value, std::string_view unit) {
  return (value > 0 ? "+" : "") + format_quantity(value, unit);
}

// One end, or the estimate, with its sign.
std::string end_text(double value, Scale scale, std::string_view unit) {
  return scale == Scale::ratio ? format_change(value - 1) : signed_quantity(value, unit);
}

// "2.4 %", "3.9 %" -> "2.4 … 3.9 %": the unit once when both have the same.
std::string joined(const std::string& lower, const std::string& upper) {
  const std::size_t at = lower.rfind(' ');
  const std::size_t other = upper.rfind(' ');
  const bool same = at != std::string::npos && other != std::string::npos &&
                    std::string_view(lower).substr(at) == std::string_view(upper).substr(other);
  return fmt::format("{} … {}", same ? lower.substr(0, at) : lower, upper);
}

bool more_than_baseline(const Comparison& c, Direction direction) {
  return (c.verdict == Verdict::regression) == (direction == Direction::lower);
}

// From here on "2.05 times as long" is easier to grasp than "105 % slower".
constexpr double kManifold = 2;

bool manifold(const Comparison& c, bool more) {
  return more && c.scale == Scale::ratio && *c.estimate >= kManifold;
}

std::string times(double ratio) {
  return fmt::format(fmt::runtime(ratio < 9.995   ? "{:.2f}"
                                  : ratio < 99.95 ? "{:.1f}"
                                                  : "{:.0f}"),
                     ratio);
}

std::string multiplied(const Comparison& c, const model::Metric& metric) {
  const Wording* words = wording_of(metric.name);
  const std::string factor = times(*c.estimate);
  if (words == nullptr)
    return fmt::format("{}: {} is {} times that of {}", c.arm, metric.name, factor, c.baseline);
  if (words->verb.empty())
    return fmt::format("{} takes {} times as long as {}{}{}", c.arm, factor, c.baseline,
                       words->noun.empty() ? "" : " ", words->noun);
  return fmt::format("{} {} {} times as much {} as {}", c.arm, words->verb, factor, words->noun,
                     c.baseline);
}

// "3.1 % slower than baseline", "uses 64 KiB more memory than baseline".
std::string moved(const Comparison& c, const model::Metric& metric, bool more) {
  if (manifold(c, more)) return multiplied(c, metric);
  const double size = c.scale == Scale::ratio ? std::fabs(*c.estimate - 1) : std::fabs(*c.estimate);
  const std::string amount =
      c.scale == Scale::ratio ? format_share(size) : format_quantity(size, metric.unit);
  const Wording* words = wording_of(metric.name);
  if (words == nullptr)
    return fmt::format("{}: {} is {} {} than in {}", c.arm, metric.name, amount,
                       more ? "higher" : "lower", c.baseline);
  const std::string noun = words->noun.empty() ? "" : " " + std::string(words->noun);
  const std::string_view verb = words->verb.empty() ? "is" : words->verb;
  return fmt::format("{} {} {} {}{} than {}", c.arm, verb, amount, more ? words->more : words->less,
                     noun, c.baseline);
}

// The interval of a change whose direction is already said: "2.4 … 3.9 %".
std::string sizes(const Comparison& c, const model::Metric& metric, bool more) {
  const double origin = c.scale == Scale::ratio ? 1 : 0;
  double lower = c.interval.lower - origin;
  double upper = c.interval.upper - origin;
  const bool one_sided = more ? lower >= 0 : upper <= 0;
  if (!one_sided || !bounded_below(c) || !bounded_above(c)) return interval_text(c, metric.unit);
  if (!more) {
    std::swap(lower, upper);
    lower = -lower;
    upper = -upper;
  }
  if (manifold(c, more))
    return fmt::format("{} … {}", times(c.interval.lower), times(c.interval.upper));
  if (c.scale == Scale::ratio) return joined(format_share(lower), format_share(upper));
  return range_text(lower, upper, metric.unit);
}

std::string about_metric(const model::Metric& metric) {
  return metric.name == "wall" ? "" : " in " + metric.name;
}

}  // namespace

std::string change_text(const Comparison& c, std::string_view unit) {
  return c.estimate ? end_text(*c.estimate, c.scale, unit) : "–";
}

std::string interval_text(const Comparison& c, std::string_view unit) {
  const std::string lower = end_text(c.interval.lower, c.scale, unit);
  const std::string upper = end_text(c.interval.upper, c.scale, unit);
  if (bounded_below(c) && bounded_above(c)) return joined(lower, upper);
  if (bounded_below(c)) return "≥ " + lower;
  if (bounded_above(c)) return "≤ " + upper;
  return "not bounded yet";
}

std::string effect_text(double effect, Scale scale, std::string_view unit) {
  if (scale == Scale::difference) return format_quantity(effect, unit);
  std::string text = format_share(effect);
  if (const std::size_t at = text.find(".0 %"); at != std::string::npos) text.erase(at, 2);
  return text;
}

std::string range_text(double lower, double upper, std::string_view unit) {
  // Both in the unit that the larger takes, so that the eye can compare them.
  const std::string high = format_quantity(upper, unit);
  const std::string low = format_quantity(lower, unit);
  const std::size_t at = high.rfind(' ');
  const std::size_t other = low.rfind(' ');
  if (at == std::string::npos || other == std::string::npos || high.substr(at) == low.substr(other))
    return joined(low, high);
  static constexpr std::array<std::pair<std::string_view, double>, 11> kScales = {{{"ns", 1},
                                                                                   {"µs", 1e3},
                                                                                   {"ms", 1e6},
                                                                                   {"s", 1e9},
                                                                                   {"B", 1},
                                                                                   {"KiB", 0x1p10},
                                                                                   {"MiB", 0x1p20},
                                                                                   {"GiB", 0x1p30},
                                                                                   {"TiB", 0x1p40},
                                                                                   {"M", 1e6},
                                                                                   {"G", 1e9}}};
  for (const auto& [word, size] : kScales)
    if (high.substr(at + 1) == word) return fmt::format("{:.2f} … {}", lower / size, high);
  return joined(low, high);
}

std::string elapsed_text(double ns) {
  if (!(ns >= 0)) return "–";
  if (ns < 59.95e9) return fmt::format("{:.1f} s", ns / 1e9);
  const double whole = std::round(ns / 1e9);
  return fmt::format("{:.0f} min {:02.0f} s", std::floor(whole / 60), std::fmod(whole, 60));
}

std::string verdict_words(const Comparison& c, const model::Metric& metric) {
  if (c.verdict == Verdict::equivalent || c.verdict == Verdict::inconclusive)
    return std::string(model::name(c.verdict));
  if (c.reason == "slow path") return "sometimes worse";
  const bool more = more_than_baseline(c, metric.direction);
  const Wording* words = wording_of(metric.name);
  if (words == nullptr) return more ? "higher" : "lower";
  return std::string(more ? words->more : words->less);
}

std::string sentence(const Comparison& c, const model::Metric& metric) {
  switch (c.verdict) {
    case Verdict::equivalent:
      return fmt::format("{} is equivalent to {}{} within ±{} ({})", c.arm, c.baseline,
                         about_metric(metric), effect_text(c.min_effect, c.scale, metric.unit),
                         interval_text(c, metric.unit));
    case Verdict::inconclusive:
      return fmt::format("inconclusive: {} against {}{} is {} ({})", c.arm, c.baseline,
                         about_metric(metric),
                         c.estimate ? "about " + change_text(c, metric.unit) : "undecided",
                         interval_text(c, metric.unit));
    case Verdict::regression:
    case Verdict::improvement:
      break;
  }
  if (c.reason == "slow path") {
    const std::string sums = c.ratio_of_sums ? fmt::format("; summed over all rounds {}",
                                                           format_change(*c.ratio_of_sums - 1))
                                             : "";
    return fmt::format(
        "{} is sometimes much worse than {}{}: its worst rounds, not its typical one{}", c.arm,
        c.baseline, about_metric(metric), sums);
  }
  const bool more = more_than_baseline(c, metric.direction);
  if (!c.estimate) {
    const Wording* words = wording_of(metric.name);
    const std::string_view way =
        more ? (words ? words->more : "higher") : (words ? words->less : "lower");
    return fmt::format("{} is {} than {}{}, by no single shift ({})", c.arm, way, c.baseline,
                       about_metric(metric), interval_text(c, metric.unit));
  }
  return fmt::format("{} ({})", moved(c, metric, more), sizes(c, metric, more));
}

std::string remedy(const Comparison& c, const model::Report& report) {
  if (c.verdict != Verdict::inconclusive) return "";
  const bool continues = report.kind != "run";  // 'assay run' has no --continue
  if (report.status != model::Status::complete)
    return continues ? "it ended early; --continue adds rounds to this report" : "it ended early";
  if (!c.reason.empty() && c.reason.find("straddles") == std::string::npos) return c.reason;
  return fmt::format(
      "give it more rounds (--max-time{}), a quieter machine, or a larger "
      "--min-effect",
      continues ? ", --continue" : "");
}

model::Metric metric_of(const model::Report& report, std::string_view name) {
  if (const auto index = model::metric_index(report, name)) return report.metrics[*index].metric;
  if (const auto* builtin = model::find_builtin(name)) return *builtin;
  model::Metric metric;
  metric.name = name;
  return metric;
}

bool is_control(const model::Report& report, const Comparison& c) {
  if (c.control_check) return true;
  const model::Arm* arm = model::find_arm(report, c.arm);
  return arm != nullptr && arm->role == "control";
}

const Comparison* primary(const model::Report& report) {
  const Comparison* first = nullptr;
  for (const Comparison& c : report.comparisons) {
    if (is_control(report, c)) continue;
    if (c.gated) return &c;
    if (first == nullptr) first = &c;
  }
  return first;
}

Ink ink_of(model::Verdict verdict) {
  switch (verdict) {
    case model::Verdict::regression:
      return Ink::bad;
    case model::Verdict::improvement:
    case model::Verdict::equivalent:
      return Ink::good;
    case model::Verdict::inconclusive:
      break;
  }
  return Ink::unsure;
}

}  // namespace assay::report
