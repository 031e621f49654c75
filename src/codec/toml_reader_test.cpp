// SPDX-License-Identifier: Apache-2.0
#include "codec/toml_reader.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace assay::codec {
namespace {

struct Sample {
  std::string name;
  std::optional<std::uint64_t> rounds;
  std::uint16_t port = 0;
  double rate = 0;
  std::optional<double> timeout_ns;
  double size = 0;
  double share = 0;
  bool control = false;
  std::vector<std::string> args;
  TextTable env;
};

Result<Sample> read(std::string_view text) {
  Sample out;
  const auto done = read_toml(text, "m.toml", [&](const TomlValue& root) {
    read_table(root, {field("name", out.name), count_field("rounds", out.rounds, {.min = 1}),
                      count_field("port", out.port, {.max = 65535}),
                      number_field("rate", out.rate, {.min = 0, .max = 1e6}),
                      duration_field("timeout", out.timeout_ns), size_field("size", out.size),
                      percent_field("share", out.share), field("control", out.control),
                      field("args", out.args), field("env", out.env)});
  });
  if (!done) return done.error();
  return out;
}

std::string fault(std::string_view text) {
  const auto out = read(text);
  EXPECT_FALSE(out) << text;
  if (out) return "none";
  EXPECT_EQ(out.error().fault, Fault::usage);
  return out.error().what;
}

TEST(TomlReader, ReadsEachTypeIntoItsVariable) {
  const auto out = read(R"(
name = "fib"
rounds = 30
port = 8080
rate = 2
timeout = "250ms"
size = "64KiB"
share = 20
control = true
args = ["-c", "a b"]
[env]
ZED = "1"
A = "2"
)");
  ASSERT_TRUE(out) << out.error().text();
  EXPECT_EQ(out->name, "fib");
  EXPECT_EQ(out->rounds, 30u);
  EXPECT_EQ(out->port, 8080);
  EXPECT_EQ(out->rate, 2.0);
  EXPECT_EQ(out->timeout_ns, 250e6);
  EXPECT_EQ(out->size, 65536);
  EXPECT_DOUBLE_EQ(out->share, 0.2);
  EXPECT_TRUE(out->control);
  EXPECT_EQ(out->args, (std::vector<std::string>{"-c", "a b"}));
  // In the order written, not sorted.
  EXPECT_EQ(out->env, (TextTable{{"ZED", "1"}, {"A", "2"}}));
}

TEST(TomlReader, ANumberOfSecondsIsADuration) {
  EXPECT_EQ(read("timeout = 1.5")->timeout_ns, 1.5e9);
  EXPECT_EQ(read("timeout = 2")->timeout_ns, 2e9);
}

TEST(TomlReader, APercentageMayBeTextOrNumber) {
  EXPECT_DOUBLE_EQ(read("share = 2.5")->share, 0.025);
  EXPECT_DOUBLE_EQ(read("share = \"2.5 %\"")->share, 0.025);
}

TEST(TomlReader, AnUnknownKeyIsPlacedAndTheNearestNamed) {
  const auto out = read("name = \"x\"\n  ronuds = 3\n");
  ASSERT_FALSE(out);
  EXPECT_EQ(out.error().what, "m.toml:2:3: unknown key 'ronuds'");
  EXPECT_EQ(out.error().hint, "did you mean 'rounds'?");
  EXPECT_NE(out.error().why.find("name, rounds, port"), std::string::npos);
}

TEST(TomlReader, WrongTypesAreFaultsAtTheValue) {
  EXPECT_EQ(fault("name = 3"), "m.toml:1:8: 'name' must be a string, not a whole number");
  EXPECT_EQ(fault("\nrounds = \"3\""),
            "m.toml:2:10: 'rounds' must be a whole number, not a string");
  EXPECT_EQ(fault("rounds = 3.0"),
            "m.toml:1:10: 'rounds' must be a whole number, not a number with a point");
  EXPECT_EQ(fault("control = 1"),
            "m.toml:1:11: 'control' must be true or false, not a whole number");
  EXPECT_EQ(fault("args = \"-c\""), "m.toml:1:8: 'args' must be an array of strings, not a string");
  EXPECT_EQ(fault("args = [\"a\", 2]"),
            "m.toml:1:14: 'args.1' must be a string, not a whole number");
  EXPECT_EQ(fault("rate = 1979-05-27"), "m.toml:1:8: 'rate' must be a number, not a date or time");
  EXPECT_EQ(fault("[env]\nA = 1"), "m.toml:2:5: 'env.A' must be a string, not a whole number");
}

TEST(TomlReader, NumbersOutOfRangeAreFaults) {
  EXPECT_EQ(fault("rounds = 0"), "m.toml:1:10: 'rounds' must be > 0, not 0");
  EXPECT_EQ(fault("rounds = -5"), "m.toml:1:10: 'rounds' must be > 0, not -5");
  EXPECT_EQ(fault("port = 65536"), "m.toml:1:8: 'port' must be from 0 to 65535, not 65536");
  EXPECT_EQ(fault("rate = -1"),
            "m.toml:1:8: 'rate' must be at least 0 and at most 1000000, not -1");
  EXPECT_EQ(fault("rate = nan"), "m.toml:1:8: 'rate' must be a finite number, not 'nan'");
  EXPECT_EQ(fault("rate = -inf"), "m.toml:1:8: 'rate' must be a finite number, not '-inf'");
  EXPECT_NE(fault("rounds = 99999999999999999999").find("m.toml:1:"), std::string::npos);
}

TEST(TomlReader, AWrongUnitIsAFault) {
  EXPECT_EQ(
      fault("timeout = \"5 parsecs\""),
      "m.toml:1:11: 'timeout' must be a duration (seconds, or like \"250ms\"), not '5 parsecs'");
  EXPECT_EQ(fault("timeout = -1"), "m.toml:1:11: 'timeout' must be at least 0, not -1");
  EXPECT_NE(fault("size = \"3 ms\"").find("must be a size"), std::string::npos);
  EXPECT_NE(fault("share = \"-3%\"").find("must be a percentage"), std::string::npos);
  EXPECT_NE(fault("timeout = 1e308").find("must be a duration"), std::string::npos);
}

TEST(TomlReader, AKeyGivenTwiceIsAFaultWhereItComesAgain) {
  const auto out = read("name = \"a\"\nrounds = 3\nname = \"b\"\n");
  ASSERT_FALSE(out);
  EXPECT_EQ(out.error().what.substr(0, 9), "m.toml:3:") << out.error().text();
  EXPECT_NE(out.error().text().find("name"), std::string::npos) << out.error().text();
}

TEST(TomlReader, AllFaultsAreToldInTheOrderOfTheFile) {
  const auto out = read("wat = 1\nport = -1\nrounds = 0\nnmae = \"x\"\n");
  ASSERT_FALSE(out);
  EXPECT_EQ(out.error().what,
            "m.toml:1:1: unknown key 'wat'\n"
            "m.toml:2:8: 'port' must be from 0 to 65535, not -1\n"
            "m.toml:3:10: 'rounds' must be > 0, not 0\n"
            "m.toml:4:1: unknown key 'nmae'; did you mean 'name'?");
}

TEST(TomlReader, ThousandsOfFaultsAreCounted) {
  std::string text;
  for (int i = 0; i < 1000; ++i) text += "k" + std::to_string(i) + " = 1\n";
  const std::string what = fault(text);
  EXPECT_NE(what.find("\nand 900 more"), std::string::npos);
}

TEST(TomlReader, ARequiredKeyIsMissed) {
  std::string name;
  const auto done = read_toml("[arms]\n", "m.toml", [&](const TomlValue& root) {
    read_table(root, {{"arms", [&](const TomlValue& arms) {
                         read_table(arms, {field("name", name, Need::required)});
                       }}});
  });
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().what, "m.toml:1:1: 'name' is missing in [arms]");
}

