// SPDX-License-Identifier: Apache-2.0
#include "report/pull_request.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

namespace assay::report {
namespace {

using model::CheckOutcome;

constexpr std::size_t kClosing = 400;  // bytes kept for what follows rows that were left out

std::string row(const CiSuite& suite, const CiCase& one) {
  std::string outcome = one.error ? "error" : std::string(model::name(one.outcome));
  if (one.outcome != CheckOutcome::pass && one.decides) outcome = "**" + outcome + "**";
  std::string what = markdown_text(one.detail);
  if (!one.decides) what += " *(" + markdown_text(one.remark) + ")*";
  return fmt::format("| {} | {} | {} | {} | {} |\n", outcome, markdown_text(suite.name),
                     markdown_text(one.name), markdown_text(one.figure), what);
}

// Rows as long as they fit; how many did not.
struct Rows {
  std::string text;
  std::size_t left_out = 0;
  void add(const std::string& row, std::size_t room) {
    if (left_out > 0 || text.size() + row.size() > room)
      ++left_out;
    else
      text += row;
  }
};

constexpr std::string_view kTitles =
    "| Outcome | Scenario | Check | Figure | |\n|:---|:---|:---|:---|:---|\n";

std::string with_count(const Rows& rows) {
  std::string out = std::string(kTitles) + rows.text;
  if (rows.left_out > 0) out += fmt::format("\n… and {} more\n", rows.left_out);
  return out + "\n";
}

// The title stands inside HTML, where Markdown's escapes do not hold.
std::string folded(std::string_view title, const std::string& body) {
  std::string safe;
  for (const char c : printable(title)) {
    if (c == '<')
      safe += "&lt;";
    else if (c == '>')
      safe += "&gt;";
    else if (c == '&')
      safe += "&amp;";
    else
      safe += c;
  }
  return fmt::format("<details><summary>{}</summary>\n\n{}\n</details>\n\n", safe, body);
}

}  // namespace

std::string markdown_text(std::string_view text) {
  constexpr std::string_view kMarkup = "\\`*_{}[]<>#|~&";
  std::string out;
  for (const char c : printable(text)) {
    if (kMarkup.find(c) != std::string_view::npos) out += '\\';
    out += c;
    if (c == '@') out += "<!-- -->";  // else a name could call people to the page
  }
  return out;
}

std::string to_pull_request(const CiDocument& document, std::size_t max_bytes) {
  std::string out = fmt::format("## {}: {}\n\n", markdown_text(document.title),
                                markdown_text(headline(document)));
  for (const std::string& remark : document.remarks) out += "- " + markdown_text(remark) + "\n";
  if (!document.remarks.empty()) out += "\n";

  // What needs a look, the worst first; what passed is folded when there is more than a glance.
  std::vector<std::pair<const CiSuite*, const CiCase*>> bad, good;
  for (const CiSuite& suite : document.suites)
    for (const CiCase& one : suite.cases)
      (one.outcome == CheckOutcome::pass ? good : bad).emplace_back(&suite, &one);
  const auto rank = [](const CiCase& one) {
    if (!one.decides) return 3;
    return one.outcome == CheckOutcome::fail ? 0 : one.outcome == CheckOutcome::missing ? 1 : 2;
  };
  std::stable_sort(bad.begin(), bad.end(),
                   [&](const auto& a, const auto& b) { return rank(*a.second) < rank(*b.second); });
  const auto room = [&](std::size_t used) {
    return max_bytes > used + kClosing ? max_bytes - used - kClosing : 0;
  };
  const auto rows_of = [&](const auto& cases, std::size_t space) {
    Rows rows;
    for (const auto& [suite, one] : cases) rows.add(row(*suite, *one), space);
    return rows;
  };
  if (!bad.empty()) out += with_count(rows_of(bad, room(out.size())));
  if (!good.empty()) {
    const std::string passed = with_count(rows_of(good, room(out.size())));
    const std::string title = fmt::format("{} passed", good.size());
    out += bad.empty() && good.size() <= 10 ? passed : folded(title, passed);
  }

  std::size_t left_out = 0;
  const auto add = [&](const std::string& part) {
    if (left_out > 0 || part.size() > room(out.size()))
      ++left_out;
    else
      out += part;
  };
  const bool alone = document.suites.size() == 1;
  for (const CiSuite& suite : document.suites) {
    if (alone) {
      if (!suite.table.empty()) add(suite.table + "\n");
      if (!suite.details.empty()) add(folded("Details", suite.details));
    } else if (!suite.table.empty()) {
      add(folded(suite.name, suite.table + "\n" + suite.details));
    }
  }
  if (left_out > 0) out += fmt::format("… the details of {} more are in their reports\n", left_out);
  return out;
}

}  // namespace assay::report
