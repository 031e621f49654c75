// SPDX-License-Identifier: Apache-2.0
#include "sys/prompt_waking.hpp"

#include <linux/sched.h>
#include <linux/sched/types.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace assay::sys {
namespace {

constexpr std::uint64_t kShortest = 100'000;  // ns; the least that the kernel takes

bool read(sched_attr& attributes) {
  attributes = {};
  return ::syscall(SYS_sched_getattr, 0, &attributes, sizeof attributes, 0) == 0;
}

}  // namespace

PromptWaking::PromptWaking() {
  sched_attr attributes{};
  // Before Linux 6.12 the field says 0 of ordinary threads, and is not looked at.
  if (!read(attributes) || attributes.sched_policy != SCHED_NORMAL || attributes.sched_runtime == 0)
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
