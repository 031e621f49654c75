// SPDX-License-Identifier: Apache-2.0
// Protects the one line that people read: it must not say "believed" unless every claim holds.
#include "report/prove_text.hpp"

#include "report/text.hpp"

#include <gtest/gtest.h>

namespace assay::report {
namespace {

std::string said(std::vector<std::string> outcomes) {
  model::Report report;
  report.kind = "prove";
  for (std::size_t i = 0; i < outcomes.size(); ++i)
    report.checks.push_back({"claim " + std::to_string(i), outcomes[i], "1 of 2"});
  return to_text(report, {.unicode = false});
}

TEST(ProveText, BelievesOnlyWhenEveryClaimHolds) {
  EXPECT_EQ(said({"pass", "pass"}).find("to be believed here"), 0U);
  EXPECT_EQ(said({"pass", "fail", "inconclusive"}).find("not to be believed"), 0U);
  EXPECT_EQ(said({"pass", "inconclusive"}).find("cannot be told yet"), 0U);
  EXPECT_EQ(said({"missing"}).find("cannot be told yet"), 0U);
  EXPECT_EQ(said({}).find("cannot be told yet"), 0U);
}

TEST(ProveText, ShowsEachClaimWithWhatWasSeen) {
  const std::string text = said({"pass", "fail"});
  EXPECT_NE(text.find("fail     claim 1  1 of 2"), std::string::npos) << text;
}

}  // namespace
}  // namespace assay::report
