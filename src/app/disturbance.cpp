// SPDX-License-Identifier: Apache-2.0
#include "app/disturbance.hpp"

#include "sys/clock.hpp"
#include "sys/host_counters.hpp"

#include <memory>

namespace assay::app {

std::function<model::Disturbance(double tree_cpu_ns)> watch_disturbance() {
  // Shared, so that the callback can be copied.
  const auto watch = std::make_shared<sys::HostWatch>();
  const auto harness = std::make_shared<double>(sys::own_cpu_ns());
  return [watch, harness](double tree_cpu_ns) {
    const double own = sys::own_cpu_ns();
    const auto shares = watch->update(tree_cpu_ns, own - *harness);
    *harness = own;
    model::Disturbance out;
    out.foreign_cpu = shares.foreign_cpu.value_or(model::kAbsent);
    out.steal = shares.steal.value_or(model::kAbsent);
    out.cpu_pressure = shares.cpu_pressure.value_or(model::kAbsent);
    out.swap_pages = shares.swap_pages.value_or(model::kAbsent);
    return out;
  };
}

}  // namespace assay::app
