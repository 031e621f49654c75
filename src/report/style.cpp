// SPDX-License-Identifier: Apache-2.0
#include "report/style.hpp"

#include "base/text.hpp"
#include "base/utf8.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

namespace assay::report {
namespace {

std::string_view code_of(Ink ink) {
  switch (ink) {
    case Ink::plain:
      break;
    case Ink::strong:
      return "1";
    case Ink::faint:
      return "2";
    case Ink::good:
      return "32";
    case Ink::bad:
      return "1;31";
    case Ink::unsure:
      return "33";
    case Ink::first:
      return "36";
    case Ink::second:
      return "35";
  }
  return "";
}

constexpr std::array<std::pair<char32_t, std::string_view>, 11> kSpelt = {{{U'−', "-"},
                                                                           {U'–', "-"},
                                                                           {U'…', ".."},
                                                                           {U'±', "+/-"},
                                                                           {U'×', "x"},
                                                                           {U'µ', "u"},
                                                                           {U'∞', "inf"},
                                                                           {U'≤', "<="},
                                                                           {U'≥', ">="},
                                                                           {U'·', "-"},
                                                                           {U'│', "|"}}};

std::string spelt(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const Rune rune = first_rune(text);
    if (rune.code < 0x80) {
      out += char(rune.code);
    } else {
      const auto found = std::find_if(kSpelt.begin(), kSpelt.end(),
                                      [&](const auto& row) { return row.first == rune.code; });
      out += found != kSpelt.end() ? found->second : std::string_view("?");
    }
    text.remove_prefix(rune.length);
  }
  return out;
}

// What must not start a line: a unit parted from its number is hard to read.
bool belongs_to_previous(std::string_view word) {
  static constexpr std::array<std::string_view, 16> kUnits = {
      "%", "…",   "..",  "ns",  "µs", "us", "ms",     "s",
      "B", "KiB", "MiB", "GiB", "M",  "G",  "rounds", "trials"};
  while (!word.empty() && (word.back() == ',' || word.back() == ';' || word.back() == ')'))
    word.remove_suffix(1);
  return std::find(kUnits.begin(), kUnits.end(), word) != kUnits.end();
}

bool starts_number(std::string_view word) {
  return word.find_first_of("0123456789") <= 1 || word.starts_with("−") || word.starts_with("∞");
}

// Words, those that belong together as one.
std::vector<std::string> pieces(std::string_view text) {
  std::vector<std::string> out;
  bool range = false;  // after "…" the second number of a range follows
  for (std::string& word : split(text, ' ')) {
    const bool glued =
        !out.empty() && ((range && starts_number(word)) || belongs_to_previous(word));
    range = word == "…" || word == "..";
    if (glued)
      out.back() += ' ' + word;
    else
      out.push_back(std::move(word));
  }
  return out;
}

}  // namespace

std::string paint(std::string_view text, Ink ink, const TextStyle& style) {
  const std::string_view code = code_of(ink);
  if (!style.color || code.empty() || text.empty()) return std::string(text);
  return "\x1b[" + std::string(code) + "m" + std::string(text) + "\x1b[0m";
}

std::string shown(std::string_view text, const TextStyle& style) {
  std::string safe = printable(text);
  return style.unicode ? safe : spelt(safe);
}

std::string cut(std::string_view text, std::size_t width, const TextStyle& style) {
  if (display_width(text) <= width) return std::string(text);
  const std::string_view mark = style.unicode ? "…" : "~";
  std::string out;
  std::size_t used = 0;
  while (!text.empty()) {
    const std::string_view bytes = text.substr(0, first_rune(text).length);
    const std::size_t columns = display_width(bytes);
    if (used + columns + 1 > width) break;
    out += bytes;
    used += columns;
    text.remove_prefix(bytes.size());
  }
  return width == 0 ? out : out + std::string(mark);
}

std::string padded(std::string_view text, std::size_t width, Align align) {
  const std::size_t columns = display_width(text);
  const std::string blanks(width > columns ? width - columns : 0, ' ');
  return align == Align::left ? std::string(text) + blanks : blanks + std::string(text);
}

std::string wrapped(std::string_view text, std::size_t width, std::size_t indent) {
  std::string out;
  std::size_t used = 0;
  bool fresh = true;  // nothing but the indent on this line
  for (const std::string& word : pieces(text)) {
    std::string_view rest = word;
    std::size_t columns = display_width(rest);
    if (!fresh && used + 1 + columns > width) {
      out += '\n' + std::string(indent, ' ');
      used = indent;
      fresh = true;
    }
    if (!fresh) {
      out += ' ';
      ++used;
    }
    // A word longer than a line is broken where the line ends.
    while (used + columns > width) {
      std::size_t bytes = 0;
      while (bytes < rest.size()) {
        const std::size_t next = first_rune(rest.substr(bytes)).length;
        if (used + display_width(rest.substr(0, bytes + next)) > width) break;
        bytes += next;
      }
      if (bytes == 0) break;
      out += rest.substr(0, bytes);
      rest.remove_prefix(bytes);
      out += '\n' + std::string(indent, ' ');
      used = indent;
      columns = display_width(rest);
    }
    out += rest;
    used += columns;
    fresh = false;
  }
  return out;
}

std::size_t width_of(const TextStyle& style) {
  return std::max<std::size_t>(style.width, 40);
}

}  // namespace assay::report