TEST(TomlReader, TablesAreReadInTheOrderWritten) {
  std::vector<std::string> order;
  const auto done = read_toml("[arms.z]\n[arms.b]\n[arms]\na = {}\n", "m", [&](const auto& root) {
    read_table(root, {{"arms", [&](const TomlValue& arms) {
                         read_entries(arms, [&](const std::string& key, const TomlValue& arm) {
                           order.push_back(key);
                           EXPECT_EQ(arm.path(), "arms." + key);
                         });
                       }}});
  });
  ASSERT_TRUE(done) << done.error().text();
  EXPECT_EQ(order, (std::vector<std::string>{"z", "b", "a"}));
}

TEST(TomlReader, ArraysOfTablesKnowTheirLines) {
  std::vector<std::size_t> lines;
  const auto done = read_toml("\n[[rule]]\n\n[[rule]]\n", "m", [&](const TomlValue& root) {
    read_table(root, {{"rule", [&](const TomlValue& rules) {
                         read_elements(rules, [&](const TomlValue& rule) {
                           lines.push_back(rule.place().line);
                         });
                       }}});
  });
  ASSERT_TRUE(done) << done.error().text();
  EXPECT_EQ(lines, (std::vector<std::size_t>{2, 4}));
}

TEST(TomlReader, WhatIsNoTomlIsPlaced) {
  EXPECT_EQ(fault("name = \"a\"\nrounds = = 3\n").substr(0, 9), "m.toml:2:");
  EXPECT_EQ(fault("\xff\xfe"), "m.toml:1:1: '\\xff' outside of a string");
  EXPECT_EQ(fault("name = \"µ\" # µ\nµ = 1"), "m.toml:2:1: 'µ' outside of a string");
  EXPECT_EQ(fault("name = \"µµ\" µ"), "m.toml:1:13: 'µ' outside of a string");
  EXPECT_EQ(fault("name = \"\xff\"").substr(0, 9), "m.toml:1:");
  EXPECT_TRUE(read("\xef\xbb\xbfname = \"a byte order mark\""));
  EXPECT_EQ(fault("name = \"a\\u0000b\""), "m.toml:1:8: 'name' holds a NUL character");
}

