// SPDX-License-Identifier: Apache-2.0
#include "report/text.hpp"

#include "base/units.hpp"
#include "report/disturbance.hpp"
#include "report/histogram.hpp"
#include "report/labels.hpp"
#include "report/prove_text.hpp"
#include "report/summarise.hpp"
#include "report/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace assay::report {
namespace {

using model::Comparison;
using model::Report;
using model::Verdict;

constexpr std::size_t kMostSentences = 6;
constexpr std::size_t kLongestName = 48;  // in a sentence

std::string circumstances(const Report& report, std::size_t rounds) {
  std::string text = fmt::format("{} rounds, {}", format_quantity(double(rounds), "count"),
                                 elapsed_text(report.harness.elapsed_ns));
  if (const auto remark = neighbour_remark(report)) text += "; " + *remark;
  return text;
}

std::string sentences_of_time(const Report& report, const TextStyle& style) {
  const Labels labels(report, kLongestName, style);
  std::string out;
  for (const model::Arm& arm : report.arms) {
    const auto wall = summary_of(report, arm, "wall");
    if (!wall || !wall->median) continue;
    std::string text =
        fmt::format("{} takes {}", labels.of(arm.name), format_quantity(*wall->median, "ns"));
    if (wall->median_lower && wall->median_upper)
      text += fmt::format(" ({})", range_text(*wall->median_lower, *wall->median_upper, "ns"));
    text += fmt::format(", {} trials", format_quantity(double(wall->count), "count"));
    if (&arm == &report.arms.front()) {
      text += fmt::format(", {}", elapsed_text(report.harness.elapsed_ns));
      if (const auto remark = neighbour_remark(report)) text += "; " + *remark;
    }
    out += paint(wrapped(shown(text, style), width_of(style), 2), Ink::strong, style) + '\n';
  }
  return out;
}

std::string ending(const Report& report) {
  if (report.status == model::Status::complete) return "";
  const std::string how = report.status == model::Status::interrupted ? "interrupted" : "failed";
  if (report.failure.empty() || report.failure == how) return how + ": these are partial results";
  return how + ": " + report.failure + " (these are partial results)";
}

// A colour on each line, so that a pager which cuts lines keeps it.
std::string painted_lines(const std::string& text, Ink ink, const TextStyle& style) {
  std::string out;
  std::size_t from = 0;
  for (;;) {
    const std::size_t at = text.find('\n', from);
    out += paint(std::string_view(text).substr(from, at - from), ink, style) + '\n';
    if (at == std::string::npos) return out;
    from = at + 1;
  }
}

// Metrics that mostly repeat another one.
constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kRepeats = {
    {{"wall_main", "wall"},
     {"wall_net", "wall"},
     {"user", "cpu"},
     {"sys", "cpu"},
     {"peak_charged", "peak_tree"}}};

// Whether a metric that decides nothing moved in a way that no row shows yet.
bool tells_more(const Report& report, std::string_view metric) {
  const auto repeats = std::find_if(kRepeats.begin(), kRepeats.end(),
                                    [&](const auto& pair) { return pair.first == metric; });
  return std::any_of(
      report.comparisons.begin(), report.comparisons.end(), [&](const Comparison& c) {
        if (c.metric != metric || is_control(report, c)) return false;
        if (c.verdict != Verdict::regression && c.verdict != Verdict::improvement) return false;
        if (repeats == kRepeats.end()) return true;
        return std::none_of(report.comparisons.begin(), report.comparisons.end(),
                            [&](const Comparison& other) {
                              return other.arm == c.arm && other.metric == repeats->second &&
                                     other.verdict == c.verdict;
                            });
      });
}

}  // namespace

std::string headline(const Report& report, const TextStyle& style) {
  std::string out;
  if (const std::string text = ending(report); !text.empty())
    out += painted_lines(wrapped(shown(text, style), width_of(style), 2), Ink::unsure, style);
  const Comparison* first = primary(report);
  if (first == nullptr) return out + sentences_of_time(report, style);
  std::vector<const Comparison*> said{first};
  for (const Comparison& c : report.comparisons)
    if (&c != first && c.gated && !is_control(report, c)) said.push_back(&c);
  const Labels labels(report, kLongestName, style);
  for (std::size_t i = 0; i < said.size() && i < kMostSentences; ++i) {
    std::string text = sentence(labels.in(*said[i]), metric_of(report, said[i]->metric));
    if (i == 0) text += ", " + circumstances(report, said[i]->rounds);
    out += painted_lines(wrapped(shown(text, style), width_of(style), 2), ink_of(said[i]->verdict),
                         style);
    if (const std::string advice = remedy(*said[i], report); !advice.empty())
      out += wrapped("  " + shown(advice, style), width_of(style), 2) + '\n';
  }
  if (said.size() > kMostSentences)
    out += fmt::format("and {} more in the table below\n", said.size() - kMostSentences);
  return out;
}

std::vector<std::string> shown_metrics(const Report& report, bool full) {
  std::vector<std::string> names;
  const auto add = [&](const std::string& name) {
    const auto index = model::metric_index(report, name);
    if (!index || !report.metrics[*index].measured()) return;
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  };
  for (const std::string& name : report.plan.gated) add(name);
  for (const Comparison& c : report.comparisons)
    if (c.gated) add(c.metric);
  for (const char* name : {"wall", "cpu"}) add(name);
  if (report.comparisons.empty())
    for (const char* name : {"user", "sys"}) add(name);
  for (const char* name : {"peak_rss", "peak_tree"}) add(name);
  for (const auto& measured : report.metrics) {
    const bool own = model::find_builtin(measured.metric.name) == nullptr;
    const bool moved = tells_more(report, measured.metric.name);
    if (full || own || moved) add(measured.metric.name);
  }
  return names;
}

std::string to_text(const Report& report, const TextStyle& style) {
  if (report.kind == "prove") return prove_text(report, style);
  std::string out = headline(report, style);
  if (const std::string table = arms_and_metrics(report, style); !table.empty())
    out += '\n' + table;
  const Comparison* first = primary(report);
  const std::string metric = first != nullptr ? first->metric : "wall";
  if (const std::string drawn = histogram(report, metric, style); !drawn.empty())
    out += '\n' + drawn;
  if (const std::string remarks = notes(report, style); !remarks.empty()) out += '\n' + remarks;
  return out;
}

}  // namespace assay::report
