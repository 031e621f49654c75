// SPDX-License-Identifier: Apache-2.0
#include "app/expectations.hpp"

#include "sys/sha256.hpp"

#include <gtest/gtest.h>

namespace assay::app {
namespace {

target::Captured captured(std::string output, std::string errors = "") {
  target::Captured out;
  out.output_bytes = output.size();
  out.output_sha256 = sys::sha256(output);
  out.output = std::move(output);
  out.errors = std::move(errors);
  return out;
}

// All that is wrong, "; " between.
std::string wrong(Expectations& expectations, const target::Captured& seen, int code = 0,
                  const std::string& arm = "candidate") {
  std::string out;
  for (const std::string& each : expectations.check({.arm = arm,
                                 .exit_code = code,
                                 .captured = seen,
                                 .file_sha256 = [](const std::string& path) -> Result<std::string> {
                                   if (path == "made") return std::string("ab");
                                   return Error{Fault::usage, "cannot read " + path, "", ""};
                                 }}))
    if (!each.empty()) out += (out.empty() ? "" : "; ") + each;
  return out;
}

Expectations made(const model::Expected& expected) {
  auto out = Expectations::make(expected);
  EXPECT_TRUE(out) << out.error().text();
  return std::move(*out);
}

TEST(Expectations, WhereNothingIsExpectedNothingIsRead) {
  const auto expectations = made({});
  EXPECT_TRUE(expectations.empty());
  EXPECT_FALSE(expectations.reads_results());
}

TEST(Expectations, AnExitCodeIsNoReasonToLookAtOutputs) {
  auto expectations = made({.exit_code = 3});
  EXPECT_FALSE(expectations.reads_results());
  EXPECT_TRUE(expectations.expects_code());
  EXPECT_EQ(wrong(expectations, captured(""), 3), "");
  EXPECT_EQ(wrong(expectations, captured(""), 0), "expected exit code 3, got 0");
}

TEST(Expectations, SizesOfTheResponseAreHeldAtBothEnds) {
  auto expectations = made({.response_bytes_min = 2, .response_bytes_max = 4});
  EXPECT_EQ(wrong(expectations, captured("ab")), "");
  EXPECT_EQ(wrong(expectations, captured("abcd")), "");
  EXPECT_EQ(wrong(expectations, captured("a")),
            "expected at least 2 bytes, got 1 bytes that begin with 'a'");
  EXPECT_EQ(wrong(expectations, captured("abcde")),
            "expected at most 4 bytes, got 5 bytes that begin with 'abcde'");
  auto exact = made({.response_bytes = 0});
  EXPECT_EQ(wrong(exact, captured("")), "");
  EXPECT_NE(wrong(exact, captured("a")), "");
}

TEST(Expectations, EqualsShowsTheFirstDifference) {
  model::Expected expected;
  expected.output.equals = "one\ntwo\n";
  auto expectations = made(expected);
  EXPECT_EQ(wrong(expectations, captured("one\ntwo\n")), "");
  EXPECT_EQ(wrong(expectations, captured("one\ntwp\n")),
            "expected 8 bytes, got 8; they differ from byte 7 in line 2: expected "
            "'one\\x0atwo\\x0a', got 'one\\x0atwp\\x0a'");
  EXPECT_NE(wrong(expectations, captured("one\ntwo\n\n")), "");
  EXPECT_NE(wrong(expectations, captured("one\n")), "");
}

TEST(Expectations, WhatIsShownIsBoundedAndPrintable) {
  model::Expected expected;
  expected.output.equals = std::string(100'000, 'x') + "\x1b[2J";
  auto expectations = made(expected);
  const std::string text = wrong(expectations, captured(std::string(200'000, '\x1b')));
  EXPECT_LT(text.size(), 1000u);
  EXPECT_EQ(text.find('\x1b'), std::string::npos);
}

TEST(Expectations, AnOutputTooLongToKeepIsComparedByItsHash) {
  const std::string whole(1000, 'a');
  model::Expected expected;
  expected.output.equals = whole;
  expected.output.contains = {"needle"};
  expected.output.json = {{"/a", "1"}};
  auto expectations = made(expected);
  auto cut = captured(whole);
  cut.output = "aaa[994 bytes left out]aaa";
  const auto found =
      expectations.check({.arm = "a", .exit_code = 0, .captured = cut, .file_sha256 = {}});
  EXPECT_EQ(found[0], "") << "the same bytes";
  EXPECT_NE(found[1].find("middle"), std::string::npos);
  EXPECT_EQ(found[2], "1000 bytes are too many to be read as JSON");
  cut.output_sha256 = sys::sha256("other");
  EXPECT_NE(expectations.check({.arm = "a", .exit_code = 0, .captured = cut, .file_sha256 = {}})[0],
            "");
}

TEST(Expectations, ContainsAndMatchesAreSearchedAnywhere) {
  model::Expected expected;
  expected.output.contains = {"b\nc"};
  expected.errors.matches = {"took [0-9]+ ms"};
  auto expectations = made(expected);
  EXPECT_EQ(wrong(expectations, captured("ab\ncd", "it took 12 ms\n")), "");
  EXPECT_EQ(wrong(expectations, captured("ab", "nothing")),
            "'b\\x0ac' is not in it: got 2 bytes that begin with 'ab'; "
            "nothing in it matches: got 7 bytes that begin with 'nothing'");
}

TEST(Expectations, HashesOfStreamsAndFiles) {
  model::Expected expected;
  expected.output.sha256 = sys::sha256("right");
  expected.errors.sha256 = sys::sha256("");
  expected.files = {{"made", "ab"}};
  auto expectations = made(expected);
  EXPECT_TRUE(expectations.reads_results());
  EXPECT_EQ(wrong(expectations, captured("right")), "");
  EXPECT_NE(wrong(expectations, captured("wrong")).find("got " + sys::sha256("wrong")),
            std::string::npos);
  expected.files = {{"made", "cd"}, {"missing", "ab"}};
  auto files = made(expected);
  EXPECT_EQ(wrong(files, captured("right")), "expected cd, got ab; cannot read missing");
}

TEST(Expectations, ValuesInJsonAreComparedAsValues) {
  model::Expected expected;
  expected.output.json = {{"/list/1", "2"}, {"/name", "\"a\""}};
  auto expectations = made(expected);
  EXPECT_EQ(wrong(expectations, captured(R"({"name": "a", "list": [1, 2.0]})")), "");
  EXPECT_EQ(wrong(expectations, captured(R"({"name": "b", "list": [1, 2]})")),
            "expected '\"a\"', got '\"b\"'");
  EXPECT_NE(wrong(expectations, captured(R"({"name": "a"})")).find("there is no /list/1"),
            std::string::npos);
  EXPECT_NE(wrong(expectations, captured("{")).find("it is not JSON"), std::string::npos);
  EXPECT_NE(wrong(expectations, captured(std::string(100'000, '['))), "") << "deep nesting";
}

TEST(Expectations, AnIndexThatIsNoNumberIsWrongAndNoCrash) {
  model::Expected expected;
  expected.output.json = {{"/x", "2"}};
  auto expectations = made(expected);
  EXPECT_NE(wrong(expectations, captured("[1, 2]")), "");
  EXPECT_NE(wrong(expectations, captured("3")), "");
}

TEST(Expectations, TheSameOutputIsExpectedOfEveryArm) {
  model::Expected expected;
  expected.same_across_arms = true;
  auto expectations = made(expected);
  EXPECT_EQ(wrong(expectations, captured("one"), 0, "baseline"), "");
  EXPECT_EQ(wrong(expectations, captured("one"), 0, "candidate"), "");
  EXPECT_EQ(wrong(expectations, captured("two"), 0, "candidate"),
            "not the output of the first trial, of 'baseline': expected 3 bytes, got 3; they "
            "differ from byte 1 in line 1: expected 'one', got 'two'");
}

TEST(Expectations, WhatCannotBeMeantIsRefused) {
  model::Expected pattern;
  pattern.output.matches = {"("};
  EXPECT_EQ(Expectations::make(pattern).error().fault, Fault::usage);
  model::Expected pointer;
  pointer.output.json = {{"no slash", "1"}};
  EXPECT_EQ(Expectations::make(pointer).error().fault, Fault::usage);
  model::Expected value;
  value.output.json = {{"/a", "{"}};
  EXPECT_EQ(Expectations::make(value).error().fault, Fault::usage);
}

}  // namespace
}  // namespace assay::app
