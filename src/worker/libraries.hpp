// SPDX-License-Identifier: Apache-2.0
// Shared objects loaded from copies of their own, each at a place that chance chose.
#pragma once
#include "worker/wire.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace assay::worker {

using Bench = void (*)(std::uint64_t);

// splitmix64 (Steele et al. 2014): orders and paddings need no more.
class Chance {
 public:
  explicit Chance(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next() {
    std::uint64_t z = state_ += 0x9e3779b97f4a7c15U;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31);
  }
  std::uint32_t below(std::uint32_t n) { return static_cast<std::uint32_t>((next() >> 32) % n); }
  void shuffle(std::span<std::uint32_t> items) {
    for (std::size_t i = items.size(); i > 1; --i)
      std::swap(items[i - 1], items[below(static_cast<std::uint32_t>(i))]);
  }

 private:
  std::uint64_t state_;
};

struct Library {
  std::vector<Bench> copies;
  std::vector<void (*)()> teardowns;
  double startup_ns = 0;  // of the first copy
};

// Loads `copies` of the arm's object and sets each up. Ends the process with a failure where that
// cannot be. With `look_only` nothing is set up.
Library load(const WantedArm& arm, std::uint32_t index, std::uint32_t copies, bool look_only,
             Chance& chance, Standing& standing);

}  // namespace assay::worker
