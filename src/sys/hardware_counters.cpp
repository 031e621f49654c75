// SPDX-License-Identifier: Apache-2.0
#include "sys/hardware_counters.hpp"

#include <linux/perf_event.h>

namespace assay::sys {

void ask_for_hardware_counters(launcher::Setup& setup) {
  setup.events = 4;
  setup.event[0] = {PERF_TYPE_HARDWARE, 0, PERF_COUNT_HW_CPU_CYCLES};
  setup.event[1] = {PERF_TYPE_HARDWARE, 0, PERF_COUNT_HW_INSTRUCTIONS};
  setup.event[2] = {PERF_TYPE_HARDWARE, 0, PERF_COUNT_HW_BRANCH_MISSES};
  setup.event[3] = {PERF_TYPE_HARDWARE, 0, PERF_COUNT_HW_CACHE_MISSES};
}

}  // namespace assay::sys
