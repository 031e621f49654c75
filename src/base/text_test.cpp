// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"

#include "base/utf8.hpp"

#include <gtest/gtest.h>

namespace assay {
namespace {

using Words = std::vector<std::string>;

TEST(Text, SplitKeepsEmptyFields) {
  EXPECT_EQ(split("a,,b,", ','), (Words{"a", "", "b", ""}));
  EXPECT_EQ(split("", ','), Words{""});
}

TEST(Text, JoinUndoesSplit) {
  const Words words{"a", "", "b"};
  EXPECT_EQ(split(join(words, ","), ','), words);
  EXPECT_EQ(join(Words{}, ","), "");
}

TEST(Text, TrimTakesAllKindsOfSpaceFromBothEnds) {
  EXPECT_EQ(trim(" \t\r\n a b \v\f"), "a b");
  EXPECT_EQ(trim("  "), "");
}

TEST(Text, ANumberIsTheWholeTextOrNothing) {
  EXPECT_EQ(parse_double("1.5e3"), 1500);
  EXPECT_EQ(parse_int("-12"), -12);
  for (const char* bad : {"", " 1", "1 ", "1x", "nan", "inf", "1e999", "0x10", "--1"}) {
    EXPECT_FALSE(parse_double(bad)) << bad;
    EXPECT_FALSE(parse_int(bad)) << bad;
  }
  EXPECT_FALSE(parse_int("1.0"));
  EXPECT_FALSE(parse_int("99999999999999999999"));
}

TEST(Text, NearestFindsSlipsOfTheHandAndNothingElse) {
  const Words metrics{"wall", "cpu", "peak_rss", "peak_tree"};
  EXPECT_EQ(nearest("wlal", metrics), "wall");
  EXPECT_EQ(nearest("peak_rs", metrics), "peak_rss");
  EXPECT_EQ(nearest("peek_tree", metrics), "peak_tree");
  EXPECT_FALSE(nearest("latency", metrics));
  EXPECT_FALSE(nearest("", metrics));
  EXPECT_FALSE(nearest("x", Words{"y"}));
}

TEST(Text, PrintableLeavesNothingThatDrivesATerminal) {
  EXPECT_EQ(printable("a\x1b[31m\n\x7f"), "a\\x1b[31m\\x0a\\x7f");
  EXPECT_EQ(printable("\xff\xc0\x80"), "\\xff\\xc0\\x80");  // never valid, and overlong
  EXPECT_EQ(printable("\xc2\x9b"
                      "31m"),
            "\\xc2\\x9b31m");  // CSI as one C1 character
  EXPECT_EQ(printable("a\xe2\x80\xae"
                      "b"),
            "a\\xe2\\x80\\xae"
            "b");  // right-to-left override
  EXPECT_EQ(printable("naïve 日本 ±µ"), "naïve 日本 ±µ");
  EXPECT_EQ(printable("cut \xe6\x97"), "cut \\xe6\\x97");
}

TEST(Text, ShellQuoteMakesOneWord) {
  EXPECT_EQ(shell_quote("./prog-1.2"), "./prog-1.2");
  EXPECT_EQ(shell_quote(""), "''");
  EXPECT_EQ(shell_quote("a b"), "'a b'");
  EXPECT_EQ(shell_quote("it's $HOME"), "'it'\\''s $HOME'");
}

TEST(Utf8, WidthFollowsTheTerminalNotTheBytes) {
  EXPECT_EQ(display_width("abc"), 3U);
  EXPECT_EQ(display_width("±▁█"), 3U);
  EXPECT_EQ(display_width("日本"), 4U);
  EXPECT_EQ(display_width("e\xcc\x81"), 1U);  // e and a combining acute accent
  EXPECT_EQ(display_width("\xff"), 1U);
}

TEST(Utf8, OnlyShortestFormsInRangeAreValid) {
  EXPECT_TRUE(first_rune("\xf4\x8f\xbf\xbf").valid);
  for (const char* bad : {"\xf4\x90\x80\x80", "\xed\xa0\x80", "\xe0\x9f\xbf", "\xc1\xbf", "\x80"})
    EXPECT_FALSE(first_rune(bad).valid);
  EXPECT_EQ(valid_utf8("a\xff"
                       "b"),
            "a\xef\xbf\xbd"
            "b");
}

}  // namespace
}  // namespace assay