TEST(TomlReader, HostileDepthsAreRefused) {
  std::string dots = "a";
  for (int i = 0; i < 200'000; ++i) dots += ".a";
  EXPECT_EQ(fault("\n" + dots + " = 1"), "m.toml:2:130: a key with too many dots");
  EXPECT_EQ(fault("[" + dots + "]"), "m.toml:1:131: a key with too many dots");
  EXPECT_NE(fault("args = " + std::string(100'000, '[')).find("m.toml:1:"), std::string::npos);
  EXPECT_EQ(fault(std::string(kMaxTomlBytes + 1, '\n')), "m.toml:1:1: the file is too long");
}

TEST(TomlReader, QuotesStandWhereStringsBegin) {
  EXPECT_EQ(read("name = \"\"\"\"a\"\"\"\"\"")->name, "\"a\"\"");
  EXPECT_EQ(read("name = '''a''''")->name, "a'");
  EXPECT_EQ(read("name='a'\nargs=[\"b\",'c']\nenv.\"D\"=\"e\"")->env, (TextTable{{"D", "e"}}));
  EXPECT_EQ(fault("name = a\"\"\"\xd0\x8a"), "m.toml:1:9: a quote in the middle of a word");
}

TEST(TomlReader, DotsInTextAreNoKeys) {
  const std::string dots(1000, '.');
  EXPECT_EQ(read("name = \"" + dots + "\"")->name, dots);
  EXPECT_EQ(read("name = '''\n" + dots + "'''")->name, dots);
  EXPECT_TRUE(read("# " + dots + "\nname = \"\\\"" + dots + "\"\n"));
}

TEST(TomlReader, HostileNamesAreShownEscaped) {
  EXPECT_EQ(fault("\"\\u001b[2J\" = 1"), "m.toml:1:1: unknown key '\\x1b[2J'");
}

TEST(TomlReader, AWordIsOneOfAList) {
  std::optional<std::string> engine;
  const auto done = read_toml("engine = \"intrp\"", "m.toml", [&](const TomlValue& root) {
    read_table(root, {field_by("engine", engine, [](const TomlValue& value) {
                 return word_of(value, {"wasm2c", "interp"});
               })});
  });
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().what, "m.toml:1:10: 'engine' must be one of wasm2c, interp, not 'intrp'");
  EXPECT_EQ(done.error().hint, "did you mean 'interp'?");
}

}  // namespace
}  // namespace assay::codec
