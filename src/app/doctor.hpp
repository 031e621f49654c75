// SPDX-License-Identifier: Apache-2.0
// `assay doctor`: what on this machine makes timings worse than they need be. It looks, and never
// changes anything.
#pragma once
#include "base/result.hpp"
#include "report/style.hpp"
#include "sys/host.hpp"
#include "sys/host_counters.hpp"
#include "sys/probes.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assay::app {

struct DoctorOptions {
  double probe_seconds = 2;  // of the jitter probe; 0 leaves it out
  int interrupt_fd = -1;     // readable: the jitter probe ends early
};

enum class FindingState {
  ok,
  note,    // costs precision, or is worth knowing when figures are compared
  warn,    // will show in the figures
  unknown  // the machine does not tell
};
std::string_view name(FindingState state);

// A line of the examination. `change` is empty when there is nothing to do.
struct Finding {
  std::string id;  // stable word: "governor", "turbo", ... (docs/doctor.md)
  FindingState state = FindingState::unknown;
  std::string value;   // as read or measured, for people
  std::string why;     // why it matters
  std::string change;  // how to change it
};

// All that the findings are judged by.
struct DoctorReadings {
  std::vector<sys::HostFact> facts;
  std::optional<double> load;  // one minute
  double cpus = 1;
  sys::TimerReading timer;
  std::optional<sys::SpawnReading> spawn;
  std::optional<sys::JitterReading> jitter;
  sys::HostShares meanwhile;  // while the probes ran; this process itself taken out
  sys::PerfReading perf;
  sys::CgroupReading cgroups;
};

struct DoctorReport {
  std::string created;  // UTC
  DoctorReadings readings;
  std::vector<Finding> findings;
};

// Takes the readings (the probe's seconds and a few tenths) and judges them. Needs no privileges.
// Fault: interrupted.
Result<DoctorReport> doctor(const DoctorOptions& options);

// One finding for each line of docs/doctor.md, in its order.
std::vector<Finding> judge(const DoctorReadings& readings);

std::string render_doctor_text(const DoctorReport& report, const report::TextStyle& style);
// assay.doctor/1, docs/doctor.md.
std::string render_doctor_json(const DoctorReport& report);

}  // namespace assay::app
