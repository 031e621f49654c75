// SPDX-License-Identifier: Apache-2.0
#include "report/labels.hpp"

#include "base/text.hpp"
#include "base/utf8.hpp"

#include <algorithm>
#include <set>
#include <span>
#include <vector>

namespace assay::report {
namespace {

using Words = std::vector<std::string>;

// Words that all names begin (end) with, one word left to each.
std::size_t shared(const std::vector<Words>& names, bool at_end) {
  std::size_t count = 0;
  for (;; ++count)
    for (const Words& name : names) {
      if (count + 1 >= name.size()) return count;
      const auto word = [&](const Words& words) {
        return words[at_end ? words.size() - 1 - count : count];
      };
      if (word(name) != word(names.front())) return count;
    }
}

// The end is kept when the name does not fit: what differs often stands there.
std::string cut_in_the_middle(const std::string& text, std::size_t width, const TextStyle& style) {
  if (display_width(text) <= width) return text;
  std::string tail;
  for (std::size_t from = 0; from < text.size(); from += first_rune(text.substr(from)).length) {
    tail = text.substr(from);
    if (display_width(tail) <= width / 2) break;
  }
  return cut(text, width - display_width(tail), style) + tail;
}

std::vector<std::string> names_of(const model::Report& report) {
  std::vector<std::string> names;
  for (const model::Arm& arm : report.arms) names.push_back(arm.name);
  return names;
}

}  // namespace

Labels::Labels(const model::Report& report, std::size_t longest, const TextStyle& style)
    : Labels(names_of(report), longest, style) {}

Labels::Labels(const std::vector<std::string>& names, std::size_t longest, const TextStyle& style)
    : longest_(longest), style_(style) {
  std::vector<Words> long_names;
  for (const std::string& name : names)
    if (display_width(shown(name, style)) > longest) long_names.push_back(split(name, ' '));
  std::size_t front = 0;
  std::size_t back = 0;
  if (long_names.size() > 1) {
    front = shared(long_names, false);
    // What is left of the names after their common front: "a b a" must not lose its end twice.
    for (Words& words : long_names)
      words.erase(words.begin(), words.begin() + std::ptrdiff_t(front));
    back = shared(long_names, true);
  }
  const std::string mark = style.unicode ? "…" : "..";
  std::set<std::string> taken;
  for (const std::string& name : names) {
    std::string label = shown(name, style);
    if (display_width(label) > longest) {
      const Words words = split(name, ' ');
      const auto middle = std::span(words).subspan(front, words.size() - front - back);
      label = shown(join(middle, " "), style);
      if (front > 0) label = mark + " " + label;
      if (back > 0) label += " " + mark;
      label = cut_in_the_middle(label, longest, style);
    }
    const std::string stem = label;
    for (int n = 2; !taken.insert(label).second; ++n) {
      const std::string number = " #" + std::to_string(n);
      label = cut(stem, longest - number.size(), style) + number;
    }
    labels_.emplace(name, label);
  }
}

std::string Labels::of(std::string_view arm) const {
  if (const auto found = labels_.find(arm); found != labels_.end()) return found->second;
  return cut(shown(arm, style_), longest_, style_);
}

model::Comparison Labels::in(const model::Comparison& comparison) const {
  model::Comparison out = comparison;
  out.arm = of(comparison.arm);
  out.baseline = of(comparison.baseline);
  return out;
}

}  // namespace assay::report
