// SPDX-License-Identifier: Apache-2.0
// A pipe that takes a program's standard output and keeps its first and last part.
#pragma once
#include "base/result.hpp"
#include "sys/fd.hpp"

#include <cstddef>
#include <string>

namespace assay::sys {

class Capture {
 public:
  static constexpr std::size_t kPart = std::size_t{1} << 20;

  static Result<Capture> make();
  int write_end() const { return write_.get(); }
  int read_end() const { return read_.get(); }

  // Takes what has come, without waiting, and no more than a few parts at a time.
  void drain();
  // What came since the last call, "[N bytes left out]" standing for a middle that was too long.
  std::string take();

 private:
  Fd read_, write_;
  std::string head_, tail_;
  std::size_t bytes_ = 0;
};

}  // namespace assay::sys
