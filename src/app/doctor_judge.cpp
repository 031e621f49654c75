// SPDX-License-Identifier: Apache-2.0
// Readings to findings: a pure function a line. Thresholds are rules of thumb with their reason
// beside them; docs/doctor.md tells the same ones.
#include "app/doctor.hpp"
#include "base/text.hpp"
#include "base/units.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace assay::app {
namespace {

using State = FindingState;

constexpr const char* kNotTold = "not told by this kernel or virtual machine";

Finding unknown(std::string id, std::string why) {
  return {std::move(id), State::unknown, kNotTold, std::move(why), ""};
}

Finding governor(const DoctorReadings& seen) {
  const std::string why =
      "A governor that changes the clock rate gives equal work unequal times, mostly at the start "
      "of a trial.";
  const auto value = sys::fact(seen.facts, "governor");
  if (!value) return unknown("governor", why);
  if (*value == "performance") return {"governor", State::ok, *value, why, ""};
  return {"governor", State::warn, *value, why,
          "sudo cpupower frequency-set -g performance   (until the next boot)"};
}

Finding turbo(const DoctorReadings& seen) {
  const std::string why =
      "Turbo clocks depend on temperature and on what other cores do, so a run warms up its "
      "successor.";
  const auto value = sys::fact(seen.facts, "turbo");
  if (!value) return unknown("turbo", why);
  if (*value == "off") return {"turbo", State::ok, *value, why, ""};
  return {"turbo", State::note, *value, why,
          "echo 1 | sudo tee /sys/devices/system/cpu/intel_pstate/no_turbo   (Intel), or "
          "echo 0 | sudo tee /sys/devices/system/cpu/cpufreq/boost"};
}

Finding smt(const DoctorReadings& seen) {
  const std::string why =
      "Two threads of one core share its units: a neighbour on the sibling slows a trial without "
      "using its CPU time.";
  const auto value = sys::fact(seen.facts, "smt");
  if (!value) return unknown("smt", why);
  if (*value != "on") return {"smt", State::ok, *value, why, ""};
  return {"smt", State::note, *value, why,
          "echo off | sudo tee /sys/devices/system/cpu/smt/control, or pin to one thread a core: "
          "--pin"};
}

Finding aslr(const DoctorReadings& seen) {
  const std::string why =
      "Random addresses make runs differ by some percent through cache and page layout. Many "
      "trials "
      "average over it, which is fairer than one fixed layout.";
  const auto value = sys::fact(seen.facts, "aslr");
  if (!value) return unknown("aslr", why);
  if (*value == "full") return {"aslr", State::ok, *value, why, ""};
  return {"aslr", State::note, *value + ": one layout stands for all", why,
          "leave it on for comparisons (sysctl kernel.randomize_va_space=2)"};
}

Finding thp(const DoctorReadings& seen) {
  const std::string why =
      "With huge pages for everything, whether a run gets them depends on how fragmented memory "
      "is: time and memory then come in two kinds.";
  const auto value = sys::fact(seen.facts, "thp");
  if (!value) return unknown("thp", why);
  if (*value != "always") return {"thp", State::ok, *value, why, ""};
  return {"thp", State::note, *value, why,
          "echo madvise | sudo tee /sys/kernel/mm/transparent_hugepage/enabled"};
}

Finding swap(const DoctorReadings& seen) {
  const std::string why =
      "A run that is swapped waits for the disk, and its peak memory no longer says what it needs.";
  const auto size = sys::fact(seen.facts, "swap");
  const double moved = seen.meanwhile.swap_pages.value_or(0);
  if (moved > 0)
    return {"swap", State::warn, fmt::format("{:.0f} pages moved while this ran", moved), why,
            "free memory first: the machine is short of it"};
  if (!size) return unknown("swap", why);
  if (size->starts_with("0.0 ")) return {"swap", State::ok, "none", why, ""};
  return {"swap", State::ok, *size + ", idle", why, ""};
}

Finding virtualization(const DoctorReadings& seen) {
  const std::string why =
      "In a virtual machine other guests disturb without being visible; only pairing and "
      "repetition help.";
  const auto value = sys::fact(seen.facts, "virtualization");
  if (!value) return unknown("virtualization", why);
  if (*value == "none") return {"virtualization", State::ok, *value, why, ""};
  return {"virtualization", State::note, *value, why,
          "nothing to do for comparisons; figures of different machines do not compare"};
}

Finding load(const DoctorReadings& seen) {
  const std::string why =
      "Whatever else runs takes turns with the trials, and warms or cools their caches.";
  if (const auto foreign = seen.meanwhile.foreign_cpu) {
    // 5 % of the machine: about what an idle desktop uses.
    const State state = *foreign < 0.05 ? State::ok : *foreign < 0.25 ? State::note : State::warn;
    const std::string average = seen.load ? fmt::format(", load {:.2f}", *seen.load) : "";
    return {"load", state,
            fmt::format("others use {} of the CPUs{}", format_share(*foreign), average), why,
            state == State::ok ? "" : "stop what is not needed: top, or systemd-cgtop"};
  }
  if (!seen.load) return unknown("load", why);
  const State state = *seen.load < 0.25 * seen.cpus ? State::ok : State::warn;
  return {"load", state, fmt::format("{:.2f} over one minute", *seen.load), why,
          state == State::ok ? "" : "stop what is not needed: top, or systemd-cgtop"};
}

Finding steal(const DoctorReadings& seen) {
  const std::string why =
      "Stolen time is when the hypervisor ran another guest while this one was ready.";
  const auto value = seen.meanwhile.steal;
  if (!value) return unknown("steal", why);
  const State state = *value < 0.005 ? State::ok : *value < 0.05 ? State::note : State::warn;
  return {"steal", state, fmt::format("{} of the CPUs", format_share(*value)), why,
          state == State::ok ? "" : "use a machine that is not shared, or a quieter hour"};
}

Finding pressure(const DoctorReadings& seen) {
  const std::string why =
      "Pressure (PSI) is the share of time in which some task waited for a CPU.";
  const auto value = seen.meanwhile.cpu_pressure;
  if (!value) {
    Finding finding = unknown("pressure", why);
    finding.change = "a kernel with CONFIG_PSI, booted with psi=1, tells it";
    return finding;
  }
  const State state = *value < 0.05 ? State::ok : *value < 0.25 ? State::note : State::warn;
  return {"pressure", state, format_share(*value), why,
          state == State::ok ? "" : "more is ready to run than there are CPUs: stop some of it"};
}

Finding quota(const DoctorReadings& seen) {
  const std::string why =
      "A CPU quota stops a program for the rest of each period once it is used up.";
  const auto value = sys::fact(seen.facts, "cpu_quota");
  if (!value) return {"quota", State::ok, "none seen", why, ""};
  return {"quota", State::warn, *value, why,
          "run outside the container's limit, or raise it (cpu.max, --cpus)"};
}

Finding cgroups(const DoctorReadings& seen) {
  const std::string why =
      "In a control group of its own a trial's CPU time and memory are counted for the whole tree, "
      "and the tree can be killed in one go.";
  const auto& found = seen.cgroups;
  std::vector<std::string> writable;
  for (const auto& [controller, allowed] : found.v1)
    if (allowed) writable.push_back(controller);
  if (found.v2_writable) {
    const bool memory = std::find(found.v2_controllers.begin(), found.v2_controllers.end(),
                                  "memory") != found.v2_controllers.end();
    const bool v1 = !writable.empty();
    return {"cgroups", State::ok,
            fmt::format("v2{}{}", memory ? " with memory" : "",
                        v1 ? ", v1 (" + join(writable, " ") + ")" : ""),
            why, ""};
  }
  if (!writable.empty()) return {"cgroups", State::ok, "v1 (" + join(writable, " ") + ")", why, ""};
  if (found.v2 || !found.v1.empty())
    return {"cgroups", State::note, "mounted, but not writable by this user", why,
            "systemd-run --user --scope -p Delegate=yes assay ..., or run as root"};
  return {"cgroups", State::note, "not mounted", why,
          "mount them, or do without: other tiers count then"};
}

Finding perf(const DoctorReadings& seen) {
  const std::string why =
      "Hardware counters give cycles and instructions, which noise disturbs far less than time.";
  const auto paranoid = sys::fact(seen.facts, "perf_event_paranoid");
  const std::string level = paranoid ? fmt::format(" (perf_event_paranoid {})", *paranoid) : "";
  if (seen.perf.hardware) return {"perf", State::ok, "hardware counters" + level, why, ""};
  const bool refused =
      seen.perf.why == "Permission denied" || seen.perf.why == "Operation not permitted";
  if (refused)
    return {"perf", State::note, "not allowed" + level, why,
            "sudo sysctl kernel.perf_event_paranoid=1"};
  return {"perf", State::note,
          fmt::format("no hardware counters: {}{}", seen.perf.why,
                      seen.perf.software ? "; software ones work" : ""),
          why, "--counters=valgrind counts instructions without them"};
}

Finding timer(const DoctorReadings& seen) {
  const std::string why = "Nothing shorter than some steps of the clock can be told apart.";
  const auto& reading = seen.timer;
  const auto source = sys::fact(seen.facts, "clocksource");
  const std::string value =
      fmt::format("{} steps, {} a read{}", format_quantity(reading.step_ns, "ns"),
                  format_quantity(reading.read_ns, "ns"), source ? ", " + *source : "");
  // A read that needs the kernel costs some hundred ns; by vDSO it costs some ten.
  if (reading.claimed_ns <= 1e3 && reading.step_ns <= 1e3 && reading.read_ns <= 1e3)
    return {"timer", State::ok, value, why, ""};
  return {"timer", State::warn, value, why,
          "choose tsc (or kvm-clock) in /sys/devices/system/clocksource/clocksource0/"
          "current_clocksource"};
}

Finding timer_lag(const DoctorReadings& seen) {
  const std::string why =
      "How late a sleep of 0.2 ms ends bounds how evenly load can be sent and memory be sampled.";
  const auto& reading = seen.timer;
  const State state = reading.lag_median_ns <= 200e3 ? State::ok : State::note;
  return {"timer_lag", state,
          fmt::format("{} usually, {} at worst", format_quantity(reading.lag_median_ns, "ns"),
                      format_quantity(reading.lag_worst_ns, "ns")),
          why, state == State::ok ? "" : "a busy machine or a coarse timer: see load and timer"};
}

Finding spawn(const DoctorReadings& seen) {
  const std::string why =
      "Starting and ending an empty program is part of every trial; commands much shorter than "
      "this cannot be told apart.";
  if (!seen.spawn) return {"spawn", State::unknown, "/bin/true could not be run", why, ""};
  const State state = seen.spawn->median_ns <= 3e6 ? State::ok : State::note;
  return {"spawn", state,
          fmt::format("{} for /bin/true, median of {}",
                      format_quantity(seen.spawn->median_ns, "ns"), seen.spawn->times),
          why,
          state == State::ok ? ""
                             : "look for what hooks every exec: auditing, tracing, "
                               "virus scanners, LD_PRELOAD"};
}

Finding jitter(const DoctorReadings& seen) {
  const std::string why =
      "Gaps in a loop that only reads the clock are moments taken by others; they end up in the "
      "slow trials.";
  if (!seen.jitter) return {"jitter", State::unknown, "not probed", why, "--probe SECONDS"};
  const auto& reading = *seen.jitter;
  const State state = reading.lost_share < 0.005  ? State::ok
                      : reading.lost_share < 0.05 ? State::note
                                                  : State::warn;
  return {"jitter", state,
          fmt::format(
              "{} lost in {} gaps over {}, worst {}, in {}", format_share(reading.lost_share),
              reading.gaps, format_quantity(reading.threshold_ns, "ns"),
              format_quantity(reading.worst_ns, "ns"), format_quantity(reading.duration_ns, "ns")),
          why, state == State::ok ? "" : "see load and steal; --pin keeps trials off busy CPUs"};
}

}  // namespace

std::string_view name(FindingState state) {
  switch (state) {
    case FindingState::ok:
      return "ok";
    case FindingState::note:
      return "note";
    case FindingState::warn:
      return "warn";
    case FindingState::unknown:
      return "unknown";
  }
  return "unknown";
}

std::vector<Finding> judge(const DoctorReadings& seen) {
  return {governor(seen), turbo(seen),          smt(seen),  aslr(seen),  thp(seen),
          swap(seen),     virtualization(seen), load(seen), steal(seen), pressure(seen),
          quota(seen),    cgroups(seen),        perf(seen), timer(seen), timer_lag(seen),
          spawn(seen),    jitter(seen)};
}

}  // namespace assay::app
