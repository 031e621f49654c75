// SPDX-License-Identifier: Apache-2.0
// A pipe that takes a program's standard output and keeps its first and last part.
#pragma once
#include "base/result.hpp"
#include "sys/fd.hpp"
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

class Capture {
 public:
  static constexpr std::size_t kPart = std::size_t{1} << 20;

  static Result<Capture> make();
  int write_end() const { return write_.get(); }
  int read_end() const { return read_.get(); }

  // Takes what has come, without waiting, and no more than a few parts at a time.
  void drain();
  Taken take();

 private:
  void keep(std::string_view bytes);
  void shorten_tail(std::size_t size);

  Fd read_, write_;
  std::string head_, tail_;
  std::uint64_t bytes_ = 0;
  // Of what has left the tail. What is still held is hashed by take(), when no clock runs.
  Sha256 digest_;
  bool digests_head_ = false;  // the head is in it
};

}  // namespace assay::sys
