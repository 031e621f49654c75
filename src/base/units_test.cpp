// SPDX-License-Identifier: Apache-2.0
#include "base/units.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace assay {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

TEST(Units, TimesTakeTheUnitThatKeepsThreeOrFourDigits) {
  EXPECT_EQ(format_quantity(0, "ns"), "0 ns");
  EXPECT_EQ(format_quantity(812, "ns"), "812 ns");
  EXPECT_EQ(format_quantity(1234, "ns"), "1.23 µs");
  EXPECT_EQ(format_quantity(10312345, "ns"), "10.31 ms");
  EXPECT_EQ(format_quantity(103.12e6, "ns"), "103.1 ms");
  EXPECT_EQ(format_quantity(999.96e6, "ns"), "1.00 s");
  EXPECT_EQ(format_quantity(4321e9, "ns"), "4,321 s");
}

TEST(Units, BytesAreBinaryAndCountsAreGrouped) {
  EXPECT_EQ(format_quantity(512, "bytes"), "512 B");
  EXPECT_EQ(format_quantity(1.36 * 1024 * 1024, "bytes"), "1.36 MiB");
  EXPECT_EQ(format_quantity(1023.99 * 1024, "bytes"), "1.00 MiB");
  EXPECT_EQ(format_quantity(1204, "count"), "1,204");
  EXPECT_EQ(format_quantity(12345678, "count"), "12.35 M");
  EXPECT_EQ(format_quantity(0.5, "count"), "0.5");
}

TEST(Units, AProgramsOwnUnitFollowsItsNumberSafely) {
  EXPECT_EQ(format_quantity(3.2, "events"), "3.20 events");
  EXPECT_EQ(format_quantity(3, "e\x1b"), "3 e\\x1b");
}

TEST(Units, WhatIsAbsentOrUnboundedIsShownAsSuch) {
  EXPECT_EQ(format_quantity(kNan, "ns"), "–");
  EXPECT_EQ(format_quantity(-kInfinity, "bytes"), "−∞");
  EXPECT_EQ(format_change(kNan), "–");
  EXPECT_EQ(format_change(kInfinity), "+∞ %");
  EXPECT_EQ(format_quantity(-2048, "bytes"), "−2.00 KiB");
}

TEST(Units, ChangesCarryASignAndSharesNone) {
  EXPECT_EQ(format_change(0.031), "+3.1 %");
  EXPECT_EQ(format_change(-0.004), "−0.4 %");
  EXPECT_EQ(format_change(0.0004), "+0.04 %");
  EXPECT_EQ(format_change(-1e-9), "0.0 %");
  EXPECT_EQ(format_change(11), "+1,100 %");
  EXPECT_EQ(format_share(0.6), "60.0 %");
  EXPECT_EQ(format_share(0.031), "3.1 %");
  EXPECT_EQ(format_share(1e17), "over 1,000,000 %");
}

TEST(Units, DurationsAreReadAsPeopleWriteThem) {
  EXPECT_EQ(parse_duration_ns("50us"), 50e3);
  EXPECT_EQ(parse_duration_ns("50 µs"), 50e3);
  EXPECT_EQ(parse_duration_ns("1.5s"), 1.5e9);
  EXPECT_EQ(parse_duration_ns("250 ms"), 250e6);
  EXPECT_EQ(parse_duration_ns("2"), 2e9);
  EXPECT_EQ(parse_duration_ns("2m"), 120e9);
  for (const char* bad : {"", "s", "-1s", "-0", "1 fortnight", "1e308h", "1..2s", "nan", "1e3x"})
    EXPECT_FALSE(parse_duration_ns(bad)) << bad;
}

TEST(Units, SizesKnowDecimalAndBinary) {
  EXPECT_EQ(parse_bytes("300"), 300);
  EXPECT_EQ(parse_bytes("64KiB"), 65536);
  EXPECT_EQ(parse_bytes("1.5MB"), 1.5e6);
  EXPECT_EQ(parse_bytes("2G"), 2 * 1073741824.0);
  for (const char* bad : {"", "KiB", "-1", "1 XB", "1KiBB"}) EXPECT_FALSE(parse_bytes(bad)) << bad;
}

}  // namespace
}  // namespace assay
