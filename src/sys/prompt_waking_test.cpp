// SPDX-License-Identifier: Apache-2.0
#include "sys/prompt_waking.hpp"

#include <gtest/gtest.h>

#include <sys/syscall.h>
#include <unistd.h>

namespace assay::sys {
namespace {

// The kernel's sched_attr, whose header quarrels with the C library's.
struct Attributes {
  std::uint32_t size, policy;
  std::uint64_t flags;
  std::int32_t nice;
  std::uint32_t priority;
  std::uint64_t runtime, deadline, period;
};

std::uint64_t slice_ns() {
  Attributes attributes{};
  ::syscall(SYS_sched_getattr, 0, &attributes, sizeof attributes, 0);
  return attributes.runtime;
}

TEST(PromptWaking, AsksForShortSlicesWhileItLives) {
  const std::uint64_t before = slice_ns();
  if (before == 0) GTEST_SKIP() << "this kernel has slices of one length";
  {
    const PromptWaking prompt;
    EXPECT_EQ(slice_ns(), 100'000U);
  }
  EXPECT_EQ(slice_ns(), before);
}

}  // namespace
}  // namespace assay::sys
