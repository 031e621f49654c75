// SPDX-License-Identifier: Apache-2.0
#include "report/github.hpp"

#include "base/text.hpp"
#include "report/pull_request.hpp"

#include <fmt/format.h>

namespace assay::report {
namespace {

using model::CheckOutcome;

constexpr std::size_t kShown = 10;  // annotations of a kind that GitHub shows for a step
constexpr std::size_t kSummaryBytes = std::size_t{1000} << 10;

// The message of a command. Control bytes are spelt out before, so no line ends here.
std::string message_text(std::string_view text) {
  std::string out;
  for (const char c : printable(text)) {
    if (c == '%')
      out += "%25";
    else
      out += c;
  }
  return out;
}

// A property's value, which ':' and ',' would end.
std::string property_text(std::string_view text) {
  std::string out;
  for (const char c : message_text(text)) {
    if (c == ':')
      out += "%3A";
    else if (c == ',')
      out += "%2C";
    else
      out += c;
  }
  return out;
}

std::string command(std::string_view word, const CiSuite& suite, const CiCase& one) {
  std::string where;
  if (!one.file.empty()) {
    where = "file=" + property_text(one.file) + ",";
    if (one.line > 0) where += fmt::format("line={},", one.line);
  }
  const std::string remark = one.decides ? "" : " [" + one.remark + "]";
  return fmt::format(
      "::{} {}title={}::{}\n", word, where,
      property_text(fmt::format("{}: {}", suite.name, one.name)),
      message_text(fmt::format("{}: {}{}", one.error ? "error" : model::name(one.outcome),
                               one.detail, remark)));
}

}  // namespace

std::string to_github(const CiDocument& document) {
  const auto of = [&](std::string_view word, auto wanted) {
    std::string out;
    std::size_t shown = 0;
    for (const CiSuite& suite : document.suites)
      for (const CiCase& one : suite.cases)
        if (one.outcome != CheckOutcome::pass && wanted(one) && shown < kShown) {
          out += command(word, suite, one);
          ++shown;
        }
    return out;
  };
  const auto is_error = [](const CiCase& one) {
    return one.decides && one.outcome != CheckOutcome::inconclusive;
  };
  return of("error", is_error) + of("warning", [&](const CiCase& one) { return !is_error(one); }) +
         fmt::format("::notice title={}::{}\n", property_text(document.title),
                     message_text(headline(document)));
}

std::string to_github_summary(const CiDocument& document) {
  return to_pull_request(document, kSummaryBytes);
}

}  // namespace assay::report
