// SPDX-License-Identifier: Apache-2.0
#include "report/run_text.hpp"

#include "base/text.hpp"
#include "report/table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace assay::report {
namespace {

struct Word {
  std::string_view outcome, said;
  Ink ink;
};
constexpr std::array kWords = {Word{"pass", "passed", Ink::good},
                               Word{"fail", "failed", Ink::bad},
                               Word{"error", "did not run to the end", Ink::bad},
                               Word{"baseline", "had no comparable baseline", Ink::unsure},
                               Word{"inconclusive", "inconclusive", Ink::unsure},
                               Word{"advisory", "not gated", Ink::unsure},
                               Word{"interrupted", "interrupted", Ink::unsure},
                               Word{"not-run", "not run", Ink::unsure}};

Ink ink_of(std::string_view outcome) {
  for (const Word& word : kWords)
    if (word.outcome == outcome) return word.ink;
  return Ink::plain;
}

std::string counts(const model::RunSummary& summary) {
  std::vector<std::string> parts;
  for (const Word& word : kWords) {
    const auto count = std::count_if(summary.scenarios.begin(), summary.scenarios.end(),
                                     [&](const auto& end) { return end.outcome == word.outcome; });
    if (count > 0) parts.push_back(fmt::format("{} {}", count, word.said));
  }
  return join(parts, ", ");
}

}  // namespace

std::string run_summary_text(const model::RunSummary& summary, const TextStyle& style) {
  const std::size_t all = summary.scenarios.size();
  const bool fine = std::all_of(summary.scenarios.begin(), summary.scenarios.end(),
                                [](const auto& end) { return end.outcome == "pass"; });
  std::string out =
      paint(fmt::format("{} scenario{}: {}", all, all == 1 ? "" : "s", counts(summary)),
            fine ? Ink::good : Ink::strong, style) +
      '\n';
  for (const model::ScenarioEnd& end : summary.scenarios) {
    if (end.outcome == "pass") continue;
    const std::string line =
        fmt::format("  {}: {}", shown(end.name, style), shown(end.reason, style));
    out += paint(wrapped(line, width_of(style), 4), ink_of(end.outcome), style) + '\n';
  }
  return out;
}

std::string list_text(const std::vector<ListedScenario>& rows, const TextStyle& style) {
  Table table({{"scenario"}, {"target"}, {"arms"}, {"tags"}}, style);
  for (const ListedScenario& row : rows)
    table.add({{shown(row.name, style)},
               {shown(row.target, style)},
               {shown(join(row.arms, ", "), style)},
               {shown(join(row.tags, ", "), style)}});
  return table.text();
}

}  // namespace assay::report
