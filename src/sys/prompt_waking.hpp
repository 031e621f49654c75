// SPDX-License-Identifier: Apache-2.0
// Being on a CPU soon after a timer or a packet, also beside busy neighbours.
#pragma once
#include <cstdint>

namespace assay::sys {

// While it lives, this thread asks the scheduler for short slices (Linux 6.12 and later): one that
// sleeps most of the time then need not wait for the end of a neighbour's long slice. It gets no
// more CPU time by it. Does nothing where the kernel does not know of it. Programs that are started
// meanwhile would inherit it.
class PromptWaking {
 public:
  PromptWaking();
  ~PromptWaking();
  PromptWaking(const PromptWaking&) = delete;
  PromptWaking& operator=(const PromptWaking&) = delete;

 private:
  bool changed_ = false;
  std::uint64_t before_ns_ = 0;
};

}  // namespace assay::sys
