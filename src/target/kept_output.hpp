// SPDX-License-Identifier: Apache-2.0
// Output that comes in pieces: its first and last part, its length and its digest.
#pragma once
#include "sys/sha256.hpp"
#include "target/observed_runner.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace assay::target {

class KeptOutput {
 public:
  static constexpr std::size_t kPart = std::size_t{1} << 20;

  void add(std::string_view bytes);
  // What came since the last call, into the three fields of `to`.
  void take(Captured& to);

 private:
  std::string head_, tail_;
  std::uint64_t bytes_ = 0;
  sys::Sha256 digest_;
};

}  // namespace assay::target
