// SPDX-License-Identifier: Apache-2.0
// A pipe that takes a program's standard output and keeps its first and last part.
#pragma once
#include "base/result.hpp"
#include "sys/fd.hpp"
#include "sys/kept_bytes.hpp"

namespace assay::sys {

class Capture {
 public:
  static Result<Capture> make();
  int write_end() const { return write_.get(); }
  int read_end() const { return read_.get(); }

  // Takes what has come, without waiting, and no more than a few parts at a time.
  void drain();
  Taken take() { return kept_.take(); }

 private:
  Fd read_, write_;
  KeptBytes kept_;
};

}  // namespace assay::sys
