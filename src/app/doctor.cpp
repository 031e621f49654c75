// SPDX-License-Identifier: Apache-2.0
#include "app/doctor.hpp"

#include "sys/clock.hpp"

namespace assay::app {

Result<DoctorReport> doctor(const DoctorOptions& options) {
  DoctorReport report;
  report.created = sys::utc_now();
  DoctorReadings& seen = report.readings;
  seen.facts = sys::host_facts();
  seen.load = sys::load_average();
  seen.perf = sys::probe_perf();
  seen.cgroups = sys::probe_cgroups();
  seen.timer = sys::probe_timer();
  seen.spawn = sys::probe_spawn();
  if (options.probe_seconds > 0) {
    const sys::HostCounters counters;
    const sys::HostSnapshot before = counters.read();
    const double own = sys::own_cpu_ns();
    seen.jitter = sys::probe_jitter(options.probe_seconds, options.interrupt_fd);
    if (seen.jitter->duration_ns < options.probe_seconds * 1e9)
      return Error{.fault = Fault::interrupted, .what = "interrupted while looking for jitter"};
    seen.meanwhile = sys::shares(before, counters.read(), sys::own_cpu_ns() - own, 0);
    seen.cpus = before.cpus;
  }
  report.findings = judge(seen);
  return report;
}

}  // namespace assay::app
