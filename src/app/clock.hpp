// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "model/ports.hpp"
#include "sys/clock.hpp"

namespace assay::app {

// The machine's own monotonic clock behind the port.
struct MonotonicClock final : model::Clock {
  double now_ns() override { return sys::monotonic_ns(); }
};

}  // namespace assay::app
