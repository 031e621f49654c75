// SPDX-License-Identifier: Apache-2.0
#include "sys/probes.hpp"

#include "base/text.hpp"
#include "sys/clock.hpp"
#include "sys/fd.hpp"
#include "sys/file.hpp"

#include <errno.h>
#include <linux/perf_event.h>
#include <poll.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>

namespace assay::sys {
namespace {

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

bool readable(int fd) {
  if (fd < 0) return false;
  pollfd one{.fd = fd, .events = POLLIN, .revents = 0};
  return ::poll(&one, 1, 0) > 0;
}

// Zero, or why the kernel refuses to count this event for our own user-space code.
int perf_error(std::uint32_t type, std::uint64_t event) {
  perf_event_attr attributes{};
  attributes.size = sizeof attributes;
  attributes.type = type;
  attributes.config = event;
  attributes.disabled = 1;
  attributes.exclude_kernel = 1;
  attributes.exclude_hv = 1;
  const long fd = ::syscall(SYS_perf_event_open, &attributes, 0, -1, -1, PERF_FLAG_FD_CLOEXEC);
  const Fd owned(static_cast<int>(fd));
  return fd < 0 ? errno : 0;
}

bool may_make_groups_in(const std::string& folder) {
  return ::access(folder.c_str(), W_OK | X_OK) == 0;
}

}  // namespace

TimerReading probe_timer(std::size_t sleeps) {
  TimerReading reading;
  timespec resolution{};
  ::clock_getres(CLOCK_MONOTONIC, &resolution);
  reading.claimed_ns =
      static_cast<double>(resolution.tv_sec) * 1e9 + static_cast<double>(resolution.tv_nsec);

  // A group of reads for each cost: a single one is near the step of the clock.
  constexpr int kReads = 100;
  std::vector<double> costs;
  for (int group = 0; group < 50; ++group) {
    const double start = monotonic_ns();
    double last = start;
    for (int i = 0; i < kReads; ++i) {
      const double now = monotonic_ns();
      const double step = now - last;
      if (step > 0 && (reading.step_ns == 0 || step < reading.step_ns)) reading.step_ns = step;
      last = now;
    }
    costs.push_back((last - start) / kReads);
  }
  reading.read_ns = median(costs);

  constexpr long kSleepNs = 200'000;
  std::vector<double> lags;
  for (std::size_t i = 0; i < std::max<std::size_t>(sleeps, 1); ++i) {
    const timespec pause{.tv_sec = 0, .tv_nsec = kSleepNs};
    const double before = monotonic_ns();
    if (::clock_nanosleep(CLOCK_MONOTONIC, 0, &pause, nullptr) != 0) continue;  // a signal
    lags.push_back(monotonic_ns() - before - static_cast<double>(kSleepNs));
  }
  if (lags.empty()) return reading;
  reading.lag_median_ns = median(lags);
  reading.lag_worst_ns = *std::max_element(lags.begin(), lags.end());
  return reading;
}

std::optional<SpawnReading> probe_spawn(std::size_t times) {
  std::vector<double> costs;
  char name[] = "true";
  char* const arguments[] = {name, nullptr};
  char* const environment[] = {nullptr};
  for (std::size_t i = 0; i < times; ++i) {
    pid_t child = 0;
    const double before = monotonic_ns();
    if (::posix_spawn(&child, "/bin/true", nullptr, nullptr, arguments, environment) != 0) break;
    int status = 0;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    if (status != 0) break;
    costs.push_back(monotonic_ns() - before);
  }
  if (costs.empty()) return std::nullopt;
  return SpawnReading{.median_ns = median(costs), .times = costs.size()};
}

JitterReading JitterMeter::reading() const {
  const double duration = last_ns_ - start_ns_;
  return {.duration_ns = duration,
          .threshold_ns = threshold_ns_,
          .gaps = gaps_,
          .worst_ns = worst_ns_,
          .lost_share = duration > 0 ? lost_ns_ / duration : 0};
}

JitterReading probe_jitter(double seconds, int interrupt_fd) {
  constexpr double kLookNs = 50e6;  // how often the interrupt is looked for
  double now = monotonic_ns();
  const double end = now + seconds * 1e9;
  double look = now + kLookNs;
  JitterMeter meter(now, kJitterThresholdNs);
  while (now < end) {
    now = monotonic_ns();
    meter.see(now);
    if (now < look) continue;
    if (readable(interrupt_fd)) break;
    look = now + kLookNs;
  }
  return meter.reading();
}

PerfReading probe_perf() {
  PerfReading reading;
  const int hardware = perf_error(PERF_TYPE_HARDWARE, PERF_COUNT_HW_CPU_CYCLES);
  const int software = perf_error(PERF_TYPE_SOFTWARE, PERF_COUNT_SW_CONTEXT_SWITCHES);
  reading.hardware = hardware == 0;
  reading.software = software == 0;
  if (const int why = hardware != 0 ? hardware : software) reading.why = std::strerror(why);
  return reading;
}

std::vector<CgroupFolder> cgroup_folders(std::string_view mounts, std::string_view groups) {
  // "ID:controllers:/path" of each hierarchy that we are in.
  const auto own_path = [&](std::string_view controller) -> std::optional<std::string> {
    for (const auto& line : split(groups, '\n')) {
      const auto first = line.find(':');
      const auto second = first == std::string::npos ? first : line.find(':', first + 1);
      if (second == std::string::npos) continue;
      const auto named = split(std::string_view(line).substr(first + 1, second - first - 1), ',');
      const bool match = controller.empty()
                             ? line.starts_with("0::")
                             : std::find(named.begin(), named.end(), controller) != named.end();
      if (match) return line.substr(second + 1);
    }
    return std::nullopt;
  };
  std::vector<CgroupFolder> folders;
  const auto add = [&](std::string controller, const std::string& mount) {
    const auto path = own_path(controller);
    const bool known = std::any_of(folders.begin(), folders.end(), [&](const auto& folder) {
      return folder.controller == controller;
    });
    if (path && !known)
      folders.push_back({std::move(controller), mount + (*path == "/" ? "" : *path)});
  };
  for (const auto& line : split(mounts, '\n')) {
    const auto words = split(line, ' ');
    if (words.size() < 4) continue;
    if (words[2] == "cgroup2") add("", words[1]);
    if (words[2] != "cgroup") continue;
    for (const auto& option : split(words[3], ','))
      if (option.find('=') == std::string::npos) add(option, words[1]);  // no name=systemd
  }
  return folders;
}

CgroupReading probe_cgroups(const std::string& root) {
  CgroupReading reading;
  const auto mounts = read_start(root + "/proc/self/mounts", 1 << 20);
  const auto groups = read_start(root + "/proc/self/cgroup", 1 << 16);
  if (!mounts || !groups) return reading;
  for (const auto& [controller, path] : cgroup_folders(*mounts, *groups)) {
    const std::string folder = root + path;
    if (!controller.empty()) {
      reading.v1.emplace_back(controller, may_make_groups_in(folder));
      continue;
    }
    reading.v2 = path;
    reading.v2_writable = may_make_groups_in(folder);
    const auto enabled = read_start(folder + "/cgroup.controllers", 4096);
    if (!enabled) continue;
    for (auto& word : split(trim(*enabled), ' '))
      if (!word.empty()) reading.v2_controllers.push_back(std::move(word));
  }
  return reading;
}

std::optional<double> load_average(const std::string& root) {
  const auto text = read_start(root + "/proc/loadavg", 256);
  if (!text) return std::nullopt;
  return parse_double(std::string_view(*text).substr(0, text->find(' ')));
}

}  // namespace assay::sys
