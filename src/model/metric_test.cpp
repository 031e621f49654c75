// SPDX-License-Identifier: Apache-2.0
#include "model/metric.hpp"

#include <gtest/gtest.h>

#include <set>

namespace assay::model {
namespace {

TEST(BuiltinMetrics, EachHasANameOfItsOwnAFloorAndALineForHelp) {
  std::set<std::string> names;
  std::set<std::string> keys;
  for (const Metric& metric : builtin_metrics()) {
    EXPECT_TRUE(names.insert(metric.name).second) << metric.name;
    EXPECT_TRUE(keys.insert(json_key(metric)).second) << metric.name;
    EXPECT_GT(metric.floor, 0) << metric.name;
    EXPECT_FALSE(metric.about.empty()) << metric.name;
    EXPECT_EQ(metric.about.find('\n'), std::string::npos) << metric.name;
    EXPECT_EQ(find_builtin(metric.name), &metric);
  }
}

TEST(BuiltinMetrics, WhatCanBeZeroIsComparedByDifference) {
  for (const char* name :
       {"peak_charged", "io_read", "disk_write", "major_faults", "processes", "cpu_wait"})
    EXPECT_EQ(find_builtin(name)->scale, Scale::difference) << name;
  for (const char* name : {"wall", "cpu", "peak_rss", "instructions"})
    EXPECT_EQ(find_builtin(name)->scale, Scale::ratio) << name;
}

TEST(BuiltinMetrics, AnUnknownNameIsNone) {
  EXPECT_EQ(find_builtin("speed"), nullptr);
  EXPECT_EQ(find_builtin(""), nullptr);
}

TEST(JsonKey, CarriesTheUnitOfTimesAndBytesOnly) {
  EXPECT_EQ(json_key(*find_builtin("wall")), "wall_ns");
  EXPECT_EQ(json_key(*find_builtin("peak_rss")), "peak_rss_bytes");
  EXPECT_EQ(json_key(*find_builtin("minor_faults")), "minor_faults");
  EXPECT_EQ(json_key(*find_builtin("native_alloc_bytes")), "native_alloc_bytes");
  EXPECT_EQ(json_key({"dropped", "events", Direction::lower, Scale::ratio, 0, ""}), "dropped");
}

}  // namespace
}  // namespace assay::model
