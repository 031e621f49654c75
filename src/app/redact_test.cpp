// SPDX-License-Identifier: Apache-2.0
// Protects users' secrets: a report is attached to pull requests, so what slips through is public.
#include "app/redact.hpp"

#include <gtest/gtest.h>

namespace assay::app {
namespace {

using Words = std::vector<std::string>;

TEST(Redactor, TellingNamesAreKnownWhateverTheirSpelling) {
  const Redactor redactor({});
  for (const char* name : {"GITHUB_TOKEN", "--token", "db-password", "AWS_SECRET_ACCESS_KEY",
                           "API_KEY", "apikey", "--api-key", "X.auth", "key", "ssh_key"})
    EXPECT_TRUE(redactor.telling(name)) << name;
  for (const char* name : {"PATH", "tokens_per_second", "--author", "monkey", "HOME", "keyboard"})
    EXPECT_FALSE(redactor.telling(name)) << name;
}

TEST(Redactor, ValuesBehindTellingFlagsGo) {
  const Redactor redactor({});
  EXPECT_EQ(redactor.words({"curl", "--token", "abc", "--token=abc", "x", "PASSWORD=p", "-v"}),
            (Words{"curl", "--token", "[redacted]", "--token=[redacted]", "x",
                   "PASSWORD=[redacted]", "-v"}));
  EXPECT_EQ(redactor.words({"psql", "postgres://me:hush@host/db"}),
            (Words{"psql", "postgres://me:[redacted]@host/db"}));
  EXPECT_EQ(redactor.words({"sh", "-c", "TOKEN=abc run --password hush | cat"}),
            (Words{"sh", "-c", "TOKEN=[redacted] run --password [redacted] | cat"}));
}

TEST(Redactor, WhatIsNamedGoesEverywhere) {
  const Redactor redactor({"customer-17", "MY_VAR"});
  EXPECT_EQ(redactor.value("MY_VAR", "x"), "[redacted]");
  EXPECT_EQ(redactor.text("run --for customer-17 now"), "run --for [redacted] now");

  model::Report report;
  report.arms.emplace_back();
  report.arms[0].name = "./x customer-17";
  report.arms[0].command.argv = {"./x", "customer-17"};
  report.arms[0].command.text = "./x customer-17";
  report.arms[0].command.env = {{"MY_VAR", "v"}, {"PLAIN", "customer-17"}};
  report.failure = "customer-17 failed";
  report.diagnostics.push_back({model::Severity::note, "x", "customer-17"});
  report.comparisons.emplace_back();
  report.comparisons[0].arm = "./x customer-17";
  redactor.apply(report);
  EXPECT_EQ(report.arms[0].command.env[0].second, "[redacted]");
  EXPECT_EQ(report.arms[0].command.env[1].second, "[redacted]");
  EXPECT_EQ(report.comparisons[0].arm, report.arms[0].name);
  for (const auto& text : {report.arms[0].name, report.arms[0].command.argv[1],
                           report.arms[0].command.text, report.failure, report.diagnostics[0].text})
    EXPECT_EQ(text.find("customer-17"), std::string::npos) << text;
}

TEST(Redactor, TextWithoutSecretsStaysAsItIs) {
  const Redactor redactor({});
  for (const char* text : {"", " a  b\tc\n", "grep -r key: .", "git log --author me"})
    EXPECT_EQ(redactor.text(text), text);
}

}  // namespace
}  // namespace assay::app
