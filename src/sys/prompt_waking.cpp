// SPDX-License-Identifier: Apache-2.0
#include "sys/prompt_waking.hpp"

#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdint>

namespace assay::sys {
namespace {

// As sched_setattr(2) has it: <linux/sched/types.h> cannot be included beside <sched.h>.
struct sched_attr {
  std::uint32_t size;
  std::uint32_t sched_policy;
  std::uint64_t sched_flags;
  std::int32_t sched_nice;
  std::uint32_t sched_priority;
  std::uint64_t sched_runtime;
  std::uint64_t sched_deadline;
  std::uint64_t sched_period;
};

constexpr std::uint64_t kShortest = 100'000;  // ns; the least that the kernel takes

bool read(sched_attr& attributes) {
  attributes = {};
  return ::syscall(SYS_sched_getattr, 0, &attributes, sizeof attributes, 0) == 0;
}

}  // namespace

PromptWaking::PromptWaking() {
  sched_attr attributes{};
  // Before Linux 6.12 the field says 0 of ordinary threads, and is not looked at.
  if (!read(attributes) || attributes.sched_policy != SCHED_OTHER || attributes.sched_runtime == 0)
    return;
  before_ns_ = attributes.sched_runtime;
  attributes.sched_runtime = kShortest;
  changed_ = ::syscall(SYS_sched_setattr, 0, &attributes, 0) == 0;
}

PromptWaking::~PromptWaking() {
  sched_attr attributes{};
  if (!changed_ || !read(attributes)) return;
  attributes.sched_runtime = before_ns_;
  ::syscall(SYS_sched_setattr, 0, &attributes, 0);
}

}  // namespace assay::sys
