// SPDX-License-Identifier: Apache-2.0
#include "report/tap.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

namespace assay::report {
namespace {

using model::CheckOutcome;

// A description: '#' would begin a directive.
std::string described(std::string_view text) {
  std::string out;
  for (const char c : printable(text)) {
    if (c == '#' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

// A YAML scalar in double quotes. printable() has left no control byte.
std::string yaml_text(std::string_view text) {
  std::string out = "\"";
  for (const char c : printable(text)) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

}  // namespace

std::string to_tap(const CiDocument& document) {
  std::size_t total = 0;
  for (const CiSuite& suite : document.suites) total += suite.cases.size();
  std::string out = fmt::format("TAP version 14\n1..{}\n", total);
  out += "# " + printable(headline(document)) + "\n";
  std::size_t number = 0;
  for (const CiSuite& suite : document.suites)
    for (const CiCase& one : suite.cases) {
      const bool good = one.outcome == CheckOutcome::pass;
      out += fmt::format("{} {} - {}: {}", good ? "ok" : "not ok", ++number, described(suite.name),
                         described(one.name));
      if (!good && !one.decides) out += " # TODO " + described(one.remark);
      out += '\n';
      if (!good)
        out += fmt::format("  ---\n  message: {}\n  outcome: {}\n  ...\n", yaml_text(one.detail),
                           one.error ? "error" : model::name(one.outcome));
    }
  return out;
}

}  // namespace assay::report
