// SPDX-License-Identifier: Apache-2.0
// Which events of the CPU a launcher is asked to count.
#pragma once
#include "launcher/protocol.hpp"

namespace assay::sys {

// Cycles, instructions, branch misses and cache misses, in this order.
void ask_for_hardware_counters(launcher::Setup& setup);

}  // namespace assay::sys
