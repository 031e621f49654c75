// SPDX-License-Identifier: Apache-2.0
#include "report/gate_text.hpp"

#include "report/ci.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace assay::report {
namespace {

using model::CheckOutcome;
using model::GateCheck;

constexpr std::size_t kIndent = 16;  // where what is said of a check begins

Ink ink_of(const GateCheck& check) {
  if (check.outcome == CheckOutcome::pass) return Ink::good;
  if (!check.decides()) return Ink::faint;
  return check.outcome == CheckOutcome::inconclusive ? Ink::unsure : Ink::bad;
}

int rank(const GateCheck& check) {
  if (!check.decides()) return 3;
  switch (check.outcome) {
    case CheckOutcome::fail:
      return 0;
    case CheckOutcome::missing:
      return 1;
    case CheckOutcome::inconclusive:
      return 2;
    case CheckOutcome::pass:
      break;
  }
  return 4;
}

std::string entry(const GateCheck& check, const TextStyle& style) {
  const std::string word = padded(model::name(check.outcome), kIndent - 2, Align::left);
  std::string title =
      check.scenario.empty() ? check.rule : fmt::format("{}: {}", check.scenario, check.rule);
  if (check.mute)
    title += fmt::format(" (muted until {}: {})", check.mute->until, check.mute->reason);
  else if (check.advisory)
    title += " (advisory)";
  if (!check.source.empty()) title += fmt::format(" [{}]", check.source);
  const auto flowing = [&](const std::string& text) {
    std::string out;
    for (const char c : wrapped(shown(text, style), width_of(style) - kIndent, 0)) {
      out += c;
      if (c == '\n') out.append(kIndent, ' ');
    }
    return out;
  };
  std::string out = "  " + paint(word, ink_of(check), style) + flowing(title) + "\n";
  if (!check.detail.empty()) out += std::string(kIndent, ' ') + flowing(check.detail) + "\n";
  return out;
}

}  // namespace

std::string to_gate_text(const model::GateResult& result, const TextStyle& style) {
  const std::string head = headline(ci_document(result));
  const Ink ink = result.verdict == CheckOutcome::pass           ? Ink::good
                  : result.verdict == CheckOutcome::inconclusive ? Ink::unsure
                                                                 : Ink::bad;
  std::string out = paint(shown(head, style), ink, style) + "\n";
  if (result.strictness == model::Strictness::advisory)
    out += paint(shown("ADVISORY: whatever is found, this gate lets it through", style),
                 Ink::strong, style) +
           "\n";
  std::vector<const GateCheck*> checks;
  for (const GateCheck& check : result.checks)
    if (style.full || check.outcome != CheckOutcome::pass) checks.push_back(&check);
  std::stable_sort(checks.begin(), checks.end(),
                   [](const GateCheck* a, const GateCheck* b) { return rank(*a) < rank(*b); });
  if (!checks.empty()) out += "\n";
  for (const GateCheck* check : checks) out += entry(*check, style);
  return out;
}

}  // namespace assay::report
