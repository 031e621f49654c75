// SPDX-License-Identifier: Apache-2.0
#include "codec/counter_source.hpp"

#include <gtest/gtest.h>

#include <string>

namespace assay::codec {
namespace {

using model::CounterRole;
using model::CounterTrouble;

CounterReading read(const std::string& how, const std::string& document,
                    CounterRole role = CounterRole::counter) {
  const auto source = parse_counter("x=file:/f#" + how, role);
  EXPECT_TRUE(source) << source.error().text();
  return source ? read_counter(*source, document) : CounterReading{};
}

constexpr const char* kText = R"(# HELP lost_total Events lost.
# TYPE lost_total counter
lost_total{queue="a",kind="open"} 3
lost_total{queue="b",kind="open"} 4 1700000000
lost_total{kind="c\"d\\\n",queue="b",} 5.5e1 # {id="9"} 1
temperature NaN
other_total 7
plain_total 12
# EOF
)";

TEST(CounterSource, PlacesAndNames) {
  const auto url = parse_counter("lost=http://127.0.0.1:9100/m?a=b#lost_total", CounterRole::drops);
  ASSERT_TRUE(url);
  EXPECT_EQ(url->name, "lost");
  EXPECT_EQ(url->where, "http://127.0.0.1:9100/m?a=b");
  const auto bare = parse_counter("http://h/m?a=b#lost_total", CounterRole::drops);
  ASSERT_TRUE(bare);
  EXPECT_EQ(bare->name, "drops");
  const auto file = parse_counter("file:/a=b/c", CounterRole::delivered);
  ASSERT_TRUE(file);
  EXPECT_EQ(file->where, "/a=b/c");
  EXPECT_EQ(file->name, "delivered");
  const auto command = parse_counter("n=command:wc -l < 'a b'", CounterRole::counter);
  ASSERT_TRUE(command);
  EXPECT_EQ(command->where, "wc -l < 'a b'");
  EXPECT_EQ(command->place, CounterPlace::command);
}

TEST(CounterSource, WhatIsMisspeltIsRefused) {
  for (const char* text :
       {"", "lost", "lost=", "lost=/etc/hosts#m", "=file:/f#m", "a b=file:/f#m", "x=file:#m",
        "x=command: #m", "x=http://h/m", "x=https://h/m#m", "x=file:/f#~", "x=file:/f#~(",
        "x=file:/f#/a~2", "x=file:/f#9a", "x=file:/f#m{", "x=file:/f#m{a=\"b\"} c",
        "x=file:/f#m{a=~\"b\"}", "x=file:/f#m{a!=\"b\"}", "file:/f#m"}) {
    const auto parsed = parse_counter(text, CounterRole::counter);
    ASSERT_FALSE(parsed) << text;
    EXPECT_EQ(parsed.error().fault, Fault::usage) << text;
    EXPECT_FALSE(parsed.error().hint.empty()) << text;
  }
}

TEST(CounterSource, SeriesOfAMetricAreSummed) {
  EXPECT_EQ(read("lost_total", kText).value, 62);
  EXPECT_EQ(read("lost_total{queue=\"b\"}", kText).value, 59);
  EXPECT_EQ(read("lost_total{kind=\"open\", queue=\"a\"}", kText).value, 3);
  EXPECT_EQ(read("lost_total{kind=\"c\\\"d\\\\\\n\"}", kText).value, 55);
  EXPECT_EQ(read("plain_total", kText).value, 12);
}

TEST(CounterSource, WhatIsNotThereIsNotZero) {
  const auto trouble = [](const std::string& how, const std::string& text = kText) {
    const auto reading = read(how, text);
    EXPECT_TRUE(model::is_absent(reading.value)) << how;
    return reading.trouble;
  };
  EXPECT_EQ(trouble("lost_total{queue=\"z\"}"), CounterTrouble::missing);
  EXPECT_EQ(trouble("lost"), CounterTrouble::missing);
  EXPECT_NE(read("lost", kText).why.find("lost_total"), std::string::npos);
  EXPECT_EQ(trouble("lost_total", ""), CounterTrouble::missing);
  EXPECT_EQ(trouble("temperature"), CounterTrouble::not_finite);
  EXPECT_EQ(trouble("a", "a 1\na 1\n"), CounterTrouble::unparsable);
  EXPECT_EQ(trouble("a", "a{b=\"1\",c=\"2\"} 1\na{c=\"2\",b=\"1\"} 1\n"),
            CounterTrouble::unparsable);
  EXPECT_EQ(trouble("a", "a{b=\"1} 1\n"), CounterTrouble::unparsable);
  EXPECT_EQ(trouble("a", "a\n"), CounterTrouble::unparsable);
  EXPECT_EQ(trouble("a", "a 12x\n"), CounterTrouble::unparsable);
  EXPECT_EQ(trouble("a", "a -1\n"), CounterTrouble::negative);
  EXPECT_EQ(trouble("a", "a{b=\"1\"} 1e308\na{b=\"2\"} 1e308\n"), CounterTrouble::not_finite);
}

TEST(CounterSource, JsonPatternsAndBareNumbers) {
  const std::string good = R"({"ring": {"lost": [3, 4.5]}, "name": "9"})";
  EXPECT_EQ(read("/ring/lost/1", good).value, 4.5);
  EXPECT_EQ(read("/big", R"({"big": 1e999})").trouble, CounterTrouble::unparsable);
  EXPECT_EQ(read("/ring/found", good).trouble, CounterTrouble::missing);
  EXPECT_EQ(read("/ring/lost/x", good).trouble, CounterTrouble::missing);
  EXPECT_EQ(read("/name", good).trouble, CounterTrouble::unparsable);
  EXPECT_EQ(read("/name", "{").trouble, CounterTrouble::unparsable);

  EXPECT_EQ(read("~lost: ([0-9]+)", "lost: 3\nlost: 8\n").value, 8);
  EXPECT_EQ(read("~[0-9]+", "a 3 b 9 c").value, 9);
  EXPECT_EQ(read("~x*", "abc").trouble, CounterTrouble::missing);  // an empty match is no number
  EXPECT_EQ(read("~lost: (.*)", "lost: many\n").trouble, CounterTrouble::unparsable);
  EXPECT_EQ(read("~lost: (.*)", "lost: nan\n").trouble, CounterTrouble::not_finite);
  EXPECT_EQ(read("~gone", "").trouble, CounterTrouble::missing);

  EXPECT_EQ(read("", " 12\n").value, 12);
  EXPECT_EQ(read("", "12 a").trouble, CounterTrouble::unparsable);
  EXPECT_EQ(read("", "").trouble, CounterTrouble::missing);
  EXPECT_EQ(read("", "-inf").trouble, CounterTrouble::not_finite);
  EXPECT_EQ(read("", "-3").trouble, CounterTrouble::negative);
  EXPECT_EQ(read("", "-3", CounterRole::gauge).value, -3);
}

}  // namespace
}  // namespace assay::codec
