// SPDX-License-Identifier: Apache-2.0
#include "report/junit.hpp"

#include "base/text.hpp"
#include "base/utf8.hpp"

#include <fmt/format.h>

namespace assay::report {
namespace {

using model::CheckOutcome;

// For attributes and text alike. XML 1.0 has no way to write most control bytes, nor U+FFFE and
// U+FFFF: they are shown as printable() shows them.
std::string xml(std::string_view text) {
  std::string out;
  const std::string safe = printable(text);
  for (std::string_view rest = safe; !rest.empty();) {
    const Rune rune = first_rune(rest);
    switch (rune.code) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case 0xfffe:
      case 0xffff:
        out += "\xef\xbf\xbd";
        break;
      default:
        out += rest.substr(0, rune.length);
    }
    rest.remove_prefix(rune.length);
  }
  return out;
}

struct Counts {
  std::size_t tests = 0, failures = 0, errors = 0, skipped = 0;
  void operator+=(const Counts& other) {
    tests += other.tests;
    failures += other.failures;
    errors += other.errors;
    skipped += other.skipped;
  }
};

enum class End { passed, failed, broke, skipped };
End end_of(const CiCase& one) {
  if (one.outcome == CheckOutcome::pass) return End::passed;
  if (!one.decides) return End::skipped;
  return one.error ? End::broke : End::failed;
}

Counts count(const CiSuite& suite) {
  Counts counts{.tests = suite.cases.size()};
  for (const CiCase& one : suite.cases) {
    const End end = end_of(one);
    counts.failures += end == End::failed;
    counts.errors += end == End::broke;
    counts.skipped += end == End::skipped;
  }
  return counts;
}

std::string totals(const Counts& counts, double seconds) {
  return fmt::format(R"(tests="{}" failures="{}" errors="{}" skipped="{}" time="{:.3f}")",
                     counts.tests, counts.failures, counts.errors, counts.skipped, seconds);
}

std::string element(const CiSuite& suite, const CiCase& one) {
  std::string out = fmt::format(R"(    <testcase classname="{}" name="{}" time="0")",
                                xml(suite.name), xml(one.name));
  const End end = end_of(one);
  if (end == End::passed && one.detail.empty()) return out + "/>\n";
  if (end == End::passed)
    return out +
           fmt::format(">\n      <system-out>{}</system-out>\n    </testcase>\n", xml(one.detail));
  out += ">\n";
  if (end == End::skipped) {
    out += fmt::format(
        "      <skipped message=\"{}\"/>\n",
        xml(fmt::format("{}: {} ({})", one.remark, one.detail, model::name(one.outcome))));
  } else {
    const std::string_view tag = end == End::broke ? "error" : "failure";
    const std::string text = xml(one.detail);
    out += fmt::format("      <{0} type=\"{1}\" message=\"{2}\">{2}</{0}>\n", tag,
                       model::name(one.outcome), text);
  }
  return out + "    </testcase>\n";
}

}  // namespace

std::string to_junit(const CiDocument& document) {
  Counts all;
  double seconds = 0;
  std::string suites;
  for (const CiSuite& suite : document.suites) {
    const Counts counts = count(suite);
    all += counts;
    seconds += suite.seconds;
    suites +=
        fmt::format("  <testsuite name=\"{}\" {}", xml(suite.name), totals(counts, suite.seconds));
    if (!suite.created.empty()) suites += fmt::format(" timestamp=\"{}\"", xml(suite.created));
    suites += ">\n";
    for (const CiCase& one : suite.cases) suites += element(suite, one);
    suites += "  </testsuite>\n";
  }
  return fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"{}\" {}>\n{}</testsuites>\n",
      xml(document.title), totals(all, seconds), suites);
}

}  // namespace assay::report
