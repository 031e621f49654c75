// SPDX-License-Identifier: Apache-2.0
#include "codec/events.hpp"

#include <gtest/gtest.h>

namespace assay::codec {
namespace {

TEST(EventLine, AMetricHasANameAValueAndPerhapsAUnit) {
  const auto line = parse_event_line(R"({"metric":"dropped","value":3,"unit":"events"})");
  ASSERT_TRUE(line.metric);
  EXPECT_EQ(line.metric->name, "dropped");
  EXPECT_EQ(line.metric->value, 3);
  EXPECT_EQ(line.metric->unit, "events");
  EXPECT_FALSE(line.metric->higher_is_better);
  EXPECT_EQ(parse_event_line(R"({"metric":"x","value":-1.5})").metric->unit, "count");
  EXPECT_TRUE(
      parse_event_line(R"({"metric":"ops","value":1,"better":"higher"})").metric->higher_is_better);
}

TEST(EventLine, AMarkOfAStageIsWellFormedAndNoMetric) {
  const auto line = parse_event_line(R"({"t":1,"pid":1,"stage":"parse","event":"begin"})");
  EXPECT_TRUE(line.well_formed);
  EXPECT_FALSE(line.metric);
}

TEST(EventLine, EverythingElseIsMalformed) {
  for (const char* text : {"", "{", "[]", "3", "\"x\"", "{}", "hello", R"({"metric":"x"})",
                           R"({"metric":"x","value":"3"})", R"({"metric":"","value":3})",
                           R"({"metric":"a b","value":3})", R"({"metric":3,"value":3})",
                           R"({"metric":"x","value":1e999})", R"({"metric":"x","value":null})",
                           "{\"metric\":\"\xff\"}", R"({"event":3})"})
    EXPECT_FALSE(parse_event_line(text).well_formed) << text;
  EXPECT_FALSE(parse_event_line(std::string(4000, '[')).well_formed);
}

}  // namespace
}  // namespace assay::codec
