// SPDX-License-Identifier: Apache-2.0
#define CATCH_CONFIG_MAIN
#define CATCH_CONFIG_ENABLE_BENCHMARKING
#include <algorithm>
#include <catch2/catch.hpp>
#include <vector>
TEST_CASE("sorting", "[bench]") {
  std::vector<int> v(200);
  for (int i = 0; i < 200; ++i) v[std::size_t(i)] = (i * 7919) % 211;
  BENCHMARK("sort 200 <ints>") {
    auto c = v;
    std::sort(c.begin(), c.end());
    return c[0];
  };
  BENCHMARK("stable_sort & co") {
    auto c = v;
    std::stable_sort(c.begin(), c.end());
    return c[0];
  };
}
TEST_CASE("nothing is measured here") {
  REQUIRE(1 + 1 == 2);
}
