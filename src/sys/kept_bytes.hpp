// SPDX-License-Identifier: Apache-2.0
// Output that comes in pieces: its first and last part, its length and its digest.
#pragma once
#include "sys/sha256.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace assay::sys {

// What came since the last time.
struct Taken {
  std::string text;         // "[N bytes left out]" stands for a middle that was too long
  std::uint64_t bytes = 0;  // of the whole
  std::string sha256;       // likewise
};

class KeptBytes {
 public:
  static constexpr std::size_t kPart = std::size_t{1} << 20;

  void add(std::string_view bytes);
  Taken take();

 private:
  void shorten_tail(std::size_t size);

  std::string head_, tail_;
  std::uint64_t bytes_ = 0;
  // Of what has left the tail. What is still held is hashed by take(), when no clock runs.
  Sha256 digest_;
  bool digests_head_ = false;  // the head is in it
};

}  // namespace assay::sys
