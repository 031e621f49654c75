// SPDX-License-Identifier: Apache-2.0
// Values of a rules file rewritten where they stand.
#include "codec/rules_toml.hpp"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <sstream>
#include <utility>

namespace assay::codec {
namespace {

// The byte at a place that counts lines and code points from 1.
std::size_t offset_of(std::string_view text, toml::source_position place) {
  std::size_t at = 0;
  for (toml::source_index line = 1; line < place.line; ++line) {
    const std::size_t end = text.find('\n', at);
    if (end == std::string_view::npos) return text.size();
    at = end + 1;
  }
  for (toml::source_index column = 1; column < place.column && at < text.size(); ++column) {
    ++at;
    while (at < text.size() && (std::uint8_t(text[at]) & 0xc0) == 0x80) ++at;
  }
  return at;
}

// Where the value that begins at `begin` ends: behind its closing quote, or before what separates
// it from the next.
std::size_t end_of(std::string_view text, std::size_t begin) {
  const char quote = begin < text.size() ? text[begin] : '\0';
  if (quote == '"' || quote == '\'') {
    const std::size_t end = text.find(quote, begin + 1);
    return end == std::string_view::npos ? text.size() : end + 1;
  }
  const std::size_t end = text.find_first_of(" \t\r\n,}]#", begin);
  return end == std::string_view::npos ? text.size() : end;
}

struct Cut {
  std::size_t begin, end;
  std::string value;
};

}  // namespace

Result<std::string> edit_rules(std::string_view text, const std::vector<RuleEdit>& edits) {
  std::vector<Cut> cuts;
  try {
    const toml::table root = toml::parse(text);
    for (const RuleEdit& edit : edits) {
      const auto node = root["rules"][edit.rule][edit.key];
      if (!node)
        return Error{Fault::internal, fmt::format("rule {} has no {}", edit.rule + 1, edit.key), "",
                     ""};
      const std::size_t begin = offset_of(text, node.node()->source().begin);
      cuts.push_back({begin, end_of(text, begin), edit.value});
    }
  } catch (const toml::parse_error& error) {
    return Error{Fault::internal, "the rules cannot be edited", std::string(error.description()),
                 ""};
  }
  std::sort(cuts.begin(), cuts.end(), [](const Cut& a, const Cut& b) { return a.begin > b.begin; });
  std::string out(text);
  for (const Cut& cut : cuts) out.replace(cut.begin, cut.end - cut.begin, cut.value);
  return out;
}

std::string history_entry(const std::string& date, const std::string& reason,
                          const std::vector<std::string>& changes) {
  // toml++ knows how to quote what a person typed.
  const auto quoted_text = [](const std::string& value) {
    std::ostringstream out;
    out << toml::value<std::string>(value);
    return out.str();
  };
  std::string out = fmt::format("\n[[history]]\ndate = {}\nreason = {}\nchanges = [\n", date,
                                quoted_text(reason));
  for (const std::string& change : changes) out += fmt::format("  {},\n", quoted_text(change));
  return out + "]\n";
}

}  // namespace assay::codec
